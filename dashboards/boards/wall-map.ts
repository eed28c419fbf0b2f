import { points, rows } from '../parts/influxql.ts'
import { mapPanel } from '../parts/map-panel.ts'
import type { Panel } from '../parts/panel.ts'
import { events } from '../parts/schema.ts'
import { severityColour, severityStates, type State } from '../parts/thresholds.ts'
import { kindNames, stageNames } from '../parts/vocabularies.ts'
import { words } from '../parts/words.ts'

const where = {
  longitude: 'last("longitude")',
  latitude: 'last("latitude")',
} as const

const overdueStates: readonly State[] = [
  { value: 0, words: words('未超期', 'In time'), colour: severityColour.blue },
  { value: 1, words: words('超期', 'Overdue'), colour: severityColour.red },
]

/** Each severity is a layer of its own: what is worse is larger and lies on top. Severities are called by their colours. */
export const map = (): Panel =>
  mapPanel({
    title: words(
      '城市一张图：圆点为设备的告警级别，三角为案件（红色超期）',
      'The city: circles by worst alarm, triangles are cases, red overdue',
    ),
    description: words(
      '圆点为设备，绿色正常，其余颜色与大小为其当前最高告警级别；三角为在办案件，紫色未超期，红色超期。',
      'Circles are devices, green without an alarm, else coloured and sized by their gravest one; triangles are open cases, violet in time, red overdue.',
    ),
    unit: 'short',
    width: 8,
    height: 12,
    span: '15m',
    queries: [
      ...severityStates.map(({ value }) =>
        rows({
          columns: {
            name: 'last("name")',
            place: 'last("place")',
            severity: 'last("severity")',
            ...where,
          },
          from: events('device'),
          by: ['device', 'kind'],
          having: `"severity" = ${value}`,
        }),
      ),
      // Open cases come again every minute; a marker drawn twice at one place is one marker.
      ...[0, 1].map((overdue) =>
        points(
          ['case', 'stage', 'place', 'overdue', 'age_minutes', 'longitude', 'latitude'],
          events('open_case'),
          ['time > now() - 150s', `"overdue" = ${overdue}`],
          4_000,
        ),
      ),
    ],
    layers: [
      ...severityStates.map(({ words: of, colour }, index) => ({
        words: of,
        colour,
        size: 4 + 2 * index,
        symbol: 'circle' as const,
      })),
      {
        words: words('在办案件', 'Open cases'),
        colour: '#B877D9',
        size: 8,
        symbol: 'triangle' as const,
      },
      {
        words: words('超期案件', 'Overdue cases'),
        colour: severityColour.red,
        size: 11,
        symbol: 'triangle' as const,
      },
    ],
    links: { case: 'case', device: 'device' },
    texts: ['device', 'kind', 'name', 'place', 'case', 'stage'],
    named: { kind: kindNames, stage: stageNames },
    states: { severity: severityStates, overdue: overdueStates },
  })
