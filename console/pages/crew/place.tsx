import { useState } from 'preact/hooks'

import type { Case } from '../../api/types.ts'
import { coordinates, geoLink, type Position } from '../../offline/position.ts'
import { crewWords, placeWords } from '../../words/crew.ts'
import { say } from '../../words/words.ts'

export interface PlaceProps {
  readonly place: Case['place']
  readonly title: string
}

/** Where to go. The link opens whatever map the phone has; without one the coordinates can be copied. */
export function PlaceOf({ place, title }: PlaceProps) {
  const { longitude, latitude, description, device, component, cell } = place
  const named = [
    description,
    device === undefined ? undefined : say(crewWords.device, { id: device }),
    component === undefined ? undefined : say(crewWords.component, { id: component }),
    cell === undefined ? undefined : say(crewWords.cell, { id: cell }),
  ].filter((line) => line !== undefined)
  return (
    <section class="sheet">
      <h2>{say(crewWords.place)}</h2>
      {named.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {longitude === undefined || latitude === undefined ? (
        <p class="quiet">{say(crewWords.noPlace)}</p>
      ) : (
        <Way position={{ longitude, latitude }} title={title} />
      )}
    </section>
  )
}

function Way({ position, title }: { readonly position: Position; readonly title: string }) {
  const [copied, setCopied] = useState(false)
  const text = coordinates(position)
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
      <a class="touch wide" href={geoLink(position, title)}>
        {say(placeWords.navigate)}
      </a>
      <label>
        {say(placeWords.coordinates)}
        <input readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <button
        type="button"
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
