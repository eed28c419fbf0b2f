import type { Row } from '../parts/board.ts'
import { curves, eachMinute, points, rows } from '../parts/influxql.ts'
import { mapPanel } from '../parts/map-panel.ts'
import { rankPanel } from '../parts/number-panel.ts'
import { events } from '../parts/schema.ts'
import { ladder, severityColour, severityStates, share, type State } from '../parts/thresholds.ts'
import { districts } from '../parts/vocabularies.ts'
import { words } from '../parts/words.ts'

const overdueStates: readonly State[] = [
  { value: 0, words: words('未超期', 'In time'), colour: severityColour.blue },
  { value: 1, words: words('超期', 'Overdue'), colour: severityColour.red },
]

export const map = (): Row => ({
  panels: [
    mapPanel({
      title: words('城市一张图', 'The city on one map'),
      description: words(
        '圆点为设备，颜色为其当前最高告警级别；三角为在办案件。',
        'Circles are devices in the colour of their worst standing alarm; triangles are open cases.',
      ),
      unit: 'short',
      width: 14,
      height: 15,
      span: '15m',
      queries: [
        rows({
          columns: {
            name: 'last("name")',
            severity: 'last("severity")',
            reporting: 'last("reporting")',
            longitude: 'last("longitude")',
            latitude: 'last("latitude")',
          },
          from: events('device'),
          by: ['device', 'kind'],
        }),
        // Open cases come again every minute; a marker drawn twice at one place is one marker.
        points(
          ['case', 'stage', 'overdue', 'age_minutes', 'longitude', 'latitude'],
          events('open_case'),
          ['time > now() - 150s'],
          4_000,
        ),
      ],
      layers: [
        {
          query: 'A',
          words: words('设备', 'Devices'),
          colour: 'severity',
          states: severityStates,
          size: 5,
          symbol: 'circle',
        },
        {
          query: 'B',
          words: words('在办案件', 'Open cases'),
          colour: 'overdue',
          states: overdueStates,
          size: 9,
          symbol: 'triangle',
        },
      ],
      links: { case: 'case', device: 'device' },
      texts: ['device', 'kind', 'name', 'case', 'stage'],
    }),
    rankPanel({
      title: words('区县在办案件', 'Open cases by district'),
      description: words(
        '各区县当前在办案件数，从多到少。',
        'Open cases of each district, most first.',
      ),
      unit: 'short',
      width: 5,
      height: 15,
      step: '1m',
      span: '5m',
      queries: [
        eachMinute({ from: events('open_case'), by: ['district'], alias: '$tag_district' }),
      ],
      named: districts,
      steps: ladder({ blue: 0, yellow: 20, orange: 50 }),
    }),
    rankPanel({
      title: words('区县按期结案率', 'Closed on time by district'),
      description: words(
        '今日结案的案件中按期的比例，从高到低。',
        'Share of the cases closed on time today, highest first.',
      ),
      unit: 'percentunit',
      width: 5,
      height: 15,
      decimals: 0,
      max: 1,
      queries: [
        curves({
          select: 'mean("on_time")',
          from: events('case'),
          where: [`"event" = 'closed'`],
          by: ['district'],
          alias: '$tag_district',
        }),
      ],
      named: districts,
      steps: share(0.8, 0.95),
    }),
  ],
})
