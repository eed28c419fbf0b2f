/** Rules over areas against what anybody would count, over histories in which devices move and rules change. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { metresBetween } from '../../core/distance.ts'
import type { Device } from '../../core/device.ts'
import { compareSeverity, type Severity } from '../../core/severity.ts'
import {
  cells,
  dark,
  deeds,
  half,
  ids,
  Life,
  near,
  three,
  two,
  wet,
  type Deed,
  type Position,
} from '../support/area-life.ts'
import { AreaStore } from '../support/area-store.ts'

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
  const onFeed = ({ power, gateway }: Device) => power === 'FD-1' && gateway === undefined
  const there = alarmed.filter(({ device }) => onFeed(device)).length
  const all = registered.filter(onFeed).length
  if (rules.includes(versionOf(dark)) && there >= 2 && there >= 0.6 * all)
    found.push('dark/power:FD-1 orange')
  return found.sort()
}

test('what stands over an area is what anybody counts there, whatever moves, leaves or is edited', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deeds, { maxLength: 50 }), async (history) => {
      const life = await Life.begin()
      for (const deed of history) {
        await life.live(deed)
        const standing = [...life.areas.standing.values()].filter(
          ({ rule }) => rule !== 'near' && rule !== 'held' && rule !== 'nearHeld',
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
        const centres = life.centres('near')
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

test('with holds a place of a radius has its alarm when enough stood around a device so long', async () => {
  const lasting = deeds.filter((deed) => !('edit' in deed) || deed.edit < 2)
  let [raised, waited] = [0, 0]
  await fc.assert(
    fc.asyncProperty(fc.array(lasting, { maxLength: 60 }), async (history) => {
      const life = await Life.begin()
      const reached = new Map<string, number>()
      const left = new Map<number, number>()
      const flood: readonly Deed[] = ['d1', 'd3', 'd3', 'd3', 'd3'].map((say) => ({
        say,
        depth: 20,
      }))
      for (const deed of [...flood, ...history]) {
        await life.live(deed)
        const { alarmed } = life
        const around = (centre: Position) =>
          alarmed.filter(({ device }) => metresBetween(device, centre) <= 300)
        for (const id of ids) {
          const own = alarmed.find(({ device }) => device.id === id)
          const isReached = own !== undefined && around(own.device).length >= 2
          reached.set(id, isReached ? (reached.get(id) ?? 0) + 1 : 0)
        }
        const centres = life.centres('nearHeld')
        for (const centre of centres) {
          const isNew = !left.has(centre.began)
          if (isNew) expect(reached.get(centre.device)).toBeGreaterThanOrEqual(4)
          raised += isNew ? 1 : 0
          const since = around(centre).length >= 2 ? 0 : (left.get(centre.began) ?? 0) + 1
          left.set(centre.began, since)
          waited += since > 0 ? 1 : 0
          expect(since).toBeLessThan(3)
        }
        for (const { device } of alarmed) {
          if ((reached.get(device.id) ?? 0) < 4) continue
          const isTold = around(device).some((one) =>
            centres.some((centre) => metresBetween(one.device, centre) <= 300),
          )
          expect(isTold, device.id).toBe(true)
        }
      }
    }),
    { numRuns: 150 },
  )
  expect(raised).toBeGreaterThan(100)
  expect(waited).toBeGreaterThan(20)
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
