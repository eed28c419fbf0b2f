/** The evaluation (考评) of a period: who is how good at what, against what was due. */
import { useLocation } from 'preact-iso'
import { useEffect } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Evaluation } from '../../api/types.ts'
import { loadNames } from '../../parts/case-names.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { mayAs } from '../../state/rights.ts'
import { useResource } from '../../state/resource.ts'
import { dimensionWords, evaluationWords as words } from '../../words/evaluation.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { isDate } from '../cases/daily.ts'
import { addressOf } from './compared.ts'
import { EvaluationTable } from './evaluation-table.tsx'

type Dimension = Evaluation['by']
const dimensions = Object.keys(dimensionWords) as readonly Dimension[]
const dateOf = (text: string | undefined) => (isDate(text) ? text : undefined)

export function EvaluationPage() {
  const { query, route } = useLocation()
  const by = dimensions.find((one) => one === query['by']) ?? 'unit'
  const chosen = { from: dateOf(query['from']), to: dateOf(query['to']), by }
  const evaluation = useResource(`evaluation ${addressOf('', chosen)}`, (signal) =>
    call('GET /v1/evaluations', { query: chosen, signal }),
  )
  useEffect(() => {
    void loadNames()
  }, [])
  const shown = evaluation.value
  const dates = { from: shown?.from ?? chosen.from, to: shown?.to ?? chosen.to }
  const change = (changed: Partial<typeof chosen>) =>
    route(addressOf('/evaluation', { ...dates, by, ...changed }))
  const offered = dimensions.filter(
    (one) => one !== 'person' || mayAs(['supervisor', 'manager', 'administrator']),
  )
  const day = (name: 'from' | 'to') => (
    <label>
      {say(words[name])}{' '}
      <input
        type="date"
        value={dates[name] ?? ''}
        onChange={({ currentTarget: { value } }) => {
          if (isDate(value)) change({ [name]: value })
        }}
      />
    </label>
  )
  return (
    <main id="content" class="page on-paper">
      <div class="row">
        <h1>{say(words.title)}</h1>
        <span class="fill" />
        <DataTime at={evaluation.at} />
      </div>
      <div class="row no-print">
        {day('from')}
        {day('to')}
        <label>
          {say(words.by)}{' '}
          <select
            value={by}
            onChange={({ currentTarget: { value } }) =>
              change({ by: offered.find((one) => one === value) ?? 'unit' })
            }
          >
            {offered.map((one) => (
              <option key={one} value={one}>
                {say(dimensionWords[one])}
              </option>
            ))}
          </select>
        </label>
        <span class="fill" />
        <a href={addressOf('/v1/evaluations.csv', { ...dates, by })} download>
          {say(words.csv)}
        </a>
      </div>
      <Loaded
        resource={evaluation}
        isEmpty={({ rows }) => rows.length === 0}
        empty={<p class="sheet">{say(shellWords.nothing)}</p>}
      >
        {(found) => (
          <>
            <Compared evaluation={found} />
            <EvaluationTable evaluation={found} />
          </>
        )}
      </Loaded>
    </main>
  )
}

const Compared = ({ evaluation }: { readonly evaluation: Evaluation }) => {
  const { previous, yearAgo, running } = evaluation
  const span = ({ from, to }: { readonly from: string; readonly to: string }) => `${from} – ${to}`
  return (
    <p class="quiet">
      {say(words.compared, { previous: span(previous), yearAgo: span(yearAgo) })}
      {' · '}
      {say(words.what)}
      {running ? ` · ${say(words.running)}` : ''}
    </p>
  )
}
