/** A city of six gauges on two partitions in which devices move, leave and are shelved, and rules over areas are edited. */
import * as fc from 'fast-check'

import type { AreaMember } from '../../core/area-member.ts'
import type { Device } from '../../core/device.ts'
import { mutesNothing } from '../../core/muting.ts'
import type { Severity } from '../../core/severity.ts'
import type { RuleSet } from '../../rules/in-force/catalogue.ts'
import type { AreaState } from '../../rules/judging/area.ts'
import type { Devices } from '../../rules/judging/bindings.ts'
import { AreaStore } from './area-store.ts'
import { JudgeStore } from './judge-store.ts'
import {
  areaRule,
  deviceOf,
  reading,
  registryOf,
  ruleSetOf,
  tick,
  waterRule,
} from './rules-city.ts'

export const ids = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6']
const feeds = ['FD-1', undefined]
const catchments = ['HS-1', 'HS-2', undefined]
export const cells = ['330102001001001', '330102001001002', '330102002001001']

const deep = waterRule(
  'deep',
  '[{ severity: yellow, when: depth >= 15 }, { severity: orange, when: depth >= 50 }]',
)
export const two = areaRule(
  'few',
  'cell',
  '[{ severity: yellow, devices: 2 }, { severity: red, devices: 2, from: orange }]',
)
export const three = areaRule('few', 'cell', '[{ severity: yellow, devices: 3 }]')
export const half = areaRule('half', 'street', '[{ severity: orange, share: 50% }]')
export const wet = areaRule('wet', 'catchment', '[{ severity: orange, devices: 2, share: 50% }]')
const held = areaRule(
  'held',
  'cell',
  '[{ severity: yellow, devices: 2, hold: 33s, clearHold: 23s }, { severity: red, devices: 2, from: orange, hold: 13s }]',
)
export const dark = areaRule('dark', 'power', '[{ severity: orange, devices: 2, share: 60% }]')
export const near = areaRule('near', '{ radius: 300m }', '[{ severity: yellow, devices: 2 }]')
const nearHeld = areaRule(
  'nearHeld',
  '{ radius: 300m }',
  '[{ severity: yellow, devices: 2, hold: 33s, clearHold: 23s }]',
)
const ruleSets = [
  { ...ruleSetOf(deep), areas: [two, half, wet, dark, near, held, nearHeld], version: '1' },
  { ...ruleSetOf(deep), areas: [three, near, held, nearHeld], version: '2' },
  { ...ruleSetOf(deep), areas: [], version: '3' },
  { ...ruleSetOf(waterRule('other', '[{ severity: blue, when: depth >= 1 }]')), areas: [] },
] as const satisfies readonly RuleSet[]

export type Position = Pick<Device, 'longitude' | 'latitude'>

export type Deed =
  | { readonly say: string; readonly depth: number }
  | { readonly move: string; readonly cell: number; readonly east: number }
  | { readonly leave: string }
  | { readonly edit: number }
  | { readonly shelve: string; readonly on: boolean }
  | { readonly restart: true }

const who = fc.constantFrom(...ids)
const says = fc.record({ say: who, depth: fc.constantFrom(0, 20, 60) })
export const deeds: fc.Arbitrary<Deed> = fc.oneof(
  { arbitrary: says, weight: 8 },
  fc.record({ move: who, cell: fc.nat(2), east: fc.nat(8) }),
  fc.record({ leave: who }),
  { arbitrary: fc.record({ shelve: who, on: fc.boolean() }), weight: 3 },
  { arbitrary: fc.record({ edit: fc.nat(3) }), weight: 1 },
  fc.constant({ restart: true } as const),
)

/** 96 m apart by index; every third in no catchment, whatever its cell. */
const placed = (id: string, cell: number, east: number, active = true): Device =>
  deviceOf({
    id,
    cell: cells[cell],
    catchment: catchments[east % 3],
    power: feeds[east % 2],
    gateway: east % 4 === 2 ? 'gw-1' : undefined,
    longitude: 120 + east / 1_000,
    active,
    period: 10,
  })

