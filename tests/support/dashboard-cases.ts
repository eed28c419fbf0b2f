/** Lives of cases for dashboards: every step that a case may take, in both districts and for both kinds of work. */
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { CaseId, CellCode, DeviceId } from '../../core/identity.ts'
import type { Naming, OperationsPoint } from '../../core/operations.ts'
import { instant } from '../../core/time.ts'
import { caseOf } from '../../cases/life/history.ts'
import {
  caseEventPoints,
  cityCasesPoint,
  openCasePoint,
} from '../../cases/report/operations-points.ts'

const second = 1_000
const minute = 60 * second

interface Life {
  readonly id: string
  readonly cell: string
  readonly device: string
  readonly work: 'incident' | 'maintenance'
  readonly source: 'sensor' | 'manual'
}

/** Handled, refused, overdue, done again, closed; a step every 30 seconds, the last at `end`. */
function historyOf(life: Life, first: number, end: number): readonly CaseEventRecord[] {
  const unit = life.work === 'incident' ? '排水 一队,=1' : 'sensor-shop'
  const begin = end - 13 * 30 * second
  const deadline = (kind: string, late = false) => ({
    deadline: { kind, at: late ? begin : end + 60 * minute, certain: true },
  })
  const late = life.source === 'manual'
  const facts: readonly (readonly [event: string, data: Readonly<Record<string, unknown>>])[] = [
    [
      'collected',
      {
        source: life.source,
        work: life.work,
        category: life.work === 'incident' ? '0506' : '9901',
        title: { zh: '道路积水 "一"', en: 'Water on road, =1' },
        severity: late ? 'red' : 'yellow',
        place: {
          device: life.device,
          cell: life.cell,
          longitude: 123.5,
          latitude: 29.5,
        },
        lead: 'drainage',
        limit: '2 urgent hours',
        ...deadline('dispatch'),
      },
    ],
    ['filed', {}],
    ['accepted', {}],
    ['dispatched', { unit, why: 'table', ...deadline('handling') }],
    ['returned', { unit, reason: 'not ours', ...deadline('dispatch') }],
    ['dispatched', { unit, why: 'dispatcher', ...deadline('handling', late) }],
    ['orderAccepted', { unit }],
    ...(late ? ([['overdue', { deadline: 'handling', due: begin }]] as const) : []),
    ['reported', { unit, text: '', photos: [], ...deadline('verification') }],
    ['rework', { unit, reason: 'not dry', photos: [], ...deadline('handling', late) }],
    ['reported', { unit, text: '', photos: [], ...deadline('verification') }],
    ['verified', { photos: [] }],
    ['closed', {}],
  ]
  return facts.map(([event, data], index) => ({
    type: 'case-event',
    sequence: first + index,
    case: life.id as CaseId,
    version: index + 1,
    at: instant(begin + index * 30 * second),
    by: { name: 'test', role: 'operator' },
    event,
    data,
  }))
}

const naming: Naming = {
  district: () => '西城区',
  place: () => '望江街道 =1',
  device: (id) => `设备 ${id}`,
}

export interface CasePlace {
  readonly cell: CellCode
  readonly device: DeviceId
}

/** By the product's own reckoning of points. `now` is in milliseconds; a minute of it is the minute of open cases. */
export function casePoints(places: readonly CasePlace[], now: number): readonly OperationsPoint[] {
  const lives = places.flatMap(({ cell, device }, place) =>
    (['incident', 'maintenance'] as const).flatMap((work) =>
      (['sensor', 'manual'] as const).map((source) => ({
        id: `C-${place}-${work}-${source}`,
        cell,
        device,
        work,
        source,
      })),
    ),
  )
  const lastMinute = Math.floor(now / minute) * minute
  return lives.flatMap((life, index) => {
    const history = historyOf(life, index * 100, now - minute)
    const wanted = new Set(history.map(({ version }) => version))
    // Where each of them stood before its end, as if it were still there.
    const open = caseOf(life.id as CaseId, history, 7 + (index % 2))
    return [
      ...caseEventPoints(history, wanted, naming),
      ...[0, 1, 2, 3, 4].flatMap((ago) => {
        const at = instant(lastMinute - ago * minute)
        const summary = { open: 7, overdue: 2, standingAlarms: 9, stages: { collected: 2 } }
        const city = cityCasesPoint(summary, at)
        return open === undefined ? [city] : [city, openCasePoint(open, at, undefined, naming)]
      }),
    ]
  })
}
