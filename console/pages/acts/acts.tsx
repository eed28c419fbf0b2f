/** Who administered what (管理操作记录), day by day, for administrators. */
import { roleWords } from '../../../core/actor.ts'
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useAddress } from '../../state/address.ts'
import { useResource } from '../../state/resource.ts'
import { actWords as words } from '../../words/acts.ts'
import { showInstant } from '../../words/format.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { outcomeOf } from './outcome.ts'

type Act = AnswerOf<'GET /v1/administrative-acts'>['items'][number]

export function ActsPage() {
  const { query, show } = useAddress()
  const asked = query.get('day') ?? undefined
  const acts = useResource(`acts ${asked ?? ''}`, (signal) =>
    call('GET /v1/administrative-acts', { query: { day: asked }, signal }),
  )
  return (
    <main id="content" class="page">
      <h1>{say(words.title)}</h1>
      <p class="quiet">{say(words.help)}</p>
      <label class="row no-print">
        {say(words.day)}
        <input
          type="date"
          value={asked ?? ''}
          onChange={(event) => show({ day: event.currentTarget.value })}
        />
      </label>
      <Loaded resource={acts}>
        {({ day, items, wrong }) => (
          <>
            <p role="status" class={wrong.length === 0 ? 'quiet' : 'trouble'}>
              {day}{' '}
              {wrong.length === 0
                ? say(words.intact)
                : say(words.wrong, { numbers: wrong.join(' ') })}
            </p>
            <ActTable items={items} />
          </>
        )}
      </Loaded>
    </main>
  )
}

const ActTable = ({ items }: { readonly items: readonly Act[] }) => (
  <Scrolling label={say(words.title)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(shellWords.time)}</th>
          <th scope="col">{say(words.who)}</th>
          <th scope="col">{say(words.what)}</th>
          <th scope="col">{say(words.of)}</th>
          <th scope="col">{say(words.from)}</th>
          <th scope="col">{say(words.outcome)}</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ number, at, by, what, words: named, of, from, status }) => (
          <tr key={number}>
            <td>{showInstant(at)}</td>
            <th scope="row">
              {by.person ?? by.name} <span class="quiet">{say(roleWords[by.role])}</span>
            </th>
            <td title={what}>{named === undefined ? what : say(named)}</td>
            <td>{Object.values(of).join(' ') || '-'}</td>
            <td>{from}</td>
            <td>{say(outcomeOf(status))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)
