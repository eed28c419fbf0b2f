/** A case desk at work on a register, for alarms by the hundred. */
import { chineseCalendar } from '../../cases/calendar/chinese-calendar.ts'
import { createCases, type Cases } from '../../cases/cases.ts'
import { casesConfigSchema, type CasesConfig } from '../../cases/config.ts'
import { parseDispatchTable } from '../../cases/desk/city-files.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { AlarmTransition, CaseTemplate } from '../../core/alarm.ts'
import { citySchema } from '../../core/city.ts'
import type { Device } from '../../core/device.ts'
import { alarmId, type CellCode, type DeviceId, type RuleId } from '../../core/identity.ts'
import type { Severity } from '../../core/severity.ts'
import { instant, plus, seconds, type Instant } from '../../core/time.ts'
import { alarmsTopic } from '../../core/topics.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { VirtualClock } from './clocks.ts'
import { RecordingObserver } from './recording-observer.ts'
import { until } from './until.ts'

/** A Friday, 10:00 in Shanghai. */
export const start = instant(Date.parse('2026-03-13T10:00:00+08:00'))

const calendar = chineseCalendar(citySchema.parse({ name: { zh: '样城', en: 'Sample' } }))

const table = parseDispatchTable({
  units: `
- { id: drainage, name: { zh: 排水中心, en: Drainage centre }, duties: [drainage], cells: [] }
- { id: west, name: { zh: 城西道路, en: Road care west }, duties: [road], cells: ["330106"] }
- { id: east, name: { zh: 城东道路, en: Road care east }, duties: [road], cells: ["330107"] }
- { id: sensors, name: { zh: 设备运维, en: Sensor care }, duties: [sensors], cells: [] }
`,
  dispatch: '',
  categories: '- { category: "0506", nearby: 50 }',
})

export const sensor = (id: string, more: Partial<Device> = {}): Device => ({
  id: id as DeviceId,
  kind: 'water',
  site: 'road',
  longitude: 120.13,
  latitude: 30.26,
  cell: '330106001002003' as CellCode,
  period: 60,
  active: true,
  ...more,
})

const maintenance = {
  work: 'maintenance',
  category: '9901',
  filing: 'automatic',
  limit: '2 working days',
  lead: 'sensors',
} as const
const incident = {
  work: 'incident',
  category: '0506',
  filing: 'automatic',
  limit: '2 urgent hours',
  lead: 'drainage',
} as const

export interface Said {
  readonly began?: Instant
  readonly at?: Instant
  readonly kind?: AlarmTransition['kind']
  readonly severity?: Severity
  readonly template?: Partial<CaseTemplate>
}

const told = (
  rule: string,
  device: string,
  condition: string,
  template: CaseTemplate,
  said: Said,
): AlarmTransition => {
  const began = said.began ?? start
  const kind = said.kind ?? 'raised'
  const base = {
    type: 'alarm',
    alarm: alarmId(rule as RuleId, device, began),
    rule: rule as RuleId,
    title: { zh: rule, en: rule },
    subject: { device: device as DeviceId },
    at: said.at ?? began,
  } as const
  if (kind === 'cleared') return { ...base, kind, because: 'recovered' }
  const evidence = { version: 'v1', condition, values: {}, readings: [], since: began }
  const severity = said.severity ?? 'yellow'
  return { ...base, kind, severity, evidence, case: { ...template, ...said.template } }
}

export const silence = (device: string, said: Said = {}): AlarmTransition =>
  told('silent', device, 'no reading for 2 periods, at least 300 s', maintenance, {
    severity: 'blue',
    ...said,
    template: { ...said.template },
  })
export const flood = (device: string, said: Said = {}): AlarmTransition =>
  told('flood', device, 'depth3 >= 15', incident, said)
/** A gauge that is stuck; it holds back what the gauge says of floods. */
export const stuck = (device: string, said: Said = {}): AlarmTransition =>
  told('gauge-fault', device, 'still >= 86400', { ...maintenance, holdsBack: ['05*'] }, said)

/** What waits for the clock while a desk has nothing to do: as in a world, but for the queue of notices. */
const asleep = 5

/** The desk at work; ended and begun anew by `restart`. */
export class StormDesk implements AsyncDisposable {
  readonly clock = new VirtualClock(start)
  readonly observer = new RecordingObserver()
  readonly log = new MemoryLog()
  readonly store: CaseStore
  readonly #devices: ReadonlyMap<string, { readonly device: Device; readonly revision: number }>
  readonly #config: CasesConfig
  #cases: Cases

  private constructor(store: CaseStore, devices: readonly Device[], settings: object) {
    this.store = store
    this.#config = casesConfigSchema.parse(settings)
    this.#devices = new Map(devices.map((device) => [device.id, { device, revision: 1 }]))
    this.#cases = this.#made()
  }

  static async open(
    store: CaseStore,
    devices: readonly Device[],
    settings: object = {},
  ): Promise<StormDesk> {
    const desk = new StormDesk(store, devices, settings)
    await desk.#cases.start()
    return desk
  }

  get desk(): Cases['desk'] {
    return this.#cases.desk
  }

  async restart(): Promise<void> {
    await this.#cases.stop()
    this.#cases = this.#made()
    await this.#cases.start()
    await until(() => this.clock.sleepers >= asleep, 'the first sweep has gone by')
  }

  async say(...transitions: readonly AlarmTransition[]): Promise<void> {
    await this.log.append(alarmsTopic, transitions)
    await until(
      async () => {
        const [position] = await this.log.positions('alarms', 'cases')
        return position !== undefined && position.committed === position.next
      },
      'the alarms are worked off',
      60_000 + 60 * transitions.length,
    )
  }

  /** Moves the clock, and lets one look at what waits go by. */
  async pass(milliseconds: number): Promise<void> {
    for (const step of [milliseconds, seconds(10), seconds(2)]) {
      await until(() => this.clock.sleepers >= asleep, 'the sweep sleeps')
      this.clock.set(plus(this.clock.now(), step))
    }
    await until(() => this.clock.sleepers >= asleep, 'the sweep has gone by')
  }

  async cases() {
    return (await this.store.list({}, 500)).items
  }

  /** How many alarms have each outcome. */
  async outcomes(): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {}
    let cursor: string | undefined
    do {
      const { items, next } = await this.store.alarms({}, 500, cursor)
      for (const { outcome } of items) counts[outcome] = (counts[outcome] ?? 0) + 1
      cursor = next
    } while (cursor !== undefined)
    return counts
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cases.stop()
    await this.log[Symbol.asyncDispose]()
  }

  #made(): Cases {
    const { clock, observer, log, store } = this
    return createCases({
      ...{ clock, observer, log, store, table, calendar },
      config: this.#config,
      directory: {
        get: (id) => this.#devices.get(id),
        follow: () => Promise.resolve(false),
      },
    })
  }
}
