import type { Bilingual } from '../../core/bilingual.ts'
import type { Row } from '../parts/board.ts'
import { caseEvents, was } from '../parts/chosen-cases.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { curves, rows } from '../parts/influxql.ts'
import type { Panel } from '../parts/panel.ts'
import { zone } from '../parts/schema.ts'
import { tablePanel, type Column } from '../parts/table-panel.ts'
import { share } from '../parts/thresholds.ts'
import {
  categories,
  districts,
  sourceNames,
  units,
  type Vocabulary,
} from '../parts/vocabularies.ts'
import { words } from '../parts/words.ts'

const evaluated = {
  closed: 'sum("one")',
  on_time: 'mean("on_time")',
  handling: 'mean("handling_minutes")',
  total: 'mean("total_minutes")',
  reworks: 'mean("reworks")',
  returns: 'mean("returns")',
  overdues: 'sum("overdues")',
} as const

/** A unit answers for its handling only: dispatch and verification are the work of others. */
const ofUnit = {
  ...evaluated,
  on_time: 'mean("unit_on_time")',
  overdues: 'sum("unit_overdues")',
} as const

const count = (column: string, zh: string, en: string): Column => ({
  column,
  words: words(zh, en),
  decimals: 0,
  width: 85,
})

/** The indicators of an evaluation (考评) for each value of a tag. */
const evaluationBy = (
  tag: 'unit' | 'district' | 'category',
  { zh, en }: Bilingual,
  names: Vocabulary,
): Panel =>
  tablePanel({
    title: words(`按${zh}考评`, `By ${en.toLowerCase()}`),
    description: words(
      `所选时段内结案的案件，按${zh}：结案数、按期率、平均时长、返工、退回、超期。`,
      `Cases closed in the chosen time by ${en.toLowerCase()}: closed, on time, mean times, rework, returns, deadlines passed.`,
    ),
    unit: 'short',
    width: tag === 'unit' ? 24 : 12,
    height: 9,
    queries: [
      rows({
        columns: tag === 'unit' ? ofUnit : evaluated,
        from: caseEvents,
        where: was('closed'),
        by: [tag],
      }),
    ],
    columns: [
      { column: tag, words: words(zh, en), names, width: 150 },
      {
        column: 'on_time',
        words: words('按期结案率', 'On time'),
        unit: 'percentunit',
        decimals: 1,
        steps: share(0.8, 0.95),
        width: 100,
      },
      count('overdues', '超期次数', 'Deadlines passed'),
      { ...count('reworks', '返工率', 'Rework'), unit: 'percentunit', decimals: 1 },
      { ...count('returns', '退回率', 'Returned'), unit: 'percentunit', decimals: 1 },
      count('closed', '结案数', 'Closed'),
      { ...count('handling', '平均处置时长', 'Handling'), unit: 'm' },
      { ...count('total', '平均总时长', 'Total'), unit: 'm' },
    ],
    sort: { column: 'closed', highestFirst: true },
  })

export const evaluation = (): Row => ({
  title: words('考评', 'Evaluation'),
  panels: [
    evaluationBy('unit', words('处置单位', 'Unit'), units),
    evaluationBy('district', words('区县', 'District'), districts),
    evaluationBy('category', words('类别', 'Category'), categories),
    curvePanel({
      title: words('案件来源', 'Sources'),
      description: words(
        '每天立案的案件按来源：传感器、巡查、热线、市民等。',
        'Cases filed each day by source: sensors, patrols, hotlines, citizens and others.',
      ),
      unit: 'short',
      width: 24,
      height: 7,
      step: '1d',
      span: '30d',
      decimals: 0,
      bars: true,
      stacked: true,
      min: 0,
      queries: [
        curves({
          select: 'sum("one")',
          from: caseEvents,
          where: was('filed'),
          by: ['source'],
          fill: '0',
          zone,
          alias: '$tag_source',
        }),
      ],
      named: sourceNames,
    }),
  ],
})
