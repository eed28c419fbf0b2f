import { expect, test } from 'vitest'

import type { Suppression } from '../../cases/life/suppression.ts'
import type { AlarmRow, CaseStore } from '../../cases/ports.ts'
import type { AlarmId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { alarmRow, at, heldAlarm, shelf } from './case-store-samples.ts'

/** What every case store does with what holds alarms back; `fresh` opens an empty one. */
export function suppressionSuite(fresh: () => Promise<CaseStore>): void {
  const ids = (items: readonly Suppression[]) => items.map(({ id }) => id)

  test('keeps a suppression once, as it was made, and ends it once', async () => {
    const store = await fresh()
    const made = shelf('S1')
    expect(await store.addSuppression(made)).toEqual(made)
    expect(await store.addSuppression({ ...made, reason: 'another' })).toEqual(made)
    expect(await store.suppression('S1')).toEqual(made)
    expect(await store.suppression('S2')).toBeUndefined()
    const ended = { by: 'su', at: instant(at + 5), reason: 'done' }
    expect(await store.endSuppression('S1', ended)).toEqual({ ...made, ended })
    const later = { ...ended, reason: 'again' }
    expect(await store.endSuppression('S1', later)).toEqual({ ...made, ended })
    expect(await store.endSuppression('S2', ended)).toBeUndefined()
  })

  test('finds those of an instant, and lists them newest first in pages', async () => {
    const store = await fresh()
    const later = instant(at + 50)
    await store.addSuppression(shelf('early', { until: later }))
    await store.addSuppression(shelf('late', { from: later, at: instant(at + 1) }))
    await store.addSuppression(shelf('long', { at: instant(at + 2) }))
    expect(new Set(ids(await store.suppressionsAt(at)))).toEqual(new Set(['early', 'long']))
    expect(new Set(ids(await store.suppressionsAt(later)))).toEqual(new Set(['late', 'long']))
    expect(await store.suppressionsAt(instant(at - 1))).toEqual([])
    const first = await store.suppressions({}, 2)
    expect(ids(first.items)).toEqual(['long', 'late'])
    expect(ids((await store.suppressions({}, 2, first.next)).items)).toEqual(['early'])
    await store.endSuppression('long', { by: 'su', at: later, reason: 'done' })
    expect(ids((await store.suppressions({ running: later }, 9)).items)).toEqual(['late'])
  })

  test('holds an alarm back under one at a time, until it is released', async () => {
    const store = await fresh()
    for (const id of ['S1', 'S2']) await store.addSuppression(shelf(id))
    const hold = (suppression: string, alarm: string) => {
      const row: AlarmRow = { ...alarmRow(alarm), outcome: 'suppressed', suppression }
      return store.holdBack(
        { row, transition: `${alarm} under ${suppression}` },
        heldAlarm(suppression, alarm),
      )
    }
    await hold('S1', 'a')
    await hold('S1', 'b')
    await hold('S2', 'b')
    expect(await store.seen('b under S2')).toBe(true)
    expect(ids(await store.holding()).sort((x, y) => (x < y ? -1 : 1))).toEqual(['S1', 'S2'])
    expect(await store.heldBack('S1', 9)).toEqual([heldAlarm('S1', 'a')])
    expect(await store.heldBack('S2', 9)).toEqual([heldAlarm('S2', 'b')])
    expect(await store.heldBack('S2', 9, 'b' as AlarmId)).toEqual([])
    const listed = async (suppression: string) =>
      (await store.alarms({ suppression }, 9)).items.map(({ alarm }) => alarm)
    expect(await listed('S1')).toEqual(['b', 'a'])
    expect(await listed('S2')).toEqual(['b'])
    await store.release('b' as AlarmId)
    expect(ids(await store.holding())).toEqual(['S1'])
    expect(await listed('S2')).toEqual(['b'])
  })

  test('keeps who has seen an alarm, as long as it is no graver', async () => {
    const store = await fresh()
    const said = { by: 'olga', at, severity: 'yellow', note: '已知' } as const
    expect(await store.acknowledge('a' as AlarmId, said)).toBe(false)
    await store.putAlarm({ row: alarmRow('a'), transition: 'a1' })
    expect(await store.acknowledge('a' as AlarmId, said)).toBe(true)
    expect((await store.alarm('a' as AlarmId))?.acknowledged).toEqual(said)
    await store.putAlarm({ row: { ...alarmRow('a'), severity: 'blue' }, transition: 'a2' })
    expect((await store.alarms({}, 9)).items[0]?.acknowledged).toEqual(said)
    await store.putAlarm({ row: { ...alarmRow('a'), severity: 'orange' }, transition: 'a3' })
    expect((await store.alarms({}, 9)).items[0]?.acknowledged).toBeUndefined()
  })
}