export class Life {
  readonly areas = new AreaStore()
  readonly #city = registryOf(...ids.map((id, index) => placed(id, index % 2, index)))
  readonly #judges: readonly JudgeStore[]
  readonly #depths = new Map<string, number>()
  readonly #devices = new Map(ids.map((id, index) => [id, placed(id, index % 2, index)]))
  #rules: RuleSet = ruleSets[0]
  readonly #shelved = new Set<string>()
  #now = 0
  readonly #read = [0, 0]
  /** In the order in which the areas heard it. */
  readonly told: AreaMember[] = []

  private constructor() {
    const { directory } = this.#city
    this.#judges = [0, 1].map(
      (partition) =>
        new JudgeStore(
          this.#rules,
          {
            get revision() {
              return directory.revision
            },
            get: (id) => directory.get(id),
            all: () => directory.values(),
            values: () =>
              [...directory.values()].filter(({ device }) => home(device.id) === partition),
          } satisfies Devices,
          {
            ...mutesNothing,
            mutes: ({ device }) => this.#shelved.has(device.id),
            mark: () => [...this.#shelved].join(),
          },
        ),
    )
  }

  static async begin(): Promise<Life> {
    const life = new Life()
    await life.#city.directory.follow()
    return life
  }

  async live(deed: Deed): Promise<void> {
    this.#now += 10
    if ('edit' in deed) {
      const before = this.#rules
      this.#rules = ruleSets[deed.edit] ?? before
      if (!this.#rules.rules.some(({ id }) => id === 'deep')) this.#depths.clear()
      for (const judge of this.#judges) judge.judge.use(this.#rules)
    } else if ('say' in deed) {
      const said = reading(deed.say, this.#now, { depth: deed.depth })
      this.#judges[home(deed.say)]?.run([said])
      if (this.#watched(deed.say)) this.#depths.set(deed.say, deed.depth)
    } else if ('shelve' in deed) {
      if (deed.on) this.#shelved.add(deed.shelve)
      else this.#shelved.delete(deed.shelve)
    } else if ('restart' in deed) {
      for (const judge of this.#judges) judge.restart()
    } else {
      const id = 'move' in deed ? deed.move : deed.leave
      const device = 'move' in deed ? placed(id, deed.cell, deed.east) : placed(id, 0, 0, false)
      this.#city.put(device)
      this.#devices.set(id, device)
      if (!device.active) this.#depths.delete(id)
    }
    await this.#city.directory.follow()
    // No partition is four seconds behind the other, which is longer than what a hold leaves between two deeds.
    for (const second of [1, 5])
      this.#judges.forEach((judge, partition) => {
        judge.run([tick(this.#now + second)])
        const news = judge.members.slice(this.#read[partition])
        this.told.push(...news)
        this.areas.run(news)
        this.#read[partition] = judge.members.length
      })
  }

  /** What the alarms of the radius lie around. */
  centres(rule: string): AreaState['over'] {
    return (this.areas.state.get(`area/${rule}/`) as AreaState | undefined)?.over ?? []
  }

  get rules(): readonly string[] {
    return this.#rules.areas.map(({ id, meaning }) => `${id} ${meaning.version}`)
  }

  /** Devices that have an alarm that nobody holds back, as anybody can see who looks at their depths. */
  get alarmed(): readonly { readonly device: Device; readonly severity: Severity }[] {
    return [...this.#depths].flatMap(([id, depth]) => {
      const device = this.#devices.get(id)
      if (device?.active !== true || depth < 15 || this.#shelved.has(id)) return []
      return [{ device, severity: depth >= 50 ? ('orange' as const) : ('yellow' as const) }]
    })
  }

  get registered(): readonly Device[] {
    return [...this.#devices.values()].filter(({ active }) => active)
  }

  #watched(id: string): boolean {
    return (
      this.#rules.rules.some((rule) => rule.id === 'deep') && this.#devices.get(id)?.active === true
    )
  }
}

const home = (id: string): number => Number(id.slice(1)) % 2
