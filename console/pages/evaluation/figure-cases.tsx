import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Evaluation, FigureCases } from '../../api/types.ts'
import { sourceWords, stageWords } from '../../../core/case-terms.ts'
import { areaName, categoryName, unitName, wordsOf } from '../../parts/case-names.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useResource } from '../../state/resource.ts'
import { evaluationWords as words } from '../../words/evaluation.ts'
import { language, say } from '../../words/words.ts'
import { addressOf } from './compared.ts'

/** Which figure of which row is looked into. */
export interface Looked {
  readonly figure: Evaluation['indicators'][number]['figures']['numerator']
  readonly title: string
  /** Undefined: of all cases; `-`: of what belongs to none. */
  readonly row: string | undefined
}

interface FigureCasesProps {
  readonly evaluation: Pick<Evaluation, 'from' | 'to' | 'by'>
  readonly edition: number | undefined
  readonly grid: string | undefined
  readonly looked: Looked
  readonly onClose: () => void
}

/** The cases behind one figure, a page after the other. */
export function FigureCasesDialog({
  evaluation,
  edition,
  grid,
  looked,
  onClose,
}: FigureCasesProps) {
  const { from, to, by } = evaluation
  const { figure, row, title } = looked
  const [cursors, setCursors] = useState<readonly string[]>([])
  const cursor = cursors.at(-1)
  const cases = useResource(`cases of ${figure} ${row ?? ''} ${cursor ?? ''}`, (signal) =>
    call('GET /v1/evaluations/cases', {
      query: { from, to, by, grid, figure, key: row, edition, cursor, limit: 50 },
      signal,
    }),
  )
  return (
    <Dialog title={title} onClose={onClose}>
      <Loaded resource={cases} isEmpty={({ items }) => items.length === 0}>
        {({ items, next }) => (
          <>
            <Lines items={items} label={title} />
            <div class="row">
              <a
                href={addressOf('/v1/evaluations/cases.xlsx', {
                  ...{ from, to, by, grid, figure, key: row, language: language.value },
                  edition: edition?.toString(),
                })}
                download
              >
                {say(words.xlsx)}
              </a>
              {cursors.length === 0 ? null : (
                <button type="button" onClick={() => setCursors(cursors.slice(0, -1))}>
                  {say(words.pageBefore)}
                </button>
              )}
              {next === undefined ? null : (
                <button type="button" onClick={() => setCursors([...cursors, next])}>
                  {say(words.pageAfter)}
                </button>
              )}
            </div>
          </>
        )}
      </Loaded>
    </Dialog>
  )
}

const Lines = ({ items, label }: Pick<FigureCases, 'items'> & { readonly label: string }) => (
  <Scrolling label={label}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(words.case)}</th>
          <th scope="col">{say(words.caseTitle)}</th>
          <th scope="col">{say(words.category)}</th>
          <th scope="col">{say(words.source)}</th>
          <th scope="col">{say(words.street)}</th>
          <th scope="col">{say(words.stage)}</th>
          <th scope="col">{say(words.unit)}</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ id, title, category, source, cell, stage, unit }) => (
          <tr key={id}>
            <th scope="row">
              <a href={`/cases/${id}`}>{id}</a>
            </th>
            <td>{title === undefined ? '-' : say(title)}</td>
            <td>{categoryName(category)}</td>
            <td>{say(wordsOf(sourceWords, source))}</td>
            <td>{cell === undefined ? '-' : areaName(cell.slice(0, 9))}</td>
            <td>{stage === undefined ? '-' : say(stageWords[stage])}</td>
            <td>{unit === undefined ? '-' : unitName(unit)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)
