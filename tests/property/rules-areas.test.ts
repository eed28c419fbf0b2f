/** Rules over areas against what anybody would count, over histories in which devices move and rules change. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { AreaMember } from '../../core/area-member.ts'
import { metresBetween } from '../../core/distance.ts'
import type { Device } from '../../core/device.ts'
import { mutesNothing } from '../../core/muting.ts'
import { compareSeverity, type Severity } from '../../core/severity.ts'
import type { AreaState } from '../../rules/judging/area.ts'
import type { Devices } from '../../rules/judging/judge.ts'
import type { RuleSet } from '../../rules/in-force/catalogue.ts'
import { AreaStore } from '../support/area-store.ts'
import { JudgeStore } from '../support/judge-store.ts'
import {
  areaRule,
  deviceOf,
  reading,
  registryOf,
  ruleSetOf,
  tick,
  waterRule,
} from '../support/rules-city.ts'

const ids = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6']
const catchments = ['HS-1', 'HS-2', undefined]
const cells = ['330102001001001', '330102001001002', '330102002001001']

const deep = waterRule(
  'deep',
  '[{ severity: yellow, when: depth >= 15 }, { severity: orange, when: depth >= 50 }]',
)
const two = areaRule(
  'few',
  'cell',
  '[{ severity: yellow, devices: 2 }, { severity: red, devices: 2, from: orange }]',
)
const three = areaRule('few', 'cell', '[{ severity: yellow, devices: 3 }]')
const half = areaRule('half', 'street', '[{ severity: orange, share: 50% }]')
const wet = areaRule('wet', 'catchment', '[{ severity: orange, devices: 2, share: 50% }]')
const held = areaRule(
  'held',
  'cell',
  '[{ severity: yellow, devices: 2, hold: 33s, clearHold: 23s }, { severity: red, devices: 2, from: orange, hold: 13s }]',
)
const near = areaRule('near', '{ radius: 300m }', '[{ severity: yellow, devices: 2 }]')
const ruleSets = [
  { ...ruleSetOf(deep), areas: [two, half, wet, near, held], version: '1' },
  { ...ruleSetOf(deep), areas: [three, near, held], version: '2' },
  { ...ruleSetOf(deep), areas: [], version: '3' },
  { ...ruleSetOf(waterRule('other', '[{ severity: blue, when: depth >= 1 }]')), areas: [] },
] as const satisfies readonly RuleSet[]

type Position = Pick<Device, 'longitude' | 'latitude'>

type Deed =
  | { readonly say: string; readonly depth: number }
  | { readonly move: string; readonly cell: number; readonly east: number }
  | { readonly leave: string }
  | { readonly edit: number }
  | { readonly shelve: string; readonly on: boolean }
  | { readonly restart: true }

const who = fc.constantFrom(...ids)
const says = fc.record({ say: who, depth: fc.constantFrom(0, 20, 60) })
const deeds: fc.Arbitrary<Deed> = fc.oneof(
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
    longitude: 120 + east / 1_000,
    active,
    period: 10,
  })

class Life {
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
  get centres(): readonly Position[] {
    return (this.areas.state.get('area/near/') as AreaState | undefined)?.over ?? []
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

const versionOf = ({ id, meaning }: typeof two): string => `${id} ${meaning.version}`

/** What must stand over cells, streets and catchments: area and severity. */
function counted(life: Life): readonly string[] {
  const { alarmed, registered, rules } = life
  const found: string[] = []
  for (const cell of cells) {
    const there = alarmed.filter(({ device }) => device.cell === cell)
    const grave = there.filter(({ severity }) => severity === 'orange')
    if (rules.includes(versionOf(two)) && there.length >= 2)
      found.push(`few/cell:${cell} ${grave.length >= 2 ? 'red' : 'yellow'}`)
    if (rules.includes(versionOf(three)) && there.length >= 3) found.push(`few/cell:${cell} yellow`)
  }
  for (const street of new Set(cells.map((cell) => cell.slice(0, 9)))) {
    const isThere = (device: Device) => device.cell?.startsWith(street) === true
    const there = alarmed.filter(({ device }) => isThere(device)).length
    const all = registered.filter(isThere).length
    if (rules.includes(versionOf(half)) && there > 0 && there * 2 >= all)
      found.push(`half/street:${street} orange`)
  }
  for (const catchment of ['HS-1', 'HS-2']) {
    const there = alarmed.filter(({ device }) => device.catchment === catchment).length
    const all = registered.filter((device) => device.catchment === catchment).length
    if (rules.includes(versionOf(wet)) && there >= 2 && there * 2 >= all)
      found.push(`wet/catchment:${catchment} orange`)
  }
  return found.sort()
}

test('what stands over an area is what anybody counts there, whatever moves, leaves or is edited', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deeds, { maxLength: 50 }), async (history) => {
      const life = await Life.begin()
      for (const deed of history) {
        await life.live(deed)
        const standing = [...life.areas.standing.values()].filter(
          ({ rule }) => rule !== 'near' && rule !== 'held',
        )
        expect(
          standing
            .map(({ rule, subject, severity }) => `${rule}/${subject.area} ${severity}`)
            .sort(),
        ).toEqual(counted(life))
      }
    }),
    { numRuns: 150 },
  )
})

