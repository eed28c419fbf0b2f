import type { Actor } from '../../../core/actor.ts'
import type { AlarmTransition, CaseTemplate } from '../../../core/alarm.ts'
import type { Severity } from '../../../core/severity.ts'
import { citySchema } from '../../../core/city.ts'
import type { Device } from '../../../core/device.ts'
import {
  alarmId,
  type CellCode,
  type DeviceId,
  type RuleId,
  type UnitId,
} from '../../../core/identity.ts'
import { instant, type Instant } from '../../../core/time.ts'
import { chineseCalendar } from '../../../cases/calendar/chinese-calendar.ts'
import { parseDispatchTable } from '../../../cases/desk/city-files.ts'
import { casesConfigSchema } from '../../../cases/config.ts'
import { caseContext } from '../../../cases/desk/context.ts'

/** A Friday, 10:00 in Shanghai. */
export const start = instant(Date.parse('2026-03-13T10:00:00+08:00'))

const city = citySchema.parse({ name: { zh: '样城', en: 'Sample' } })
export const calendar = chineseCalendar(city)
export const config = casesConfigSchema.parse({})

export const table = parseDispatchTable({
  units: `
- { id: road, name: { zh: 道路养护, en: Road care }, duties: [road], cells: [] }
- { id: drainage, name: { zh: 排水中心, en: Drainage centre }, duties: [drainage], cells: [] }
- { id: enforcement, name: { zh: 城管执法, en: Enforcement }, duties: [enforcement, environment], cells: ["330106"] }
- { id: sensors, name: { zh: 设备运维, en: Sensor care }, duties: [sensors], cells: [] }
`,
  dispatch: `
- { category: "0506", unit: drainage }
- { category: "01*", cell: "330106", unit: road }
`,
  categories: '- { category: "0301", photo: true }',
})

export const device = (id: string, more: Partial<Device> = {}): Device => ({
  id: id as DeviceId,
  kind: 'water',
  name: `积水点 ${id}`,
  site: 'road',
  longitude: 120.13,
  latitude: 30.26,
  cell: '330106001002003' as CellCode,
  period: 60,
  active: true,
  ...more,
})

export function directory(devices: readonly Device[]) {
  const rows = new Map(devices.map((d) => [d.id as string, { device: d, revision: 1 }]))
  const get = (id: string) => rows.get(id)
  return { get, values: () => rows.values(), follow: () => Promise.resolve(false), rows }
}

/** Of the grid. */
export const districts: ReadonlySet<string> = new Set(['330106', '330108'])

export const contextFor = caseContext({
  config,
  calendar,
  table,
  directory: directory([device('wl-1'), device('mh-9', { owner: 'road' as UnitId })]),
  districts,
})

export const actors = {
  operator: { name: 'olga', role: 'operator' },
  dispatcher: { name: 'dai', role: 'dispatcher' },
  drainage: { name: 'crew-d', role: 'crew', unit: 'drainage' as UnitId },
  road: { name: 'crew-r', role: 'crew', unit: 'road' as UnitId },
  nobody: { name: 'crew-x', role: 'crew' },
  inspector: { name: 'ines', role: 'inspector' },
  supervisor: { name: 'su', role: 'supervisor' },
  district: { name: 'di', role: 'dispatcher', areas: ['330106'] },
  neighbour: { name: 'ni', role: 'supervisor', areas: ['330108'] },
  manager: { name: 'max', role: 'manager' },
  administrator: { name: 'ada', role: 'administrator' },
  service: { name: 'urban-brain', role: 'service' },
  device: { name: 'wl-1', role: 'device' },
} as const satisfies Readonly<Record<string, Actor>>

export const template = (more: Partial<CaseTemplate> = {}): CaseTemplate => ({
  work: 'incident',
  category: '0506',
  filing: 'automatic',
  limit: '2 urgent hours',
  lead: 'drainage',
  ...more,
})

export interface AlarmSketch {
  readonly rule?: string
  readonly device?: string
  readonly began?: Instant
  readonly at?: Instant
  readonly kind?: AlarmTransition['kind']
  readonly severity?: Severity
  readonly template?: Partial<CaseTemplate>
  readonly decidedAt?: Instant
  readonly past?: true
}

export function alarm(sketch: AlarmSketch = {}): AlarmTransition {
  const rule = (sketch.rule ?? 'road-water-depth') as RuleId
  const subject = { device: (sketch.device ?? 'wl-1') as DeviceId }
  const began = sketch.began ?? start
  const base = {
    type: 'alarm',
    alarm: alarmId(rule, subject.device, began),
    rule,
    title: { zh: '道路积水', en: 'Standing water on road' },
    subject,
    at: sketch.at ?? began,
    ...(sketch.decidedAt !== undefined && { decidedAt: sketch.decidedAt }),
    ...(sketch.past === true && { past: true as const }),
  } as const
  const kind = sketch.kind ?? 'raised'
  if (kind === 'cleared') return { ...base, kind, because: 'recovered' }
  return {
    ...base,
    kind,
    severity: sketch.severity ?? 'yellow',
    case: template(sketch.template),
    evidence: {
      version: 'v1',
      condition: 'depth3 >= 15',
      values: { depth3: 31 },
      readings: [],
      since: began,
    },
  }
}

export const namedCell = {
  code: '330106001002003',
  district: '西湖区',
  street: '北山街道',
  community: '宝石社区',
} as const
