/** The evaluation (考评) of a period: who is how good at what, against what was due. */
import { useLocation } from 'preact-iso'
import { useEffect, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Evaluation, FrozenView } from '../../api/types.ts'
import { loadNames } from '../../parts/case-names.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { Signatures } from '../../parts/signatures.tsx'
import { city } from '../../state/city.ts'
import { mayAs } from '../../state/rights.ts'
import { useResource } from '../../state/resource.ts'
import { dimensions, dimensionWords } from '../../../core/evaluation-dimensions.ts'
import { evaluationWords as words } from '../../words/evaluation.ts'
import { frozenWords } from '../../words/frozen.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { isDate } from '../cases/daily.ts'
import { Choice, NothingDue } from './choice.tsx'
import { addressOf } from './compared.ts'
import { Differences } from './differences.tsx'
import { EvaluationTable } from './evaluation-table.tsx'
import { FigureCasesDialog, type Looked } from './figure-cases.tsx'
import { FrozenPeriod, useFrozen } from './frozen.tsx'

/** `view` when it is one that was frozen. */
interface Shown {
  readonly evaluation: Evaluation
  readonly view?: FrozenView
}
const dateOf = (text: string | undefined) => (isDate(text) ? text : undefined)

export function EvaluationPage() {
  const { query, route } = useLocation()
  const by = dimensions.find((one) => one === query['by']) ?? 'unit'
  const grid = query['grid'] === '' ? undefined : query['grid']
  const chosen = { from: dateOf(query['from']), to: dateOf(query['to']), by, grid }
  const edition = /^[1-9]\d{0,5}$/.test(query['edition'] ?? '')
    ? Number(query['edition'])
    : undefined
  const wanted = { from: chosen.from, to: chosen.to, edition }
  const evaluation = useResource(
    `evaluation ${addressOf('', chosen)} ${edition ?? ''}`,
    async (signal): Promise<Shown> => {
      if (wanted.edition === undefined || wanted.from === undefined || wanted.to === undefined)
        return { evaluation: await call('GET /v1/evaluations', { query: chosen, signal }) }
      const view = await call('GET /v1/evaluations/frozen/{id}', {
        path: { id: `${wanted.from}_${wanted.to}` },
        query: { by, edition: wanted.edition },
        signal,
      })
      return { evaluation: view.evaluation, view }
    },
  )
  const frozen = useFrozen()
  const [looked, look] = useState<Looked>()
  useEffect(() => {
    void loadNames()
  }, [])
  const shown = evaluation.value?.evaluation
  const dates = { from: shown?.from ?? chosen.from, to: shown?.to ?? chosen.to }
  const change = (changed: Partial<typeof chosen>) =>
    route(addressOf('/evaluation', { ...dates, by, grid, ...changed }))
  const offered = dimensions.filter(
    (one) => one !== 'person' || mayAs(['supervisor', 'manager', 'administrator']),
  )
  return (
    <main id="content" class="page on-paper evaluation-page">
      <div class="row">
        <h1>
          {city.value === undefined ? '' : `${say(city.value.name)} `}
          {say(words.title)}
        </h1>
        <span class="fill" />
        <DataTime at={evaluation.at} />
      </div>
      <Choice
        dates={dates}
        by={by}
        grid={grid}
        offered={offered}
        edition={edition}
        onChange={change}
      />
      <Loaded
        resource={evaluation}
        isEmpty={(found) => found.evaluation.rows.length === 0 && found.view === undefined}
        empty={<NothingDue dates={dates} onChange={change} />}
      >
        {({ evaluation: found, view }) => (
          <>
            <p class="evaluation-paper">
              {say(words.paper, {
                from: found.from,
                to: found.to,
                by: say(dimensionWords[by]),
              })}
            </p>
            <Compared evaluation={found} />
            {view === undefined ? null : (
              <p class="row">
                <strong role="status">{say(frozenWords.shown, { edition: view.edition })}</strong>
                <a href={addressOf('/evaluation', { ...dates, by })}>{say(frozenWords.live)}</a>
              </p>
            )}
            <EvaluationTable evaluation={found} onLook={look} />
            <Signatures {...signedBy(view)} />
            {view === undefined ? null : <Differences view={view} />}
            {looked === undefined ? null : (
              <FigureCasesDialog
                evaluation={found}
                edition={view?.edition}
                grid={grid}
                looked={looked}
                onClose={() => look(undefined)}
              />
            )}
          </>
        )}
      </Loaded>
      {shown === undefined ? null : (
        <FrozenPeriod
          id={`${shown.from}_${shown.to}`}
          by={by}
          running={shown.running}
          frozen={frozen}
          onDone={evaluation.reload}
        />
      )}
    </main>
  )
}

/** Who froze and who signed the edition that is shown. */
function signedBy(view: FrozenView | undefined) {
  const edition = view?.state.editions.find((one) => one.edition === view.edition)
  const said = (act: { readonly at: number; readonly by: string } | undefined) =>
    act && `${act.by} ${showInstant(act.at, 'minute')}`
  return { author: said(edition?.frozen), signed: said(edition?.signed) }
}

const Compared = ({ evaluation }: { readonly evaluation: Evaluation }) => {
  const { previous, yearAgo, running, weightsFrom } = evaluation
  const span = ({ from, to }: { readonly from: string; readonly to: string }) => `${from} – ${to}`
  return (
    <p class="quiet">
      {say(words.compared, { previous: span(previous), yearAgo: span(yearAgo) })}
      {' · '}
      {say(words.what)}
      {running ? ` · ${say(words.running)}` : ''}
      {weightsFrom === undefined ? '' : ` · ${say(words.weightsFrom, { from: weightsFrom })}`}
    </p>
  )
}
