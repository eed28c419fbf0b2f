import { caseEvents, chosenCases, openCases, was } from '../parts/chosen-cases.ts'
import { evaluation } from './case-evaluation.ts'
import { handling } from './case-handling.ts'
import { allAlarms } from '../parts/annotations.ts'
import type { Board, Row } from '../parts/board.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { curves, eachMinute, points } from '../parts/influxql.ts'
import { stageStates } from '../parts/names.ts'
import { numberPanel } from '../parts/number-panel.ts'
import { zone } from '../parts/schema.ts'
import { tablePanel, type Column } from '../parts/table-panel.ts'
import {
  calm,
  ladder,
  severityColour,
  severityCurves,
  severityNames,
  share,
} from '../parts/thresholds.ts'
import { district, work } from '../parts/variables.ts'
import { units, workNames } from '../parts/vocabularies.ts'
import { words } from '../parts/words.ts'

const now = (): Row => ({
  title: words('概况', 'Overview'),
  panels: [
    numberPanel({
      title: words('在办案件', 'Open cases'),
      description: words('当前未结案的案件数。', 'Cases not closed now.'),
      unit: 'short',
      width: 4,
      height: 5,
      step: '1m',
      span: '3m',
      decimals: 0,
      none: '0',
      queries: [eachMinute({ from: openCases, where: chosenCases })],
    }),
    numberPanel({
      title: words('超期案件', 'Overdue cases'),
      description: words('有期限已过的在办案件数。', 'Open cases of which a deadline has passed.'),
      unit: 'short',
      width: 4,
      height: 5,
      step: '1m',
      span: '3m',
      decimals: 0,
      none: '0',
      queries: [eachMinute({ from: openCases, where: ['"overdue" = 1', ...chosenCases] })],
      steps: ladder({ yellow: 1, red: 10 }),
    }),
    numberPanel({
      title: words('立案', 'Filed'),
      description: words('所选时段内立案的案件数。', 'Cases filed in the chosen time.'),
      unit: 'short',
      width: 4,
      height: 5,
      none: '0',
      queries: [curves({ select: 'sum("one") AS "filed"', from: caseEvents, where: was('filed') })],
    }),
    numberPanel({
      title: words('结案', 'Closed'),
      description: words('所选时段内结案的案件数。', 'Cases closed in the chosen time.'),
      unit: 'short',
      width: 4,
      height: 5,
      none: '0',
      queries: [
        curves({ select: 'sum("one") AS "closed"', from: caseEvents, where: was('closed') }),
      ],
      steps: [[null, calm]],
    }),
    numberPanel({
      title: words('按期结案率', 'Closed on time'),
      description: words(
        '按期结案数 / 结案数：没有任何期限超期才算按期。',
        'Cases closed without any deadline passed, of all closed.',
      ),
      unit: 'percentunit',
      width: 4,
      height: 5,
      decimals: 1,
      queries: [
        curves({ select: 'mean("on_time") AS "on_time"', from: caseEvents, where: was('closed') }),
      ],
      steps: share(0.8, 0.95),
    }),
    numberPanel({
      title: words('按期处置率', 'Handled on time'),
      description: words(
        '按期处置数 / 处置数：处置反馈时处置期限未过。',
        'Reports of crews before their handling deadline, of all reports.',
      ),
      unit: 'percentunit',
      width: 4,
      height: 5,
      decimals: 1,
      queries: [
        curves({
          select: 'mean("on_time") AS "on_time"',
          from: caseEvents,
          where: was('reported'),
        }),
      ],
      steps: share(0.8, 0.95),
    }),
  ],
})

const flow = (): Row => ({
  title: words('流程', 'Flow'),
  panels: [
    curvePanel({
      title: words('各阶段在办案件', 'Open cases by stage'),
      description: words(
        '每个时间步内各阶段案件数的平均；堆积处即瓶颈。',
        'Cases in each stage, mean of each step; where they pile up is the bottleneck.',
      ),
      unit: 'short',
      width: 12,
      height: 9,
      step: '1m',
      decimals: 0,
      stacked: true,
      min: 0,
      queries: [
        eachMinute({ from: openCases, where: chosenCases, by: ['stage'], alias: '$tag_stage' }),
      ],
      names: stageStates.map(({ value, words, colour }) => ({
        curve: String(value),
        words,
        colour,
      })),
    }),
    curvePanel({
      title: words('流转事件', 'Steps taken'),
      description: words(
        '每个时间步内立案、派遣、处置反馈、结案的次数。',
        'Cases filed, dispatched, reported and closed in each step of time.',
      ),
      unit: 'short',
      width: 12,
      height: 9,
      step: '10m',
      decimals: 0,
      min: 0,
      bars: true,
      stacked: true,
      queries: (['filed', 'dispatched', 'reported', 'closed'] as const).map((event) =>
        curves({
          select: 'sum("one")',
          from: caseEvents,
          where: was(event),
          fill: '0',
          alias: event,
        }),
      ),
      names: [
        { curve: 'filed', words: words('立案', 'Filed'), colour: severityColour.blue },
        { curve: 'dispatched', words: words('派遣', 'Dispatched'), colour: severityColour.yellow },
        { curve: 'reported', words: words('处置反馈', 'Reported'), colour: severityColour.orange },
        { curve: 'closed', words: words('结案', 'Closed'), colour: calm },
      ],
    }),
  ],
})

