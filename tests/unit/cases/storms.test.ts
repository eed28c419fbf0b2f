import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import type { Case } from '../../../cases/life/case.ts'
import { evolve } from '../../../cases/life/evolve.ts'
import { notices } from '../../../cases/life/notice.ts'
import { readFact } from '../../../cases/life/read-fact.ts'
import type { CaseStore } from '../../../cases/ports.ts'
import type { Device } from '../../../core/device.ts'
import type { CaseId, CellCode, DeviceId } from '../../../core/identity.ts'
import { hours, minutes, plus, seconds } from '../../../core/time.ts'
import { flood, sensor, silence, start, stuck, StormDesk } from '../../support/storm-desk.ts'

const gateway = 'gw-1' as DeviceId
const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index))
const child = (index: number) => sensor(`c-${index}`, { gateway, latitude: 30.3 + index / 1_000 })
const cellOf = (index: number) => `330106001${String(index).padStart(6, '0')}` as CellCode
/** Each in a cell of its own, a kilometre from the next. */
const spread = (index: number): Device =>
  sensor(`w-${index}`, { cell: cellOf(index), latitude: 30 + index / 100 })

let store: CaseStore
let city: StormDesk

beforeEach(async () => {
  store = await openSqliteCases(':memory:')
  city = await StormDesk.open(
    store,
    [
      sensor(gateway, { kind: 'gateway', site: 'cabinet', latitude: 31 }),
      ...many(12, child),
      ...many(25, spread),
      sensor('n-1', { latitude: 35 }),
      sensor('n-2', { latitude: 35.000_2 }),
      sensor('far', { latitude: 35.01 }),
      sensor('p-1', { latitude: 36, cell: cellOf(99), component: '3301060103000001' }),
      sensor('p-2', { latitude: 36, cell: cellOf(99), component: '3301060103000002' }),
    ],
    { storm: { cell: 3, unit: 6 } },
  )
})
afterEach(async () => {
  await city[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
})

const facts = async (id: CaseId, name: string) =>
  (await store.load(id)).filter(({ event }) => event === name).map(({ data }) => data)
/** What the unit of a case is told of what is folded into it. */
async function toldOf(id: CaseId): Promise<readonly string[]> {
  let state: Case | undefined
  return (await store.load(id)).flatMap((record) => {
    const event = readFact(record)
    state = evolve(id, state, event)
    const [told] = state === undefined ? [] : notices(state, event, { baseUrl: 'http://desk' })
    return told?.occasion === 'folded' ? [told.text.en] : []
  })
}
const foldedInto = async (id: CaseId) => (await store.alarms({ foldedInto: id }, 500)).items
const only = async () => {
  const [one, ...others] = await city.cases()
  expect(others).toEqual([])
  if (one === undefined) throw new Error('no case')
  return one
}

describe('a gateway is silent', () => {
  const children = (count: number, at = start) => many(count, (n) => silence(`c-${n}`, { at }))

  test('its children fall silent first: one case, at the gateway, with all of them', async () => {
    await city.say(...children(12))
    expect(await city.cases()).toEqual([])
    expect(await city.outcomes()).toEqual({ held: 12 })
    await city.pass(minutes(5))
    await city.say(silence(gateway, { at: plus(start, minutes(5)) }))
    await city.pass(minutes(6))
    const { id, place, unit } = await only()
    expect({ device: place.device, unit }).toEqual({ device: gateway, unit: 'sensors' })
    expect(await city.outcomes()).toEqual({ opened: 1, folded: 12 })
    expect(await foldedInto(id)).toHaveLength(12)
    expect((await facts(id, 'folded')).map(({ count }) => count)).toEqual(many(10, (n) => n + 1))
    await city.pass(minutes(10))
    expect((await facts(id, 'folded')).at(-1)).toEqual({ count: 12 })
  })

  test('it stands already: its children are folded at once', async () => {
    await city.say(silence(gateway), ...children(3, plus(start, minutes(1))))
    expect(await city.outcomes()).toEqual({ opened: 1, folded: 3 })
  })

  test('a device that spoke through it meanwhile is silent by itself', async () => {
    const later = plus(start, hours(2))
    await city.say(silence(gateway))
    await city.pass(hours(2))
    await city.say(silence('c-1', { began: later }))
    await city.pass(minutes(11))
    expect((await city.cases()).map(({ place }) => place.device)).toEqual(['c-1', gateway])
  })

  test('it says nothing of itself: three children are its silence, and its own joins', async () => {
    await city.say(...children(4))
    await city.pass(minutes(11))
    expect(await only()).toMatchObject({
      title: { en: 'Devices behind one gateway silent' },
      place: { device: gateway },
    })
    expect(await city.outcomes()).toEqual({ opened: 1, folded: 3 })
    await city.say(silence(gateway, { at: plus(start, minutes(12)) }))
    expect(await city.outcomes()).toEqual({ opened: 1, folded: 3, joined: 1 })
  })

  test('one child alone has its own case, once it has waited', async () => {
    await city.say(...children(1))
    await city.pass(minutes(9))
    expect(await city.cases()).toEqual([])
    await city.pass(minutes(2))
    expect((await only()).place.device).toBe('c-0')
  })

  test('one that came back while it waited has none', async () => {
    await city.say(...children(1))
    await city.say(silence('c-0', { kind: 'cleared', at: plus(start, minutes(3)) }))
    await city.pass(minutes(20))
    expect(await city.cases()).toEqual([])
    expect(await store.waiting()).toEqual([])
  })

  test('it is back and a child is not: that child gets its case, over a restart', async () => {
    await city.say(silence(gateway), ...children(4))
    const at = plus(start, minutes(30))
    await city.pass(minutes(30))
    const back = many(3, (n) => silence(`c-${n}`, { kind: 'cleared', at }))
    await city.say(silence(gateway, { kind: 'cleared', at }), ...back)
    await city.restart()
    await city.pass(minutes(4))
    expect(await city.cases()).toHaveLength(1)
    await city.pass(minutes(2))
    expect((await city.cases()).map(({ place }) => place.device)).toEqual(['c-3', gateway])
    expect(await store.waiting()).toEqual([])
  })
})

describe('a storm', () => {
  const rain = (count: number, more = {}) =>
    many(count, (n) => flood(`w-${n}`, { began: plus(start, seconds(n)), ...more }))

  test('one unit gets a bounded number of orders, and the rest in the first of them', async () => {
    await city.say(...rain(25))
    const cases = await city.cases()
    expect(cases).toHaveLength(6)
    const first = cases.find(({ place }) => place.device === 'w-0')
    expect(await city.outcomes()).toEqual({ opened: 6, folded: 19 })
    expect(await foldedInto(first?.id ?? ('' as CaseId))).toHaveLength(19)
    expect(city.observer.count('incident.folded')).toBe(10)
    const told = await toldOf(first?.id ?? ('' as CaseId))
    expect(told).toHaveLength(10)
    expect(told[0]).toMatch(/^1 alarms of the same cause .*, the last of them .*\/w-6\//)
    await city.pass(minutes(15))
    expect(await store.get(first?.id ?? ('' as CaseId))).toMatchObject({ folded: 19 })
  })

  test('in one cell it takes fewer', async () => {
    await city.say(...many(5, (n) => flood(`c-${n}`)))
    expect(await city.outcomes()).toEqual({ opened: 3, folded: 2 })
  })

  test('slow rain is none: each has its case', async () => {
    await city.say(...many(12, (n) => flood(`w-${n}`, { began: plus(start, minutes(2 * n)) })))
    expect(await city.cases()).toHaveLength(12)
  })

  test('red ones go through, and are bounded as well', async () => {
    await city.say(...rain(15))
    await city.say(...many(6, (n) => flood(`w-${n + 15}`, { severity: 'red' })))
    expect(await city.cases()).toHaveLength(12)
    await city.say(flood('w-22', { severity: 'red' }))
    expect(await city.cases()).toHaveLength(12)
    expect(await store.alarms({ device: 'w-22' }, 1)).toMatchObject({
      items: [{ outcome: 'folded', cause: 'storm/drainage/0506/incident/red' }],
    })
  })

  test('a folded alarm that gets red has its own case', async () => {
    await city.say(...rain(10))
    await city.say(
      flood('w-9', {
        began: plus(start, seconds(9)),
        at: plus(start, minutes(2)),
        kind: 'escalated',
        severity: 'red',
      }),
    )
    expect((await city.cases()).filter(({ severity }) => severity === 'red')).toMatchObject([
      { place: { device: 'w-9' } },
    ])
    expect((await store.waiting()).map(({ as }) => as)).toEqual(['folded'])
  })

  test('what still stands when its case has ended goes to the next of the storm, or has its own', async () => {
    await city.say(...rain(9))
    const end = async (id: CaseId) => {
      const by = { name: 'ada', role: 'administrator' } as const
      const ended = { command: 'void', reason: 'the drain is clear', despite: 'seen' } as const
      expect((await city.desk.execute(id, ended, by)).refusal).toBeUndefined()
    }
    const caseOf = async (device: string) =>
      (await store.alarms({ device }, 1)).items[0]?.case ?? ('' as CaseId)
    const first = await caseOf('w-6')
    const cleared = { began: plus(start, seconds(7)), at: plus(start, minutes(1)) }
    await city.say(flood('w-7', { ...cleared, kind: 'cleared' }))
    await end(first)
    await city.pass(hours(23))
    expect(await caseOf('w-6')).toBe(first)
    await city.pass(hours(1))
    const next = await caseOf('w-6')
    expect(next).not.toBe(first)
    expect((await store.get(next))?.endedAt).toBeUndefined()
    expect(await caseOf('w-7')).toBe(first)
    for (const { id, endedAt } of await city.cases()) if (endedAt === undefined) await end(id)
    await city.pass(hours(24))
    const own = (await city.cases()).find(({ place }) => place.device === 'w-6')
    expect(own).toMatchObject({ stage: 'dispatched' })
    expect(await caseOf('w-8')).toBe(own?.id)
  })
})

describe('a sensor in doubt', () => {
  test('what a stuck gauge says is held, and taken to the cases when the fault is over', async () => {
    await city.say(stuck('w-1'), flood('w-1', { severity: 'red' }))
    expect((await only()).work).toBe('maintenance')
    expect(await store.alarms({ device: 'w-1', rule: 'flood' }, 1)).toMatchObject({
      items: [{ outcome: 'held', cause: 'fault/w-1' }],
    })
    await city.say(stuck('w-1', { kind: 'cleared', at: plus(start, minutes(5)) }))
    await city.pass(seconds(2))
    expect((await city.cases()).map(({ work }) => work)).toContain('incident')
  })

  test('another device, and another category, are not in doubt', async () => {
    await city.say(stuck('w-1'), flood('w-2'), flood('w-1', { template: { category: '0198' } }))
    expect(await city.outcomes()).toEqual({ opened: 3 })
  })

  test('the incident came first: its case says so, once, and goes on', async () => {
    await city.say(flood('w-1'))
    const { id } = await only()
    await city.say(stuck('w-1', { at: plus(start, hours(24)) }))
    await city.say(stuck('w-1', { at: plus(start, hours(25)), kind: 'escalated' }))
    expect(await facts(id, 'doubted')).toMatchObject([{ title: { en: 'gauge-fault' } }])
    expect(await store.get(id)).toMatchObject({ stage: 'dispatched' })
  })
})

test('two gauges of one place have one case; a component of its own is another place', async () => {
  await city.say(flood('n-1'), flood('n-2'), flood('far'))
  expect(await city.outcomes()).toEqual({ opened: 2, joined: 1 })
  await city.say(flood('p-1'), flood('p-2'))
  expect(await city.outcomes()).toEqual({ opened: 4, joined: 1 })
})
