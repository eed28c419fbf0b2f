/** The rota of one unit: its rows, coming duty, swaps and changes. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Rota } from '../../api/types.ts'
import { holderName } from '../../parts/case-names.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useResource } from '../../state/resource.ts'
import { rotaWords as words } from '../../words/duty.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { RotaRows } from './rota-rows.tsx'
import { SwapDialog } from './swap-dialog.tsx'

interface RotaSheetProps {
  readonly unit: string
  readonly onChanged: () => void
}

export function RotaSheet({ unit, onChanged }: RotaSheetProps) {
  const found = useResource(`rota ${unit}`, (signal) =>
    call('GET /v1/duty/{unit}', { path: { unit }, signal }),
  )
  const [swapping, setSwapping] = useState(false)
  return (
    <section class="sheet" aria-labelledby="rota">
      <h2 id="rota">
        {say(words.rota)} {holderName(unit)}
      </h2>
      <Loaded resource={found}>
        {(rota) => (
          <>
            <RotaRows rota={rota} onSaved={onChanged} />
            <h3>{say(words.turns)}</h3>
            {rota.maySwap && rota.turns.length > 0 ? (
              <button type="button" onClick={() => setSwapping(true)}>
                {say(words.swap)}
              </button>
            ) : null}
            <Turns rota={rota} />
            <Swaps rota={rota} />
            <Changes rota={rota} />
            {swapping ? (
              <SwapDialog rota={rota} onSwapped={onChanged} onClose={() => setSwapping(false)} />
            ) : null}
          </>
        )}
      </Loaded>
    </section>
  )
}

/** What an account is called. */
const called = ({ people }: Rota, name: string): string =>
  people.find((one) => one.name === name)?.person ?? name

const Turns = ({ rota }: { readonly rota: Rota }) => (
  <Scrolling label={say(words.turns)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(words.from)}</th>
          <th scope="col">{say(words.to)}</th>
          <th scope="col">{say(words.person)}</th>
        </tr>
      </thead>
      <tbody>
        {rota.turns.map(({ from, to, person, instead }) => (
          <tr key={`${from} ${person}`}>
            <td>{showInstant(from, 'minute')}</td>
            <td>{showInstant(to, 'minute')}</td>
            <td>
              {called(rota, person)}
              {instead === undefined
                ? ''
                : ` (${say(words.insteadOf, { person: called(rota, instead) })})`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)

const Swaps = ({ rota }: { readonly rota: Rota }) =>
  rota.swaps.length === 0 ? null : (
    <>
      <h3>{say(words.swaps)}</h3>
      <ul>
        {rota.swaps.map((swap) => (
          <li key={`${swap.at} ${swap.from}`}>
            {showInstant(swap.from, 'minute')} - {showInstant(swap.to, 'minute')}:{' '}
            {called(rota, swap.out)} → {called(rota, swap.in)}, {swap.by}: {swap.reason}
          </li>
        ))}
      </ul>
    </>
  )

const Changes = ({ rota }: { readonly rota: Rota }) =>
  rota.changes.length === 0 ? null : (
    <details>
      <summary>{say(words.changes)}</summary>
      <ul>
        {rota.changes.map(({ version, at, by, reason }) => (
          <li key={version}>
            {version}: {showInstant(at)} {by}: {reason}
          </li>
        ))}
      </ul>
    </details>
  )
