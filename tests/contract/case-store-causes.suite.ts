import { expect, test } from 'vitest'

import type { Causes } from '../../cases/cause-ports.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { AlarmId, CaseId, RuleId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { alarmRow, at, causesOf, collected, commit } from './case-store-samples.ts'

/** What every case store does with alarms of one cause; `fresh` opens an empty one. */
export function causeSuite(fresh: () => Promise<CaseStore>): void {
  const C1 = 'C1' as CaseId
  const put = (store: CaseStore, alarm: string, more: Partial<Causes> = {}, standing = true) =>
    store.putAlarm({
      row: { ...alarmRow(alarm), standing },
      transition: `${alarm} ${JSON.stringify(more)} ${standing}`,
      causes: causesOf(alarm, more),
    })
  const clear = (store: CaseStore, alarm: string, clearedAt: number) =>
    store.putAlarm({
      row: { ...alarmRow(alarm), standing: false, clearedAt: instant(clearedAt) },
      transition: `${alarm} cleared`,
    })
  const folded = (cause: string, further = true) => ({
    counted: [cause, 'storm/b'],
    case: C1,
    kept: { cause, as: 'folded', further } as const,
  })
  const ids = (items: readonly { readonly transition: Causes['transition'] }[]) =>
    items.map(({ transition }) => transition.alarm)

  test('counts alarms of a cause, newest first, and knows what is the cause itself', async () => {
    const store = await fresh()
    await put(store, 'a', { counted: ['storm/a', 'storm/b'], case: C1 })
    await put(store, 'b', { at: instant(at + 5), counted: ['storm/a'] })
    await put(store, 'c', { is: ['gateway/g'] })
    expect(await store.caused('storm/a', at, 9)).toMatchObject([
      { as: 'own', at: at + 5, standing: true },
      { as: 'own', at, case: 'C1' },
    ])
    expect(await store.caused('storm/a', instant(at + 1), 9)).toHaveLength(1)
    expect(await store.caused('storm/a', at, 1)).toHaveLength(1)
    expect(await store.caused('storm/b', at, 9)).toHaveLength(1)
    expect(ids(await store.causing('gateway/g'))).toEqual(['c'])
    expect(await store.causing('storm/a')).toEqual([])
    await clear(store, 'c', at + 20)
    expect(await store.causing('gateway/g')).toEqual([])
    expect(await store.firstCleared('gateway/g', at)).toBe(at + 20)
    expect(await store.firstCleared('gateway/g', instant(at + 21))).toBeUndefined()
  })

  test('tells the alarms of a rule that wait for no gateway', async () => {
    const store = await fresh()
    const waits = (as: 'held' | 'folded', cause = 'gateway/g') => ({
      kept: { cause, as, further: false },
    })
    await put(store, 'a', waits('held'))
    await put(store, 'b', waits('folded'))
    await put(store, 'c', waits('folded', 'storm/a'))
    await put(store, 'd')
    await put(store, 'e', {}, false)
    expect(await store.ownSilences(['road-water' as RuleId])).toEqual(['c', 'd'])
    expect(await store.ownSilences(['other' as RuleId])).toEqual([])
    await put(store, 'a', { since: instant(at + 9) })
    expect(await store.ownSilences(['road-water' as RuleId])).toEqual(['a', 'c', 'd'])
  })

  test('keeps what is folded or held until a later transition says otherwise', async () => {
    const store = await fresh()
    await put(store, 'a', folded('storm/a'))
    await put(store, 'b', { ...folded('storm/a'), at: instant(at + 5) })
    await put(store, 'c', { kept: { cause: 'fault/x', as: 'held', further: false } })
    expect(await store.waiting()).toEqual([
      { cause: 'fault/x', as: 'held', first: at },
      { cause: 'storm/a', as: 'folded', case: 'C1', first: at },
    ])
    const storm = { cause: 'storm/a', as: 'folded', case: C1 } as const
    const fault = { cause: 'fault/x', as: 'held' } as const
    const long = instant(at + 99)
    expect(ids(await store.waitingFor(storm, long, 9))).toEqual(['a', 'b'])
    expect(ids(await store.waitingFor(storm, at, 9))).toEqual(['a'])
    expect(ids(await store.waitingFor(storm, long, 9, 'a' as AlarmId))).toEqual(['b'])
    expect(ids(await store.waitingFor(fault, long, 9))).toEqual(['c'])
    await clear(store, 'a', at + 9)
    await put(store, 'c', { counted: ['storm/a'], case: C1, since: instant(at + 9) })
    expect(ids(await store.waitingFor(storm, long, 9))).toEqual(['b'])
    expect(await store.waiting()).toMatchObject([{ cause: 'storm/a' }])
    const { items } = await store.alarms({ foldedInto: 'C1' }, 9)
    expect(items.map(({ alarm }) => alarm)).toEqual(['b', 'a'])
  })

  test('counts what is folded into a case once, and says when no more comes', async () => {
    const store = await fresh()
    expect(await store.folded(C1)).toBe(0)
    await put(store, 'a', folded('storm/a'))
    await put(store, 'b', { ...folded('storm/a'), since: instant(at + 5) })
    await put(store, 'b', { ...folded('storm/a', false), since: instant(at + 7) })
    expect(await store.folded(C1)).toBe(2)
    expect(await store.restless(instant(at + 4), 9)).toEqual([])
    expect(await store.restless(instant(at + 5), 9)).toEqual([{ case: 'C1', folded: 2 }])
    await store.calmed(C1, 1)
    expect(await store.restless(instant(at + 5), 9)).toHaveLength(1)
    await store.calmed(C1, 2)
    expect(await store.restless(instant(at + 5), 9)).toEqual([])
    await put(store, 'c', folded('storm/a'))
    expect(await store.restless(instant(at + 5), 9)).toEqual([{ case: 'C1', folded: 3 }])
  })

  test('folds in the transaction of the case that tells it, or not at all', async () => {
    const store = await fresh()
    const first = commit('C1', undefined, [collected('wl-1')])
    await store.append(first)
    const alarm = { row: alarmRow('a'), transition: 'a', causes: causesOf('a', folded('storm/a')) }
    await expect(store.append({ ...first, alarm })).rejects.toMatchObject({
      code: 'version-conflict',
    })
    expect(await store.folded(C1)).toBe(0)
    expect(await store.waiting()).toEqual([])
  })

  test('finds the open case near a place, unless each is a component', async () => {
    const store = await fresh()
    const here = { longitude: 120.13, latitude: 30.26 }
    const opened = collected('wl-1')
    if (opened.event !== 'collected') throw new Error('a case is collected first')
    const place = { ...opened.data.place, ...here, component: '3301060103000001' }
    await store.append(commit('C1', undefined, [{ ...opened, data: { ...opened.data, place } }]))
    const { category, work } = opened.data
    const near = (found: Partial<typeof place>) => store.openNear(found, category, work, 50)
    expect(await near({ ...here, latitude: 30.260_2 })).toBe('C1')
    expect(await near({ ...here, latitude: 30.261 })).toBeUndefined()
    expect(await near({ ...here, component: '3301060103000002' })).toBeUndefined()
    expect(await near({})).toBeUndefined()
    expect(await store.openNear(here, category, 'maintenance', 50)).toBeUndefined()
  })
}
