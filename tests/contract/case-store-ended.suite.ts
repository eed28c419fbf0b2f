import { expect, test } from 'vitest'

import type { CaseEvent } from '../../cases/life/facts.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { AlarmId, DeviceId, RuleId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { alarmRow, at, by, collected, commit } from './case-store-samples.ts'
import { reportedSuite } from './case-store-reported.suite.ts'
import { suspensionSuite } from './case-store-suspension.suite.ts'

const withAlarm = (alarm: string): CaseEvent => ({
  event: 'evidenceAttached',
  at,
  by,
  data: {
    alarm: alarm as AlarmId,
    rule: 'road-water' as RuleId,
    kind: 'raised',
    at,
    joined: true,
  },
})

/** What every case store knows of cases that have ended; `fresh` opens an empty one. */
export function endedSuite(fresh: () => Promise<CaseStore>): void {
  // Beside it what stands still.
  suspensionSuite(fresh)
  reportedSuite(fresh)

  test('finds the alarms that stood at any moment of a span, newest first', async () => {
    const store = await fresh()
    const put = async (alarm: string, raised: number, cleared?: number) => {
      const row = alarmRow(alarm, instant(at + raised))
      const over =
        cleared === undefined ? {} : { standing: false, clearedAt: instant(at + cleared) }
      await store.putAlarm({ row: { ...row, ...over }, transition: `${alarm}|raised` })
    }
    await put('long before', -500)
    await put('over before', -400, 9)
    await put('over in it', -300, 10)
    await put('within', 12, 15)
    await put('after', 20)
    const stood = { from: instant(at + 10), to: instant(at + 20) }
    const found = await store.alarms({ stood }, 9)
    expect(found.items.map(({ alarm }) => alarm)).toEqual(['within', 'over in it', 'long before'])
    const { items, next } = await store.alarms({ stood }, 2)
    expect([items.length, next]).toEqual([2, expect.any(String)])
  })

  test('finds what ended last for a thing, and keeps the time of the second look', async () => {
    const store = await fresh()
    const device = 'wl-1' as DeviceId
    const recheck = instant(at + 7_200_000)
    const first = commit('C1', undefined, [collected('wl-1')])
    await store.append(first)
    expect(await store.lastEnded({ device }, '0506', 'incident', at)).toBeUndefined()
    const data = { despite: 'a test', standing: [], recheck }
    const ended = commit('C1', first.after, [{ event: 'closed', at, by, data }])
    await store.append(ended)
    expect(await store.lastEnded({ device }, '0506', 'incident', at)).toBe('C1')
    expect(await store.lastEnded({ device }, '0506', 'maintenance', at)).toBeUndefined()
    expect(await store.lastEnded({ device }, '0101', 'incident', at)).toBeUndefined()
    expect(await store.lastEnded({ device }, '0506', 'incident', recheck)).toBeUndefined()
    expect(await store.lastEnded({}, '0506', 'incident', at)).toBeUndefined()
    expect(await store.due(instant(recheck - 1), 9)).toEqual([])
    expect(await store.due(recheck, 9)).toEqual([{ case: 'C1', kind: 'recheck', at: recheck }])
    const looked = { standing: [], followedBy: [] }
    const events: CaseEvent[] = [{ event: 'rechecked', at, by, data: looked }]
    await store.append(commit('C1', ended.after, events))
    expect(await store.due(recheck, 9)).toEqual([])
  })

  test('says of an alarm that outlived its case that it waits for the second look', async () => {
    const store = await fresh()
    const recheck = instant(at + 7_200_000)
    const put = (alarm: string, standing = true) =>
      store.putAlarm({
        row: { ...alarmRow(alarm), outcome: 'opened', standing },
        transition: `${alarm}|${String(standing)}`,
      })
    const reasons = async (filter = {}) =>
      Object.fromEntries(
        (await store.alarms(filter, 9)).items.map(({ alarm, outcome }) => [alarm, outcome]),
      )
    for (const alarm of ['stands', 'clears', 'has-a-case', 'open']) await put(alarm)
    const standing = ['stands', 'clears', 'has-a-case'] as AlarmId[]
    const first = commit('C1', undefined, [
      collected('wl-1'),
      ...standing.map((alarm) => withAlarm(alarm)),
    ])
    await store.append(first)
    await store.append(commit('C2', undefined, [collected('wl-2'), withAlarm('open')]))
    const all = { stands: 'opened', clears: 'opened', 'has-a-case': 'opened', open: 'opened' }
    expect(await reasons()).toEqual(all)
    const data = { despite: 'a test', standing, recheck }
    const ended = commit('C1', first.after, [
      { event: 'voided', at, by, data: { reason: 'x', ...data } },
    ])
    await store.append(ended)
    // One grows worse meanwhile and opens a case of its own, another one clears.
    await store.append(commit('C3', undefined, [collected('wl-1'), withAlarm('has-a-case')]))
    await put('clears', false)
    expect(await reasons()).toEqual({ ...all, stands: 'case-closed' })
    expect(await reasons({ outcomes: ['case-closed'] })).toEqual({ stands: 'case-closed' })
    expect(await reasons({ alarm: 'stands' })).toEqual({ stands: 'case-closed' })
    expect((await store.alarm('stands' as AlarmId))?.outcome).toBe('opened')
    const looked = { standing, followedBy: [] }
    await store.append(commit('C1', ended.after, [{ event: 'rechecked', at, by, data: looked }]))
    expect(await reasons()).toEqual(all)
  })
}
