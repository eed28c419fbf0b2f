/** Who was told of the order in person, and what came of it (值班通知回执). Nothing where nobody was. */
import { personalChannelWords } from '../../../core/personal-terms.ts'
import { call } from '../../api/client.ts'
import type { Case } from '../../api/types.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useResource } from '../../state/resource.ts'
import { showInstant } from '../../words/format.ts'
import { personalWords as words } from '../../words/personal.ts'
import { say } from '../../words/words.ts'

export function ReceiptsSheet({ subject: { id, version } }: { readonly subject: Case }) {
  const found = useResource(`receipts ${id} ${version}`, (signal) =>
    call('GET /v1/cases/{id}/receipts', { path: { id }, signal }),
  )
  const { receipts = [], nobody } = found.value ?? {}
  if (receipts.length === 0) return null
  return (
    <section class="sheet" aria-labelledby="case-receipts">
      <h2 id="case-receipts">{say(words.receipts)}</h2>
      <Scrolling label={say(words.receipts)}>
        <table>
          <thead>
            <tr>
              {(['person', 'channel', 'told', 'delivered', 'read', 'accepted'] as const).map(
                (column) => (
                  <th key={column} scope="col">
                    {say(words[column])}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {receipts.map(({ person, channel, told, delivered, reason, read, accepted }) => (
              <tr key={`${told} ${person} ${channel}`}>
                <th scope="row">{person}</th>
                <td>{say(personalChannelWords[channel])}</td>
                <td>{showInstant(told, 'minute')}</td>
                <td>
                  {delivered === undefined && reason !== undefined
                    ? say(words.failed, { reason })
                    : showInstant(delivered, 'minute')}
                </td>
                <td>{showInstant(read, 'minute')}</td>
                <td>{showInstant(accepted, 'minute')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      {nobody === undefined ? null : (
        <p class="trouble">{say(words.nobody, { at: showInstant(nobody, 'minute') })}</p>
      )}
    </section>
  )
}
