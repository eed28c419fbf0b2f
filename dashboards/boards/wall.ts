import type { Limits } from '../limits.ts'
import type { Board, Row } from '../parts/board.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { curves, eachMinute } from '../parts/influxql.ts'
import { rankPanel } from '../parts/number-panel.ts'
import { events } from '../parts/schema.ts'
import { calm, ladder, severityColour, severityCurves } from '../parts/thresholds.ts'
import { districts, units } from '../parts/vocabularies.ts'
import { words } from '../parts/words.ts'
import { gravestAlarms, newestCases } from './wall-lists.ts'
import { map } from './wall-map.ts'
import { caseNumbers } from './wall-numbers.ts'
import { vitalSigns } from './wall-signs.ts'

const cases = events('case')

const where = (): Row => ({ panels: [map(), gravestAlarms(), newestCases()] })

const course = (): Row => ({
  panels: [
    rankPanel({
      title: words('区县在办案件', 'Open cases by district'),
      description: words(
        '各区县在办案件数，从多到少。',
        'Open cases of each district, most first.',
      ),
      unit: 'short',
      width: 4,
      height: 7,
      step: '1m',
      span: '3m',
      decimals: 0,
      none: words('没有在办案件', 'No open case'),
      queries: [
        eachMinute({ from: events('open_case'), by: ['district'], alias: '$tag_district' }),
      ],
      named: districts,
      steps: ladder({ blue: 0, yellow: 20, orange: 50 }),
    }),
    rankPanel({
      title: words('单位超期案件', 'Overdue cases by unit'),
      description: words(
        '各处置单位期限已过的在办案件数，从多到少。',
        'Open cases of each unit of which a deadline has passed, most first.',
      ),
      unit: 'short',
      width: 6,
      height: 7,
      step: '1m',
      span: '3m',
      decimals: 0,
      none: words('没有超期案件', 'No case is overdue'),
      queries: [
        eachMinute({
          from: events('open_case'),
          where: ['"overdue" = 1', `"unit" != ''`],
          by: ['unit'],
          alias: '$tag_unit',
        }),
      ],
      named: units,
      steps: ladder({ blue: 0, yellow: 1, red: 5 }),
    }),
    curvePanel({
      title: words('今日立案与结案', 'Filed and closed today'),
      description: words('每小时立案与结案的案件数。', 'Cases filed and closed in each hour.'),
      unit: 'short',
      width: 7,
      height: 7,
      step: '1h',
      decimals: 0,
      bars: true,
      min: 0,
      softMax: 5,
      queries: (['filed', 'closed'] as const).map((event) =>
        curves({
          select: 'sum("one")',
          from: cases,
          where: [`"event" = '${event}'`],
          fill: '0',
          alias: event,
        }),
      ),
      names: [
        {
          curve: 'filed',
          words: words('立案', 'Filed'),
          colour: severityColour.blue,
          side: 'left',
        },
        { curve: 'closed', words: words('结案', 'Closed'), colour: calm, side: 'right' },
      ],
    }),
    curvePanel({
      title: words('今日告警', 'Alarms today'),
      description: words(
        '每小时触发的告警数，按级别分色。',
        'Alarms raised in each hour, by severity.',
      ),
      unit: 'short',
      width: 7,
      height: 7,
      step: '1h',
      decimals: 0,
      bars: true,
      stacked: true,
      min: 0,
      softMax: 5,
      queries: [
        curves({
          select: 'sum("one")',
          from: events('alarm'),
          where: [`"transition" = 'raised'`],
          by: ['severity'],
          fill: '0',
          alias: '$tag_severity',
        }),
      ],
      names: severityCurves,
    }),
  ],
})

/** 27 rows of the grid: what a screen of 1080 lines shows in kiosk mode without scrolling. */
export const wall = (limits: Limits): Board => ({
  name: 'wall',
  title: words('城市运行大屏', 'City wall'),
  description: words(
    '指挥大厅大屏：今日案件、城市体征、一张图、最严重的告警与最新案件。用 ?kiosk 打开。',
    "For the command centre's wall: today's cases, the city's vital signs, the map, gravest alarms and newest cases. Open it with ?kiosk.",
  ),
  from: 'now/d',
  refresh: '10s',
  wall: true,
  rows: [caseNumbers(), vitalSigns(limits), where(), course()],
})
