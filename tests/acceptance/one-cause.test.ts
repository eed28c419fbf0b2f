/** One cause is one incident: a dead gateway, and a rain over thousands of gauges. */
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import type { Case } from '../../cases/life/case.ts'
import { evolve } from '../../cases/life/evolve.ts'
import { notices } from '../../cases/life/notice.ts'
import { readFact } from '../../cases/life/read-fact.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { Device } from '../../core/device.ts'
import type { CaseId, CellCode, DeviceId } from '../../core/identity.ts'
import { hours, minutes, plus } from '../../core/time.ts'
import { flood, sensor, silence, start, StormDesk } from '../support/storm-desk.ts'
import { until } from '../support/until.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** `STORM_SENSORS=10000` plays the whole of it, on a file. */
const asked = process.env['STORM_SENSORS']
const size = Number(asked ?? 150)
const behind = asked === undefined ? 100 : 500

async function city(devices: readonly Device[]) {
  const store = await openSqliteCases(
    asked === undefined ? ':memory:' : join(await temporaryFolder(), 'cases.sqlite'),
  )
  const desk = await StormDesk.open(store, devices)
  onTestFinished(async () => {
    await desk[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
  })
  return { store, desk }
}

const foldedInto = async (store: CaseStore, id: CaseId) => {
  const alarms = new Set<string>()
  let cursor: string | undefined
  do {
    const { items, next } = await store.alarms({ foldedInto: id }, 500, cursor)
    for (const { alarm } of items) alarms.add(alarm)
    cursor = next
  } while (cursor !== undefined)
  return alarms
}

/** What its unit is told of a case, one word for each notice. */
async function noticesOf(store: CaseStore, id: CaseId): Promise<readonly string[]> {
  const told: string[] = []
  let state: Case | undefined
  for (const record of await store.load(id)) {
    const event = readFact(record)
    state = evolve(id, state, event)
    if (state === undefined) continue
    for (const one of notices(state, event, { baseUrl: '' }))
      if ('unit' in one.to) told.push(one.occasion)
  }
  return told
}

test(`a gateway dies with ${behind} devices behind it: one case, one order, all of them in its list`, async () => {
  const gateway = 'gw-1' as DeviceId
  const children = Array.from({ length: behind }, (_, n) => sensor(`c-${n}`, { gateway }))
  const { store, desk } = await city([
    sensor(gateway, { kind: 'gateway', period: 300 }),
    ...children,
  ])
  await desk.say(...children.map(({ id }) => silence(id, { at: plus(start, minutes(5)) })))
  await desk.pass(minutes(10))
  await desk.say(silence(gateway, { at: plus(start, minutes(10)) }))
  await desk.restart()
  await desk.pass(minutes(6))
  const [incident, ...others] = await desk.cases()
  expect(others).toEqual([])
  expect(incident).toMatchObject({ place: { device: gateway }, stage: 'dispatched' })
  const id = incident?.id ?? ('' as CaseId)
  expect((await foldedInto(store, id)).size).toBe(behind)
  expect(await desk.outcomes()).toEqual({ opened: 1, folded: behind })

  const at = plus(start, hours(1))
  const back = children.slice(1).map((child) => silence(child.id, { kind: 'cleared', at }))
  await desk.pass(at - desk.clock.now())
  await desk.say(silence(gateway, { kind: 'cleared', at }), ...back)
  await desk.pass(minutes(6))
  expect((await desk.cases()).map(({ place }) => place.device)).toEqual(['c-0', gateway])
  expect(await store.waiting()).toEqual([])
})

test(`${size} gauges flood within a minute: twenty orders, and every alarm is in a case`, async () => {
  const cell = (n: number) => `330106001${String(n).padStart(6, '0')}` as CellCode
  const gauges = Array.from({ length: size }, (_, n) =>
    sensor(`w-${n}`, { cell: cell(Math.floor(n / 4)), latitude: 20 + n / 1_000 }),
  )
  const { store, desk } = await city(gauges)
  const floods = gauges.map(({ id }, n) =>
    flood(id, { began: plus(start, Math.floor((n * 60_000) / size)) }),
  )
  const begun = performance.now()
  let taken = 0
  const firstCase = until(async () => {
    const { open, standingAlarms } = await store.summary()
    taken = standingAlarms
    return open > 0
  }, 'the first case')
  await desk.say(...floods)
  const intake = performance.now() - begun
  const waited = await firstCase
  expect(taken, 'alarms that the first case waited for').toBeLessThan(size)
  const cases = await desk.cases()
  expect(cases).toHaveLength(20)
  expect(await desk.outcomes()).toEqual({ opened: 20, folded: size - 20 })
  const first = cases.find(({ place }) => place.device === 'w-0')
  expect((await foldedInto(store, first?.id ?? ('' as CaseId))).size).toBe(size - 20)
  await desk.pass(minutes(11))
  expect(await store.get(first?.id ?? ('' as CaseId))).toMatchObject({ folded: size - 20 })
  const told = (await store.load(first?.id ?? ('' as CaseId))).filter(
    ({ event }) => event === 'folded',
  )
  expect(told.length).toBeLessThanOrEqual(12 + Math.log2(size / 10))
  const occasions = (await Promise.all(cases.map(({ id }) => noticesOf(store, id)))).flat()
  expect(occasions.filter((occasion) => occasion === 'dispatched')).toHaveLength(20)
  expect(
    occasions.filter((occasion) => occasion !== 'dispatched' && occasion !== 'folded'),
  ).toEqual([])
  expect(occasions.length).toBe(20 + told.length)
  if (asked !== undefined)
    process.stdout.write(
      `${size}: first case after ${waited} ms and ${taken} alarms, all after ${Math.round(intake)} ms, ${occasions.length} notices\n`,
    )

  await desk.say(
    ...gauges.map(({ id }, n) =>
      flood(id, {
        began: plus(start, Math.floor((n * 60_000) / size)),
        kind: 'cleared',
        at: plus(start, hours(2)),
      }),
    ),
  )
  expect(await store.waiting()).toEqual([])
  expect((await store.summary()).standingAlarms).toBe(0)
})
