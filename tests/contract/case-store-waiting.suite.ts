import { expect, test } from 'vitest'

import type { CaseEvent } from '../../cases/life/facts.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { Waiting } from '../../core/supervision-terms.ts'
import { instant } from '../../core/time.ts'
import { catalogueSuite } from './case-store-catalogue.suite.ts'
import { boundarySuite } from './case-store-boundaries.suite.ts'
import { dutyLogSuite } from './case-store-duty-log.suite.ts'
import { rotaSuite } from './case-store-rotas.suite.ts'
import { at, by, collected, commit, dispatched, drainage } from './case-store-samples.ts'

const asked: CaseEvent = {
  ...{ event: 'extensionAsked', at, by },
  // What a person says is not taken for a name of what waits.
  data: { unit: drainage, reason: 'the pump, ",reason," \0' },
}

/** What every case store says of what waits for a decision, and of what decisions draw; `fresh` opens an empty one. */
export function waitingSuite(fresh: () => Promise<CaseStore>): void {
  boundarySuite(fresh)
  catalogueSuite(fresh)
  rotaSuite(fresh)
  dutyLogSuite(fresh)

  test('finds the cases that a unit supports (配合), and no others', async () => {
    const store = await fresh()
    const [road, like] = ['ro_d', 'road'].map((name) => name as typeof drainage)
    const asking = (unit: typeof road): CaseEvent => ({
      ...{ event: 'supportAsked', at, by },
      data: { unit: unit ?? drainage, task: 'close the road' },
    })
    const first = commit('C1', undefined, [collected('wl-1'), dispatched, asking(road)])
    await store.append(first)
    await store.append(commit('C2', undefined, [collected('wl-2'), dispatched, asking(like)]))
    const ids = async (supporting: typeof road, areas?: readonly string[]) => {
      const { items } = await store.list({ supporting, scope: { areas } }, 9, undefined, 'deadline')
      return items.map(({ id }) => id)
    }
    expect(await ids(road)).toEqual(['C1'])
    expect(await ids(like)).toEqual(['C2'])
    expect(await ids(drainage)).toEqual([])
    expect(await ids(road, ['330106'])).toEqual(['C1'])
    expect(await ids(road, ['330107'])).toEqual([])
    const no: CaseEvent = {
      ...{ event: 'supportDeclined', at, by },
      data: { unit: road ?? drainage, reason: 'not ours' },
    }
    await store.append(commit('C1', first.after, [no]))
    expect(await ids(road)).toEqual([])
  })

  test('finds and counts cases by what of them waits for a decision', async () => {
    const store = await fresh()
    const ids = async (waiting: Waiting, unit?: typeof drainage) =>
      (await store.list({ waiting, unit }, 9)).items.map(({ id }) => id)
    const first = commit('C1', undefined, [collected('wl-1'), dispatched, asked])
    await store.append(first)
    const due = first.after.deadlines[0]?.at ?? at
    const second = commit('C2', undefined, [
      collected('wl-2'),
      { event: 'overdue', at, by, data: { deadline: 'dispatch', due: instant(at + 600_000) } },
    ])
    await store.append(second)
    expect(await ids('extension')).toEqual(['C1'])
    expect(await ids('extension', drainage)).toEqual(['C1'])
    expect(await ids('supervision')).toEqual(second.after.deadlines[0]?.overdue ? ['C2'] : [])
    expect(await ids('reason')).toEqual([])
    // It runs out besides, and its unit says why.
    const late: CaseEvent[] = [
      { event: 'overdue', at: due, by, data: { deadline: 'handling', due } },
      { event: 'latenessExplained', at: due, by, data: { deadline: 'handling', reason: 'rain' } },
    ]
    const told = commit('C1', first.after, late)
    await store.append(told)
    expect(await ids('reason')).toEqual(['C1'])
    expect((await store.summary()).waiting).toMatchObject({ extension: 1, reason: 1, answer: 0 })
    expect((await store.summary({ unit: 'road' as typeof drainage })).waiting.extension).toBe(0)
    await store.append(
      commit('C1', told.after, [{ event: 'voided', at: due, by, data: { reason: 'a test' } }]),
    )
    expect(await ids('extension')).toEqual([])
    expect((await store.summary()).waiting).toMatchObject({ extension: 0, reason: 0 })
  })
}
