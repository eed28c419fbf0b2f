import { expect, test } from 'vitest'

import type { DeviceId, RuleId, UnitId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import type { DeadlineKind } from '../../core/case-terms.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import type { AlarmRow, CaseStore } from '../../cases/ports.ts'
import type { EventGroup } from '../../cases/report/report.ts'
import {
  alarmRow,
  at,
  by,
  closed,
  collected,
  commit,
  dispatched,
  drainage,
  filed,
} from './case-store-samples.ts'

const soon = (kind: DeadlineKind) => ({ kind, at: instant(at + 9_000_000), certain: true })
const noAlarms = { cleared: 0, raised: [], devices: [] }
const key = ({ event, unit }: EventGroup): string => `${event} ${unit ?? 'nobody'}`

/** What every case store knows of a day; `fresh` opens an empty one. */
export function daySuite(fresh: () => Promise<CaseStore>): void {
  test('tells of a time what rules raised on devices by day, what came of it, and what stands', async () => {
    const store = await fresh()
    const day = 86_400_000
    const row = (alarm: string, late: number, more: Partial<AlarmRow> = {}) => ({
      ...alarmRow(alarm, instant(at + late)),
      ...more,
    })
    const alarms = [
      row('road-water/wl-1/0', -1),
      row('road-water/wl-1/1', 0, { standing: false }),
      row('road-water/wl-1/2', day - 1, { standing: false }),
      row('road-water/wl-1/3', day, { standing: false }),
      row('road-water/wl-2/4', 5, { device: 'wl-2' as DeviceId }),
      row('road-water/wl-2/5', 6, { outcome: 'before-raised', standing: false }),
      row('road-water/wl-1/6', 2 * day, { standing: false }),
    ]
    for (const each of alarms) await store.putAlarm({ row: each, transition: each.alarm })
    const base = collected('wl-2')
    if (base.event !== 'collected') throw new TypeError('no collection')
    const proof = { rule: 'road-water' as RuleId, kind: 'raised', at, severity: 'yellow' } as const
    const alarm = { ...proof, alarm: 'road-water/wl-2/4' as AlarmRow['alarm'] }
    const opened: CaseEvent = { ...base, data: { ...base.data, alarm } }
    const voided: CaseEvent = { event: 'voided', at, by, data: { reason: 'a leaf on the sensor' } }
    await store.append(commit('C1', undefined, [opened, filed, voided]))
    await store.append(commit('C2', undefined, [opened, filed]))
    await store.append(commit('C3', undefined, [collected('wl-3'), filed]))
    const { raised, standing, cases } = await store.quality(at, instant(at + 2 * day))
    const counts = raised.map(({ device, day: nth, count }) => `${device} ${nth} ${count}`)
    expect(new Set(counts)).toEqual(new Set(['wl-1 0 2', 'wl-1 1 1', 'wl-2 0 1']))
    expect(standing.map(({ alarm }) => alarm)).toEqual(['road-water/wl-1/0', 'road-water/wl-2/4'])
    const ofRule = { rule: 'road-water', device: 'wl-2' }
    expect(cases).toEqual([
      { ...ofRule, voided: true },
      { ...ofRule, voided: false },
    ])
  })

  test('counts the events of a day, and the cases that were open when it ended', async () => {
    const store = await fresh()
    const [from, to] = [at, instant(at + 1_000)]
    const when = (event: CaseEvent, late: number): CaseEvent => ({
      ...event,
      at: instant(at + late),
    })
    const nothing = { hours: [], events: [], open: [], closed: [], recurred: [], alarms: noAlarms }
    expect(await store.day(from, to)).toEqual(nothing)
    // Collected the moment before, dispatched at the first moment, closed at the moment after the last one.
    const one = commit('C1', undefined, [collected('wl-1', instant(at - 1))])
    await store.append(one)
    const two = commit('C1', one.after, [dispatched])
    await store.append(two)
    const reported: CaseEvent = {
      event: 'reported',
      at: instant(at + 999),
      by,
      data: { unit: drainage, text: 'dry', photos: [], deadline: soon('verification') },
    }
    const three = commit('C1', two.after, [reported])
    await store.append(three)
    const voided: CaseEvent = { event: 'voided', at: instant(at + 5), by, data: { reason: 'x' } }
    await store.append(commit('C2', undefined, [collected('wl-2'), filed, voided]))
    await store.append(commit('C3', undefined, [collected('wl-3'), dispatched, when(closed, 700)]))
    // After the day the case goes to another unit and ends; another one comes.
    const elsewhere: CaseEvent = {
      event: 'dispatched',
      at: instant(at + 1_000),
      by,
      data: { unit: 'road' as UnitId, why: 'dispatcher', deadline: soon('handling') },
    }
    await store.append(commit('C1', three.after, [elsewhere, when(closed, 1_000)]))
    await store.append(commit('C4', undefined, [collected('wl-4', to)]))
    const like = { category: '0506', severity: 'yellow', street: '330106001' }
    const ofUnit = { ...like, unit: drainage }
    const found = await store.day(from, to)
    expect(found.events.toSorted((a, b) => key(a).localeCompare(key(b)))).toEqual([
      { ...ofUnit, event: 'closed', count: 1 },
      { ...ofUnit, event: 'collected', count: 1 },
      { ...like, event: 'collected', count: 1 },
      { ...ofUnit, event: 'dispatched', count: 2 },
      { ...like, event: 'filed', count: 1 },
      { ...ofUnit, event: 'reported', count: 1 },
      { ...like, event: 'voided', count: 1 },
    ])
    expect(found.hours.toSorted((a, b) => a.figure.localeCompare(b.figure))).toEqual([
      { figure: 'closed', hour: 0, count: 1 },
      { figure: 'collected', hour: 0, count: 2 },
    ])
    expect(found.open).toEqual([{ ...ofUnit, count: 1 }])
    expect(found.closed).toEqual([{ ...ofUnit, overdues: 0, unitOverdues: 0 }])
    const after = await store.day(to, instant(to + 1_000))
    expect(after.closed).toEqual([
      { ...like, unit: 'road', overdues: 0, unitOverdues: 0, handledFor: 999 },
    ])
    expect(after.open).toEqual([{ ...like, count: 1 }])
  })

  test('counts more closed cases of a day than a page holds, each once', async () => {
    const store = await fresh()
    const count = 1_003
    const append = (n: number) =>
      store.append(commit(`C${n}`, undefined, [collected(`wl-${n}`), dispatched, closed]))
    for (let n = 0; n < count; n += 17)
      await Promise.all(Array.from({ length: Math.min(17, count - n) }, (_, m) => append(n + m)))
    const { closed: found, events } = await store.day(at, instant(at + 1))
    expect(found).toHaveLength(count)
    expect(events.find(({ event }) => event === 'closed')?.count).toBe(count)
  })

  test('counts the alarms of a day by rule and device', async () => {
    const store = await fresh()
    const [from, to] = [at, instant(at + 1_000)]
    const other = { ...alarmRow('z', instant(to - 1)), rule: 'cover-open' as RuleId }
    const rows: readonly AlarmRow[] = [
      alarmRow('a', from),
      alarmRow('b', from),
      { ...alarmRow('c', from), device: 'wl-2' as DeviceId },
      { ...other, title: { zh: '井盖', en: 'Cover' } },
      alarmRow('early', instant(from - 1)),
      alarmRow('late', to),
      { ...alarmRow('unseen', from), outcome: 'before-raised', standing: false, clearedAt: from },
    ]
    for (const row of rows) await store.putAlarm({ row, transition: row.alarm })
    const cleared = { ...alarmRow('early', instant(from - 1)), standing: false, clearedAt: from }
    await store.putAlarm({ row: cleared, transition: 'early|cleared' })
    const { alarms } = await store.day(from, to)
    expect(alarms.cleared).toBe(2)
    expect(alarms.raised.toSorted((a, b) => b.count - a.count)).toEqual([
      { rule: 'road-water', title: { zh: '积水', en: 'Water' }, count: 3 },
      { rule: 'cover-open', title: { zh: '井盖', en: 'Cover' }, count: 1 },
    ])
    expect(alarms.devices).toEqual([
      { device: 'wl-1', count: 3 },
      { device: 'wl-2', count: 1 },
    ])
  })

  test('counts by the hour what came, ended and was raised', async () => {
    const store = await fresh()
    const hour = 3_600_000
    const [from, to] = [at, instant(at + 24 * hour)]
    const in5 = instant(at + 5 * hour + hour - 1)
    await store.append(commit('C1', undefined, [collected('wl-1', in5), { ...closed, at: to }]))
    await store.append(commit('C2', undefined, [collected('wl-2', in5), { ...closed, at: in5 }]))
    await store.append(commit('C3', undefined, [collected('wl-3', instant(to - 1))]))
    for (const [id, when] of [
      ['a', from],
      ['b', instant(at + 5 * hour)],
      ['c', in5],
      ['d', to],
    ] as const)
      await store.putAlarm({ row: alarmRow(id, when), transition: id })
    const { hours } = await store.day(from, to)
    const told = hours.map(({ figure, hour: nth, count }) => `${figure} ${nth} ${count}`)
    expect(told.toSorted()).toEqual([
      ...['closed 5 1', 'collected 23 1', 'collected 5 2', 'raised 0 1', 'raised 5 2'],
    ])
  })

  test('names the loudest devices of a day and no more', async () => {
    const store = await fresh()
    for (let n = 0; n < 24; n += 1) {
      const device = `wl-${n % 12}` as DeviceId
      await store.putAlarm({ row: { ...alarmRow(`a${n}`), device }, transition: `a${n}` })
    }
    const { alarms } = await store.day(at, instant(at + 1))
    expect(alarms.devices).toHaveLength(10)
    expect(alarms.raised).toMatchObject([{ count: 24 }])
  })
}