/**
 * Whether a level stands after each deed: so many in a row make it stand, or the level above does, so many end it, and between
 * it stays.
 */
const stood = (
  reached: readonly boolean[],
  [raise, clear]: readonly [number, number],
  above: readonly boolean[] = [],
): readonly boolean[] =>
  reached.reduce<readonly boolean[]>((before, _, index) => {
    const all = (is: boolean, count: number) =>
      index + 1 >= count && reached.slice(index + 1 - count, index + 1).every((one) => one === is)
    const stays = before.at(-1) === true && !all(false, clear)
    return [...before, all(true, raise) || above[index] === true || stays]
  }, [])

test('with holds it stands when the level was reached so long, and ends when it was not so long', async () => {
  const lasting = deeds.filter((deed) => !('edit' in deed) || deed.edit < 2)
  await fc.assert(
    fc.asyncProperty(fc.array(lasting, { maxLength: 60 }), async (history) => {
      const life = await Life.begin()
      const flood: readonly Deed[] = [
        { say: 'd1', depth: 20 },
        ...Array.from({ length: 4 }, () => ({ say: 'd3', depth: 20 })),
      ]
      const reached = cells.map(() => ({ yellow: [] as boolean[], red: [] as boolean[] }))
      for (const deed of [...flood, ...history]) {
        await life.live(deed)
        reached.forEach(({ yellow, red }, index) => {
          const there = life.alarmed.filter(({ device }) => device.cell === cells[index])
          const grave = there.filter(({ severity }) => severity === 'orange')
          yellow.push(there.length >= 2)
          red.push(grave.length >= 2)
        })
        const over = [...life.areas.standing.values()].filter(({ rule }) => rule === 'held')
        const wanted = reached.flatMap(({ yellow, red }, index) => {
          const redStood = stood(red, [2, 1])
          const yellowStood = stood(yellow, [4, 3], redStood)
          const severity = redStood.at(-1) ? 'red' : yellowStood.at(-1) ? 'yellow' : undefined
          return severity === undefined ? [] : [`cell:${cells[index]} ${severity}`]
        })
        expect(over.map(({ subject, severity }) => `${subject.area} ${severity}`).sort()).toEqual(
          wanted.sort(),
        )
      }
    }),
    { numRuns: 150 },
  )
})

test('around each alarm of a radius there are enough devices, and no such place is without one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deeds, { maxLength: 50 }), async (history) => {
      const life = await Life.begin()
      for (const deed of history) {
        await life.live(deed)
        const over = [...life.areas.standing.values()].filter(({ rule }) => rule === 'near')
        if (!life.rules.includes(versionOf(near))) {
          expect(over).toEqual([])
          continue
        }
        const centres = life.centres
        expect(centres).toHaveLength(over.length)
        const around = (centre: Position) =>
          life.alarmed.filter(({ device }) => metresBetween(device, centre) <= 300)
        for (const centre of centres) expect(around(centre).length).toBeGreaterThanOrEqual(2)
        for (const { device } of life.alarmed) {
          const about = around(device)
          if (about.length < 2) continue
          const overlaps = about.some((one) =>
            centres.some((centre) => metresBetween(one.device, centre) <= 300),
          )
          expect(overlaps, `${device.id} and ${about.length - 1} more`).toBe(true)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('an alarm over an area is raised once, told under its name, and cleared once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deeds, { maxLength: 60 }), async (history) => {
      const life = await Life.begin()
      for (const deed of history) await life.live(deed)
      const open = new Map<string, Severity>()
      const names = new Set<string>()
      for (const one of life.areas.alarms) {
        const before = open.get(one.alarm)
        if (one.kind === 'raised') expect(names.has(one.alarm)).toBe(false)
        else expect(before, `${one.kind} ${one.alarm}`).toBeDefined()
        names.add(one.alarm)
        if (one.kind === 'cleared') {
          open.delete(one.alarm)
          continue
        }
        if (one.kind !== 'raised')
          expect(compareSeverity(one.severity, before) > 0).toBe(one.kind === 'escalated')
        open.set(one.alarm, one.severity)
      }
      const ids = life.areas.alarms.map((one) => `${one.alarm} ${one.kind} ${one.at}`)
      expect(new Set(ids).size).toBe(ids.length)
    }),
    { numRuns: 60 },
  )
})

test('the same members, cut anywhere, are decided alike', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(deeds, { maxLength: 60 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 8 }),
      async (history, cuts) => {
        const life = await Life.begin()
        for (const deed of history) await life.live(deed)
        const records = life.told
        const whole = new AreaStore()
        whole.run(records)
        const cut = new AreaStore()
        for (let from = 0, index = 0; from < records.length; index += 1) {
          const until = from + (cuts[index % cuts.length] ?? 1)
          cut.run(records.slice(from, until))
          from = until
        }
        expect(cut.alarms).toEqual(whole.alarms)
        expect(Object.fromEntries(cut.state)).toEqual(Object.fromEntries(whole.state))
        expect(whole.alarms).toEqual(life.areas.alarms)
      },
    ),
    { numRuns: 60 },
  )
})
