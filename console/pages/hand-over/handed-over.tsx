/** Hand-overs by day, and one of them as it was. */
import { useEffect } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { HandOverView } from '../../api/types.ts'
import { instantIn } from '../../parts/city-time.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { logDeskTitle, loadNames } from '../../parts/case-names.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Signatures } from '../../parts/signatures.tsx'
import { city } from '../../state/city.ts'
import { useResource } from '../../state/resource.ts'
import { showInstant } from '../../words/format.ts'
import { handOverWords as words } from '../../words/hand-over.ts'
import { say } from '../../words/words.ts'
import { Sheet } from './sheet.tsx'

const pathOf = (desk: string, shift?: number): string =>
  `/hand-over?desk=${encodeURIComponent(desk)}${shift === undefined ? '' : `&shift=${shift}`}`

const given = ({ by, at, standIn }: HandOverView): string =>
  say(standIn === true ? words.handedOverFor : words.handedOverBy, {
    by,
    at: showInstant(at, 'minute'),
  })

function taken({ takenOver }: HandOverView): string {
  if (takenOver === undefined) return say(words.nobodyYet)
  const { way, by, at, disputed, remarks } = takenOver
  const said = { successor: words.successor, staying: words.staying, standIn: words.standInBy }[way]
  return [
    say(said, { by, at: showInstant(at, 'minute') }),
    ...(disputed ? [say(words.disputed)] : []),
    ...(remarks === undefined ? [] : [remarks]),
  ].join(' · ')
}

interface DeskOf {
  readonly desk: string
}

export function HandOverList({ desk, day }: DeskOf & { readonly day: string }) {
  const from =
    day === '' ? undefined : instantIn(`${day}T00:00`, city.value?.zone ?? 'Asia/Shanghai')
  const to = from === undefined ? undefined : from + 86_400_000
  const found = useResource(`hand-overs ${desk} ${day}`, (signal) =>
    call('GET /v1/hand-overs', { query: { desk, from, to }, signal }),
  )
  return (
    <section class="sheet" aria-labelledby="hand-overs">
      <h2 id="hand-overs">{say(words.list)}</h2>
      <form class="row" action="/hand-over">
        <input type="hidden" name="desk" value={desk} />
        <label>
          {say(words.day)} <input key={day} type="date" name="day" defaultValue={day} />
        </label>
        <button type="submit">{say(words.filter)}</button>
      </form>
      <Loaded resource={found} isEmpty={({ items }) => items.length === 0}>
        {({ items }) => (
          <Scrolling label={say(words.list)}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{say(words.sheet)}</th>
                  <th scope="col">{say(words.handedOver)}</th>
                  <th scope="col">{say(words.takenOver)}</th>
                  <th scope="col">{say(words.followUps)}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <tr key={one.shift}>
                    <th scope="row">
                      <a href={pathOf(one.desk, one.shift)}>
                        {say(words.shift, { shift: String(one.shift) })}
                      </a>
                    </th>
                    <td>{given(one)}</td>
                    <td>{taken(one)}</td>
                    <td>{one.followUps}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolling>
        )}
      </Loaded>
    </section>
  )
}

export function HandedOver({ desk, shift }: DeskOf & { readonly shift: number }) {
  const found = useResource(`hand-over ${desk} ${shift}`, (signal) =>
    call('GET /v1/hand-overs/{desk}/{shift}', { path: { desk, shift: String(shift) }, signal }),
  )
  useEffect(() => {
    void loadNames()
  }, [])
  return (
    <main id="content" class="page">
      <p class="row no-print">
        <a href={pathOf(desk)}>{say(words.back)}</a>
        <button type="button" onClick={() => print()}>
          {say(words.print)}
        </button>
      </p>
      <h1>
        {say(words.sheet)} · {logDeskTitle(desk)} · {say(words.shift, { shift: String(shift) })}
      </h1>
      <Loaded resource={found}>
        {({ handOver, sheet, intact }) => (
          <>
            <p>
              {given(handOver)} · {taken(handOver)}
            </p>
            {handOver.words === '' ? null : (
              <p>
                <strong>{say(words.words)}</strong> {handOver.words}
              </p>
            )}
            <p class={intact ? 'quiet' : 'trouble'} role="status">
              {say(intact ? words.intact : words.changed)}
            </p>
            <Sheet sheet={sheet} shift={shift} />
            <Signatures author={handOver.by} signed={handOver.takenOver?.by} />
          </>
        )}
      </Loaded>
    </main>
  )
}
