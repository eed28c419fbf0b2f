import { expect, test } from 'vitest'

import type { DeadlineKind } from '../../core/case-terms.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { UnitId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import {
  at,
  by,
  closed,
  collected,
  commit,
  dispatched,
  drainage,
  returned,
} from './case-store-samples.ts'

const soon = (kind: DeadlineKind) => ({ kind, at: instant(at + 9_000_000), certain: true })

/** What every case store charges a unit with; `fresh` opens an empty one. */
export function chargeSuite(fresh: () => Promise<CaseStore>): void {
  test('of a unit only what it has itself is overdue', async () => {
    const store = await fresh()
    const until = instant(at + 7_200_000)
    const deadline = { kind: 'verification', at: until, certain: true } as const
    const data = { unit: drainage, text: 'dry', photos: [], deadline }
    const reported: CaseEvent = { event: 'reported', at, by, data }
    const late = (deadline: 'handling' | 'verification'): CaseEvent => ({
      event: 'overdue',
      at,
      by,
      data: { deadline, due: until },
    })
    const append = (id: string, device: string, ...events: readonly CaseEvent[]) =>
      store.append(commit(id, undefined, [collected(device), dispatched, ...events]))
    await append('C1', 'wl-1', late('handling'))
    await append('C2', 'wl-2', reported, late('verification'))
    await append('C3', 'wl-3')
    const ids = async (filter: Parameters<CaseStore['list']>[0]) =>
      (await store.list(filter, 9)).items.map(({ id }) => id)
    expect(await ids({ overdue: true })).toEqual(['C2', 'C1'])
    expect(await ids({ overdue: true, unit: drainage })).toEqual(['C1'])
    expect(await ids({ overdue: false, unit: drainage })).toEqual(['C3', 'C2'])
    expect((await store.summary()).overdue).toBe(2)
    expect((await store.summary({ unit: drainage })).overdue).toBe(1)
  })

  test('charges a unit that closes with what passed while it had the case, and no other', async () => {
    const store = await fresh()
    const road = 'road' as UnitId
    const deadline = soon('handling')
    const toRoad: CaseEvent = {
      event: 'dispatched',
      at,
      by,
      data: { unit: road, why: 'dispatcher', deadline },
    }
    const late = (kind: DeadlineKind): CaseEvent => ({
      event: 'overdue',
      at,
      by,
      data: { deadline: kind, due: deadline.at },
    })
    const whole = [late('dispatch'), dispatched, late('handling'), returned, toRoad]
    await store.append(commit('C1', undefined, [collected('wl-1'), ...whole, closed]))
    const twice = [late('handling'), late('handling'), closed]
    await store.append(commit('C2', undefined, [collected('wl-2'), toRoad, ...twice]))
    const { closed: found } = await store.day(at, instant(at + 1))
    expect(found).toMatchObject([
      { unit: 'road', overdues: 2, unitOverdues: 0 },
      { unit: 'road', overdues: 2, unitOverdues: 2 },
    ])
  })

  test('counts a case that follows a closed one for the unit that had that one', async () => {
    const store = await fresh()
    const follows = (device: string, former: string): CaseEvent => {
      const event = collected(device)
      return {
        ...event,
        data: { ...event.data, follows: former, text: '"follows":"C9"' },
      } as CaseEvent
    }
    const append = (id: string, ...events: readonly CaseEvent[]) =>
      store.append(commit(id, undefined, events))
    const voided: CaseEvent = { event: 'voided', at, by, data: { reason: 'x' } }
    await append('C1', collected('wl-1'), dispatched, closed)
    await append('C2', collected('wl-2'), dispatched, voided)
    await append('C3', collected('wl-3'), closed)
    await append('C4', follows('wl-1', 'C1'))
    await append('C5', follows('wl-2', 'C2'))
    await append('C6', follows('wl-3', 'C3'))
    await append('C7', { ...follows('wl-7', 'C1'), at: instant(at + 1) })
    const like = { category: '0506', severity: 'yellow', street: '330106001', count: 1 }
    const { recurred } = await store.day(at, instant(at + 1))
    expect(recurred.toSorted((a, b) => (a.unit ?? '').localeCompare(b.unit ?? ''))).toEqual([
      like,
      { ...like, unit: drainage },
    ])
  })
}
