/** Boundaries that designations drew (职责界线), each with the case that it was drawn for. */
import { useState } from 'preact/hooks'

import { boundaryScopeWords } from '../../../core/dispute-terms.ts'
import { call } from '../../api/client.ts'
import { casePath } from '../../parts/device-names.ts'
import { categoryName, unitName } from '../../parts/case-names.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { WhyForm } from '../../parts/why-form.tsx'
import { useResource } from '../../state/resource.ts'
import { mayAs } from '../../state/rights.ts'
import { caseWords } from '../../words/cases.ts'
import { boundaryWords as words } from '../../words/deciding.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'

export function Boundaries() {
  const rows = useResource('boundaries', (signal) => call('GET /v1/boundaries', { signal }), {
    every: 60_000,
  })
  const [revoking, setRevoking] = useState<string>()
  const may = mayAs(['supervisor', 'manager'])
  return (
    <section class="sheet" aria-labelledby="boundaries">
      <h2 id="boundaries">{say(words.title)}</h2>
      <p class="quiet">{say(words.help)}</p>
      <Loaded
        resource={rows}
        isEmpty={(found) => found.length === 0}
        empty={<p class="quiet">{say(words.none)}</p>}
      >
        {(found) => (
          <Scrolling label={say(words.title)}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{say(caseWords.number)}</th>
                  <th scope="col">{say(caseWords.category)}</th>
                  <th scope="col">{say(words.holds)}</th>
                  <th scope="col">{say(caseWords.unit)}</th>
                  <th scope="col">{say(words.since)}</th>
                  <th scope="col">{say(words.by)}</th>
                  <th scope="col">{say(words.why)}</th>
                  <th scope="col">{say(words.revoke)}</th>
                </tr>
              </thead>
              <tbody>
                {found.map((row) => (
                  <tr key={row.case}>
                    <th scope="row">
                      <a href={casePath(row.case)}>{row.case}</a>
                    </th>
                    <td>{categoryName(row.category)}</td>
                    <td>
                      {say(boundaryScopeWords[row.scope])} {row.place}
                    </td>
                    <td>{unitName(row.unit)}</td>
                    <td>{showInstant(row.since)}</td>
                    <td>{row.by}</td>
                    <td>{row.reason}</td>
                    <td>
                      {row.revoked === undefined ? (
                        may ? (
                          <button type="button" onClick={() => setRevoking(row.case)}>
                            {say(words.revoke)}
                          </button>
                        ) : null
                      ) : (
                        say(words.revoked, {
                          at: showInstant(row.revoked.at),
                          by: row.revoked.by,
                          reason: row.revoked.reason,
                        })
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolling>
        )}
      </Loaded>
      {revoking === undefined ? null : (
        <Dialog title={`${say(words.revoke)} ${revoking}`} onClose={() => setRevoking(undefined)}>
          <WhyForm
            submit={words.revoke}
            onSubmit={async (reason) => {
              await call('POST /v1/boundaries/{id}/revoke', {
                path: { id: revoking },
                body: { reason },
              })
              setRevoking(undefined)
              rows.reload()
            }}
          />
        </Dialog>
      )}
    </section>
  )
}
