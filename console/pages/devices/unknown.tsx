/** Names that send and that nobody has registered, and the way to register one. */
import { useEffect, useRef, useState } from 'preact/hooks'

import type { Bilingual } from '../../../core/bilingual.ts'
import { call } from '../../api/client.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { credentialWords } from '../../words/device-credential.ts'
import { deviceWords } from '../../words/devices.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { pathWith } from '../../state/address.ts'
import { AdoptDialog } from './adopt.tsx'
import { devicePath } from '../../parts/device-names.ts'
import { operatorRoles } from '../../../core/actor.ts'
import { mayAs } from '../../state/rights.ts'
import { Scrolling } from '../../parts/scrolling.tsx'

interface Adopted {
  readonly id: string
  readonly warnings: readonly Bilingual[]
}

const most = 1_000

const lettersOf = (device: string): string =>
  pathWith('/devices', { tab: 'dead', device, reason: 'unknown-device' })

export function UnknownNames() {
  const [adopting, setAdopting] = useState<{ readonly id: string; readonly sample: string }>()
  const [adopted, setAdopted] = useState<Adopted>()
  const said = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The button that opened the form is gone with its row.
    if (adopted !== undefined) said.current?.focus()
  }, [adopted])
  const may = mayAs(operatorRoles)
  const names = useResource(
    'unknown',
    async (signal) => {
      const answer = await call('GET /v1/devices-unknown', { query: { limit: most }, signal })
      return answer.unknown
    },
    { every: 30_000 },
  )
  return (
    <section aria-label={say(deviceWords.unknown)}>
      <p class="quiet">{say(deviceWords.unknownHelp)}</p>
      {may ? null : <p>{say(deviceWords.mayNotAdopt)}</p>}
      <div ref={said} role="status" tabindex={-1}>
        {adopted === undefined ? null : (
          <>
            <p class="row">
              {say(deviceWords.adopted, { id: adopted.id })}
              <a href={devicePath(adopted.id)}>{say(deviceWords.openDevice)}</a>
              <a href={lettersOf(adopted.id)}>{say(deviceWords.itsLetters)}</a>
            </p>
            <p>{say(credentialWords.next)}</p>
            <Warnings warnings={adopted.warnings} />
          </>
        )}
      </div>
      <Loaded
        resource={names}
        isEmpty={(rows) => rows.length === 0}
        empty={<p class="quiet">{say(deviceWords.noUnknown)}</p>}
      >
        {(rows) => (
          <>
            <DataTime at={names.at} />
            <Scrolling label={say(deviceWords.unknown)}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{say(deviceWords.id)}</th>
                    <th scope="col">{say(deviceWords.firstSeen)}</th>
                    <th scope="col">{say(deviceWords.lastSeen)}</th>
                    <th scope="col">{say(deviceWords.frames)}</th>
                    <th scope="col">{say(deviceWords.sample)}</th>
                    <th scope="col">{say(deviceWords.actions)}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ id, firstSeen, lastSeen, frames, sample }) => (
                    <tr key={id}>
                      <th scope="row">{id}</th>
                      <td>{showInstant(firstSeen, 'minute')}</td>
                      <td>{showInstant(lastSeen, 'minute')}</td>
                      <td>{showNumber(frames, 0)}</td>
                      <td>
                        <code class="sample">{sample}</code>
                      </td>
                      <td>
                        <div class="row">
                          <a href={lettersOf(id)}>{say(deviceWords.itsLetters)}</a>
                          {may ? (
                            <button
                              type="button"
                              aria-label={say(deviceWords.adoptTitle, { id })}
                              onClick={() => setAdopting({ id, sample })}
                            >
                              {say(deviceWords.adopt)}
                            </button>
                          ) : null}
                        </div>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scrolling>
          </>
        )}
      </Loaded>
      {adopting === undefined ? null : (
        <AdoptDialog
          {...adopting}
          onClose={() => setAdopting(undefined)}
          onAdopted={(warnings) => {
            setAdopted({ id: adopting.id, warnings })
            setAdopting(undefined)
            names.reload()
          }}
        />
      )}
    </section>
  )
}

/** What was registered and will have no effect. */
const Warnings = ({ warnings }: Pick<Adopted, 'warnings'>) =>
  warnings.length === 0 ? null : (
    <div class="trouble" data-note="warnings">
      {say(deviceWords.adoptWarnings)}
      <ul>
        {warnings.map((warning) => (
          <li key={warning.en}>{say(warning)}</li>
        ))}
      </ul>
    </div>
  )
