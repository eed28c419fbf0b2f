/** How patrols were walked in a period, by person, responsibility grid or plan. */
import { useState } from 'preact/hooks'

import type { Bilingual } from '../../../core/bilingual.ts'
import { patrolDimensions, type PatrolDimension } from '../../../core/patrol-terms.ts'
import { call } from '../../api/client.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useResource } from '../../state/resource.ts'
import { showNumber, showShare } from '../../words/format.ts'
import { patrolDeskWords as words, patrolWords } from '../../words/patrols.ts'
import { say } from '../../words/words.ts'
import { isDate, shifted } from '../cases/daily.ts'

const dimensionWords = {
  all: words.all,
  person: patrolWords.person,
  grid: patrolWords.grid,
  plan: patrolWords.plan,
} as const satisfies Readonly<Record<PatrolDimension, Bilingual>>

const usualDays = 6

export function PatrolFigures({ today }: { readonly today: string }) {
  const [from, setFrom] = useState(() => shifted(today, -usualDays))
  const [to, setTo] = useState(today)
  const [by, setBy] = useState<PatrolDimension>('person')
  const asked = { from, to, by }
  const found = useResource(`patrol figures ${from} ${to} ${by}`, (signal) =>
    call('GET /v1/patrol-figures', { query: asked, signal }),
  )
  return (
    <section class="sheet wide" aria-labelledby="patrol-figures">
      <h2 id="patrol-figures">{say(words.figures)}</h2>
      <div class="row no-print">
        <DayField name={words.from} value={from} onChange={setFrom} />
        <DayField name={words.to} value={to} onChange={setTo} />
        <label>
          {say(words.by)}{' '}
          <select
            value={by}
            onChange={({ currentTarget: { value } }) =>
              setBy(patrolDimensions.find((one) => one === value) ?? 'all')
            }
          >
            {patrolDimensions.map((one) => (
              <option key={one} value={one}>
                {say(dimensionWords[one])}
              </option>
            ))}
          </select>
        </label>
        <a href={`/v1/patrol-figures.csv?${new URLSearchParams(asked).toString()}`}>
          {say(words.csv)}
        </a>
      </div>
      <Loaded resource={found} isEmpty={({ rows }) => rows.length === 0}>
        {({ rows }) => (
          <Scrolling label={say(words.figures)}>
            <table>
              <thead>
                <tr>
                  {[
                    ...[dimensionWords[by], words.due, words.done, words.unfinished, words.missed],
                    ...[words.doneRate, words.reachedRate, words.coveredRate, words.distance],
                  ].map((title) => (
                    <th key={title.en} scope="col">
                      {say(title)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.key}>
                    <th scope="row">{row.key === undefined ? say(words.all) : row.key || '-'}</th>
                    <td>{row.due}</td>
                    <td>{row.done}</td>
                    <td>{row.unfinished}</td>
                    <td>{row.missed}</td>
                    <td>{showShare(row.doneRate)}</td>
                    <td>{showShare(row.reachedRate)}</td>
                    <td>{showShare(row.coveredRate)}</td>
                    <td>{showNumber(row.metres / 1_000)} km</td>
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

interface DayFieldProps {
  readonly name: Bilingual
  readonly value: string
  readonly onChange: (day: string) => void
}

const DayField = ({ name, value, onChange }: DayFieldProps) => (
  <label>
    {say(name)}{' '}
    <input
      type="date"
      value={value}
      onChange={({ currentTarget: { value: chosen } }) => {
        if (isDate(chosen)) onChange(chosen)
      }}
    />
  </label>
)
