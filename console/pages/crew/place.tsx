import { useState } from 'preact/hooks'

import type { Bilingual } from '../../../core/bilingual.ts'
import type { Case } from '../../api/types.ts'
import { inDatum, mapLinks } from '../../offline/map-links.ts'
import { coordinates, type Position } from '../../offline/position.ts'
import { crewWords, placeWords } from '../../words/crew.ts'
import { say } from '../../words/words.ts'
import { namedPlace } from './named-place.ts'

export interface PlaceProps {
  readonly of: Pick<Case, 'place' | 'names'>
  readonly title: string
}

/** Where to go, in words and in the map that the phone has; without one the coordinates can be copied. */
export function PlaceOf({ of, title }: PlaceProps) {
  const { longitude, latitude, device, component, cell } = of.place
  const codes = [
    device === undefined ? undefined : say(crewWords.device, { id: device }),
    component === undefined ? undefined : say(crewWords.component, { id: component }),
    cell === undefined ? undefined : say(crewWords.cell, { id: cell }),
  ].filter((line) => line !== undefined)
  return (
    <section class="sheet">
      <h2>{say(crewWords.place)}</h2>
      {namedPlace(of).map((line) => (
        <p key={line}>{line}</p>
      ))}
      {longitude === undefined || latitude === undefined ? (
        <p class="quiet">{say(crewWords.noPlace)}</p>
      ) : (
        <Way position={{ longitude, latitude }} title={title} />
      )}
      {codes.length === 0 ? null : <p class="quiet">{codes.join(' · ')}</p>}
    </section>
  )
}

function Way({ position, title }: { readonly position: Position; readonly title: string }) {
  return (
    <details class="way">
      <summary class="touch wide">{say(placeWords.navigate)}</summary>
      <ul>
        {mapLinks(position, title).map(({ map, name, href }) => (
          <li key={map}>
            <a class="touch wide" href={href} rel="noreferrer" data-map={map}>
              {say(name)}
            </a>
          </li>
        ))}
      </ul>
      <div class="fields">
        <Copied label={placeWords.chinese} text={coordinates(inDatum(position, 'GCJ02'))} />
        <Copied label={placeWords.coordinates} text={coordinates(position)} />
      </div>
    </details>
  )
}

function Copied({ label, text }: { readonly label: Bilingual; readonly text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async (field: HTMLInputElement | null) => {
    field?.select()
    try {
      // Absent without https; then the text is selected and the phone offers to copy it.
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      setCopied(false)
    }
  }
  return (
    <div class="fields">
      <label>
        {say(label)}
        <input readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <button
        type="button"
        aria-label={`${say(placeWords.copy)}: ${say(label)}`}
        onClick={(event) => {
          const { parentElement } = event.currentTarget
          void copy(parentElement?.querySelector('input') ?? null)
        }}
      >
        {say(copied ? placeWords.copied : placeWords.copy)}
      </button>
    </div>
  )
}