/** The deadline decides, so it comes first and shows on a narrow screen. */
const caseColumns: readonly Column[] = [
  {
    column: 'due',
    words: words('最近期限', 'Next deadline'),
    unit: 'dateTimeFromNow',
    width: 130,
  },
  {
    column: 'overdue',
    words: words('超期', 'Overdue'),
    states: [
      { value: 0, words: words('否', 'No'), colour: calm },
      { value: 1, words: words('是', 'Yes'), colour: severityColour.red },
    ],
    width: 90,
  },
  {
    column: 'severity',
    words: words('级别', 'Severity'),
    states: severityNames,
    filled: true,
    width: 90,
  },
  { column: 'stage', words: words('阶段', 'Stage'), states: stageStates, width: 100 },
  { column: 'case', words: words('案件', 'Case'), link: 'case', width: 210 },
  { column: 'title_%', words: words('标题', 'Title') },
  { column: 'place', words: words('地点', 'Place') },
  { column: 'unit', words: words('处置单位', 'Unit'), names: units },
  { column: 'age_minutes', words: words('已历时', 'Age'), unit: 'm', decimals: 0, width: 100 },
  { column: 'work', words: words('性质', 'Work'), names: workNames, width: 110 },
  { column: 'device', words: words('设备', 'Device'), link: 'device', width: 160 },
]

const deadlines = (): Row => ({
  title: words('期限', 'Deadlines'),
  panels: [
    (say) =>
      tablePanel({
        title: words('在办案件清单', 'Open cases, next deadline first'),
        noneFound: words('没有在办案件', 'No case is open'),
        description: words(
          '当前全部在办案件，期限最近的在前；点击案件号在控制台打开。',
          'All open cases, the next deadline on top; click the number to open the console.',
        ),
        unit: 'short',
        width: 24,
        height: 12,
        span: '3m',
        queries: [
          points(
            [
              'case',
              `title_${say.code}`,
              'severity',
              'stage',
              'work',
              'unit',
              'device',
              'place',
              'due',
              'overdue',
              'age_minutes',
            ],
            openCases,
            chosenCases,
            10_000,
          ),
        ],
        columns: caseColumns,
        newestOf: 'case',
        sort: { column: 'due', highestFirst: false },
      })(say),
    curvePanel({
      title: words('期限超过', 'Deadlines passed'),
      description: words(
        '每个时间步内新超期的次数，按级别。',
        'Deadlines that passed in each step of time, by severity.',
      ),
      unit: 'short',
      width: 12,
      height: 8,
      step: '1h',
      decimals: 0,
      bars: true,
      stacked: true,
      min: 0,
      none: '0',
      queries: [
        curves({
          select: 'sum("one")',
          from: caseEvents,
          where: was('overdue'),
          by: ['severity'],
          fill: '0',
          alias: '$tag_severity',
        }),
      ],
      names: severityCurves,
    }),
    curvePanel({
      title: words('按期结案率走势', 'Closed on time, day by day'),
      description: words(
        '每天结案的案件中按期的比例。',
        'Share of each day of the cases closed on time.',
      ),
      unit: 'percentunit',
      width: 12,
      height: 8,
      step: '1d',
      span: '30d',
      min: 0,
      max: 1,
      queries: [
        curves({
          select: 'mean("on_time")',
          from: caseEvents,
          where: was('closed'),
          fill: 'none',
          zone,
          alias: 'on_time',
        }),
      ],
      names: [{ curve: 'on_time', words: words('按期结案率', 'Closed on time') }],
      steps: share(0.8, 0.95),
    }),
  ],
})

export const cases: Board = {
  name: 'cases',
  title: words('案件运行', 'Case operations'),
  description: words(
    '案件流转、期限、处置时长、返工与考评。',
    'Flow, deadlines, handling times, rework and evaluation of cases.',
  ),
  from: 'now-7d',
  refresh: '1m',
  variables: [district, work],
  annotations: [allAlarms],
  rows: [now(), flow(), deadlines(), handling(), evaluation()],
}
