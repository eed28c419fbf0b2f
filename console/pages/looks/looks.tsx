/** Who looked at personal data (个人信息查看记录), for administrators. */
import { useState } from 'preact/hooks'

import { roleWords } from '../../../core/actor.ts'
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useAddress } from '../../state/address.ts'
import { useResource } from '../../state/resource.ts'
import { showInstant } from '../../words/format.ts'
import { lookWords as words } from '../../words/looks.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'

const most = 500

type Look = AnswerOf<'GET /v1/personal-looks'>['items'][number]

export function LooksPage() {
  const asked = useAddress().query.get('case') ?? ''
  const of = asked === '' ? undefined : asked
  const looks = useResource(`looks ${asked}`, (signal) =>
    call('GET /v1/personal-looks', { query: { limit: most, case: of }, signal }),
  )
  const [proof, setProof] = useState<AnswerOf<'GET /v1/personal-looks/proof'>>()
  return (
    <main id="content" class="page">
      <h1>{say(words.title)}</h1>
      <p class="quiet">{say(words.help)}</p>
      <form class="row no-print" action="/looks">
        <label>
          {say(words.ofCase)} <input key={asked} name="case" defaultValue={asked} maxLength={64} />
        </label>
        <button type="submit">{say(words.filter)}</button>
        <a
          href={`/v1/personal-looks.csv${of === undefined ? '' : `?case=${encodeURIComponent(of)}`}`}
        >
          {say(words.csv)}
        </a>
        <button
          type="button"
          onClick={() => void call('GET /v1/personal-looks/proof').then(setProof)}
        >
          {say(words.check)}
        </button>
      </form>
      {proof === undefined ? null : (
        <p role="status" class={proof.intact ? '' : 'trouble'}>
          {proof.intact ? say(words.intact) : say(words.wrong, { numbers: proof.wrong.join(' ') })}
        </p>
      )}
      <Loaded resource={looks} isEmpty={({ items }) => items.length === 0}>
        {({ items, next }) => (
          <>
            <LookTable items={items} />
            {next === undefined ? null : <p class="quiet">{say(words.cut)}</p>}
          </>
        )}
      </Loaded>
    </main>
  )
}

const LookTable = ({ items }: { readonly items: readonly Look[] }) => (
  <Scrolling label={say(words.title)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(shellWords.time)}</th>
          <th scope="col">{say(words.who)}</th>
          <th scope="col">{say(words.what)}</th>
          <th scope="col">{say(words.case)}</th>
          <th scope="col">{say(words.purpose)}</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ number, at, by, what, case: id, fields, purpose }) => (
          <tr key={number}>
            <td>{showInstant(at)}</td>
            <th scope="row">
              {by.person ?? by.name} <span class="quiet">{say(roleWords[by.role])}</span>
            </th>
            <td>{say(words[what])}</td>
            <td>
              <Subject {...{ id, what, fields }} />
            </td>
            <td>{purpose ?? '-'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)

/** A track is of a patrol, all else of a case. */
function Subject({
  id,
  what,
  fields: [patrol],
}: Pick<Look, 'what' | 'fields'> & { id: Look['case'] }) {
  if (what === 'track' && patrol !== undefined)
    return <a href={`/patrols?task=${patrol}`}>{patrol}</a>
  return id === undefined ? '-' : <a href={`/cases/${id}`}>{id}</a>
}
