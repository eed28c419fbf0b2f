import { afterEach, describe, expect, test } from 'vitest'

import type { AlarmId, CaseId, CellCode, ReadingId, RuleId, UnitId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import type { AlarmRow, CaseStore } from '../../cases/ports.ts'
import { daySuite } from './case-store-day.suite.ts'
import { chargeSuite } from './case-store-charge.suite.ts'
import { evaluationSuite } from './case-store-evaluation.suite.ts'
import { duplicateSuite } from './case-store-duplicates.suite.ts'
import { endedSuite } from './case-store-ended.suite.ts'
import { causeSuite } from './case-store-causes.suite.ts'
import { besidesSuite } from './case-store-besides.suite.ts'
import { searchSuite } from './case-store-search.suite.ts'
import { suppressionSuite } from './case-store-suppressions.suite.ts'
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
  next,
  sketch,
  noneWaiting,
} from './case-store-samples.ts'

/** What every case store promises. `open` gives an empty one. */
export function caseStoreSuite(name: string, open: () => Promise<CaseStore>): void {
  describe(`case store: ${name}`, () => {
    const opened: CaseStore[] = []
    const fresh = async () => {
      const store = await open()
      opened.push(store)
      return store
    }
    afterEach(async () => {
      for (const store of opened.splice(0)) await store[Symbol.asyncDispose]()
    })

    test('gives back what was appended, in order, and the case it adds up to', async () => {
      const store = await fresh()
      const first = commit('C1', undefined, [collected('wl-1'), filed])
      await store.append(first)
      await store.append(commit('C1', first.after, [dispatched]))
      const records = await store.load('C1' as CaseId)
      const told = records.map(({ version, event }) => `${version} ${event}`)
      expect(told).toEqual(['1 collected', '2 filed', '3 dispatched'])
      expect(records[2]?.data).toEqual(dispatched.data)
      expect(records[0]?.by).toEqual(by)
      expect(await store.get('C1' as CaseId)).toMatchObject({ stage: 'dispatched', version: 3 })
      expect(await store.load('C2' as CaseId)).toEqual([])
      expect(await store.get('C2' as CaseId)).toBeUndefined()
    })

    test('refuses a version somebody else took, and then writes nothing at all', async () => {
      const store = await fresh()
      const first = commit('C1', undefined, [collected('wl-1')])
      await store.append(first)
      await store.append(commit('C1', first.after, [filed]))
      const late = {
        ...commit('C1', first.after, [dispatched]),
        alarm: { row: alarmRow('a'), transition: 'a|raised' },
      }
      await expect(store.append(late)).rejects.toMatchObject({ code: 'version-conflict' })
      await expect(store.append(first)).rejects.toMatchObject({ code: 'version-conflict' })
      expect(await store.load('C1' as CaseId)).toHaveLength(2)
      expect(await store.seen('a|raised')).toBe(false)
      expect((await store.verify()).faults).toEqual([])
    })

    test('keeps what is still to be told until it is taken away, and gives what is due, the oldest first', async () => {
      const store = await fresh()
      const pending = (n: number, to = 'drainage') => ({
        ...{ channel: 'mqtt', notice: `C${n}/4`, case: `C${n}` as CaseId, version: 4 },
        ...{ to: to as UnitId, attempts: 0, reported: false },
        ...{ since: instant(at + n), next: instant(at + n) },
      })
      const due = async (before: number, except: readonly string[] = [], limit = 9) =>
        (
          await store.noticesDue(
            'mqtt',
            instant(before),
            except.map((id) => id as UnitId),
            limit,
          )
        ).map(({ notice }) => notice)
      await store.addNotices([])
      await store.addNotices([pending(2), pending(1), pending(3, 'road')])
      await store.addNotices([{ ...pending(1), attempts: 7 }])
      expect(await store.pendingNotice('mqtt', 'C1/4')).toEqual(pending(1))
      expect(await store.pendingNotice('webhook', 'C1/4')).toBeUndefined()
      expect(await due(at + 2)).toEqual(['C1/4', 'C2/4'])
      expect(await due(at + 9, ['drainage'])).toEqual(['C3/4'])
      expect(await due(at + 9, [], 1)).toEqual(['C1/4'])
      const later = { ...pending(1), next: instant(at + 99), attempts: 1, reported: true }
      await store.updateNotice(later)
      expect(await store.pendingNotice('mqtt', 'C1/4')).toEqual(later)
      expect(await due(at + 9)).toEqual(['C2/4', 'C3/4'])
      await store.hastenNotices('webhook', at)
      await store.hastenNotices('mqtt', at, 'road' as UnitId)
      expect(await due(at)).toEqual(['C3/4'])
      await store.hastenNotices('mqtt', at)
      expect(await due(at)).toEqual(['C1/4', 'C2/4', 'C3/4'])
      await store.removeNotice('mqtt', 'C1/4')
      await store.updateNotice(later)
      expect(await store.pendingNotice('mqtt', 'C1/4')).toBeUndefined()
    })

    test('allows one open case a thing, and another after it has ended', async () => {
      const store = await fresh()
      const first = commit('C1', undefined, [collected('wl-1')])
      await store.append(first)
      const second = commit('C2', undefined, [collected('wl-1')])
      await expect(store.append(second)).rejects.toMatchObject({ code: 'version-conflict' })
      expect(await store.load('C2' as CaseId)).toEqual([])
      expect(await store.get('C2' as CaseId)).toBeUndefined()
      expect(await store.openCase(first.openKey ?? '')).toBe('C1')
      await store.append(commit('C1', first.after, [closed]))
      expect(await store.openCase(first.openKey ?? '')).toBeUndefined()
      await store.append(second)
      expect(await store.openCase(first.openKey ?? '')).toBe('C2')
    })

    test('keeps which case came of the key of a report, once, and writes nothing for another case', async () => {
      const store = await fresh()
      const report = { actor: 'olga', key: 'phone-7-0001', body: 'a1' }
      expect(await store.reported('olga', 'phone-7-0001')).toBeUndefined()
      await store.append({ ...sketch(1), report })
      expect(await store.reported('olga', 'phone-7-0001')).toEqual({ case: 'C1', body: 'a1' })
      expect(await store.reported('omar', 'phone-7-0001')).toBeUndefined()
      await expect(store.append({ ...sketch(2), report })).rejects.toMatchObject({
        code: 'version-conflict',
      })
      expect(await store.get('C2' as CaseId)).toBeUndefined()
      await store.append({ ...sketch(2), report: { ...report, actor: 'omar', body: 'b2' } })
      expect(await store.reported('omar', 'phone-7-0001')).toEqual({ case: 'C2', body: 'b2' })
      expect(await store.reported('olga', 'phone-7-0001')).toEqual({ case: 'C1', body: 'a1' })
    })

    test('appends of many writers at once: one wins each version', async () => {
      const store = await fresh()
      const first = commit('C1', undefined, [collected('wl-1')])
      await store.append(first)
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, () => store.append(commit('C1', first.after, [filed]))),
      )
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await store.load('C1' as CaseId)).toHaveLength(2)
    })

    test('since gives every event once, in the order of commits', async () => {
      const store = await fresh()
      expect(await store.latest()).toBe(0)
      const one = commit('C1', undefined, [collected('wl-1'), filed])
      await store.append(one)
      await store.append(commit('C2', undefined, [collected('wl-2')]))
      await store.append(commit('C1', one.after, [dispatched]))
      const read: string[] = []
      let after = 0
      for (;;) {
        const rows = await store.since(after, 2)
        const last = rows.at(-1)
        if (last === undefined) break
        read.push(...rows.map(({ record }) => `${record.case}/${record.version}`))
        after = last.record.sequence
      }
      expect(read).toEqual(['C1/1', 'C1/2', 'C2/1', 'C1/3'])
      expect(await store.latest()).toBe(after)
      expect((await store.since(after - 1, 9)).map(({ unit }) => unit)).toEqual([drainage])
    })

    test('deadlines: due at their instant, replaced by the next stage, gone when it ends', async () => {
      const store = await fresh()
      const one = commit('C1', undefined, [collected('wl-1')])
      await store.append(one)
      expect(await store.due(instant(at + 599_999), 10)).toEqual([])
      expect(await store.due(instant(at + 600_000), 10)).toEqual([
        { case: 'C1', kind: 'dispatch', at: at + 600_000 },
      ])
      const two = commit('C1', one.after, [dispatched])
      await store.append(two)
      expect(await store.due(instant(at + 600_000), 10)).toEqual([])
      expect(await store.due(instant(at + 7_200_000), 10)).toHaveLength(1)
      const late: CaseEvent = {
        event: 'overdue',
        at,
        by,
        data: { deadline: 'handling', due: instant(at + 7_200_000) },
      }
      const three = commit('C1', two.after, [late])
      await store.append(three)
      expect(await store.due(instant(at + 9_999_999), 10)).toEqual([])
      expect((await store.list({ overdue: true }, 10)).items).toHaveLength(1)
      await store.append(commit('C1', three.after, [closed]))
      expect((await store.list({ overdue: true }, 10)).items).toEqual([])
    })

    test('lists by filter, newest first, in pages without gap or repeat', async () => {
      const store = await fresh()
      for (let n = 0; n < 7; n += 1) {
        // Two of each instant: the identifier decides between them.
        const when = instant(at + Math.floor(n / 2))
        const more = n % 2 === 0 ? [dispatched] : []
        await store.append(commit(`C${n}`, undefined, [collected(`wl-${n}`, when), ...more]))
      }
      const ids: string[] = []
      let cursor: string | undefined
      do {
        const page = await store.list({}, 3, cursor)
        ids.push(...page.items.map(({ id }) => id))
        cursor = page.next
      } while (cursor !== undefined)
      expect(ids).toEqual(['C6', 'C5', 'C4', 'C3', 'C2', 'C1', 'C0'])
      const count = async (filter: Parameters<CaseStore['list']>[0]) =>
        (await store.list(filter, 100)).items.length
      expect(await count({ unit: drainage })).toBe(4)
      expect(await count({ stages: ['collected'] })).toBe(3)
      expect(await count({ stages: ['collected', 'dispatched'] })).toBe(7)
      expect(await count({ cell: '330106' })).toBe(7)
      expect(await count({ cell: '330107' })).toBe(0)
      expect(await count({ category: '0506', severity: 'yellow' })).toBe(7)
      expect(await count({ device: 'wl-3' })).toBe(1)
      expect((await store.list({}, 3, 'no cursor')).items).toHaveLength(3)
      expect(await store.summary()).toEqual({
        stages: { collected: 3, dispatched: 4 },
        open: 7,
        overdue: 0,
        ...{ suspended: 0, given: 0 },
        standingAlarms: 0,
        waiting: noneWaiting,
      })
      expect((await store.summary({ unit: drainage })).open).toBe(4)
    })

    test('lists what runs out first, what does not run last, in pages without gap or repeat', async () => {
      const store = await fresh()
      const append = (id: string, ...all: CaseEvent[]) => store.append(commit(id, undefined, all))
      await append('C1', collected('wl-1', instant(at + 2)), closed)
      await append('C2', collected('wl-2', instant(at + 1)), dispatched)
      await append('C3', collected('wl-3', instant(at + 5)))
      await append('C4', collected('wl-4', instant(at + 5)))
      // What ran out stays the first.
      const due = instant(at + 600_000)
      const late: CaseEvent = { event: 'overdue', at, by, data: { deadline: 'dispatch', due } }
      await append('C5', collected('wl-5', at), late)
      const ids: string[] = []
      let cursor: string | undefined
      do {
        const page = await store.list({}, 2, cursor, 'deadline')
        ids.push(...page.items.map(({ id }) => id))
        cursor = page.next
      } while (cursor !== undefined)
      expect(ids).toEqual(['C5', 'C3', 'C4', 'C2', 'C1'])
      const whole = await store.list({ category: '0506' }, 9, undefined, 'deadline')
      expect(whole.items.map(({ id }) => id)).toEqual(ids)
      const some = await store.list({ stages: ['collected'] }, 1, undefined, 'deadline')
      expect(some.items.map(({ id }) => id)).toEqual(['C5'])
    })

    test('remembers alarms and their transitions', async () => {
      const store = await fresh()
      await store.putAlarm({ row: alarmRow('a'), transition: 'a|raised' })
      await store.putAlarm({ row: alarmRow('a'), transition: 'a|raised' })
      const placed = { ...alarmRow('b', instant(at + 1)), cell: '330106001002003' as CellCode }
      await store.putAlarm({ row: placed, transition: 'b|raised' })
      const cleared = { ...alarmRow('a'), standing: false, outcome: 'joined' as const }
      await store.putAlarm({ row: cleared, transition: 'a|cleared' })
      expect(await store.seen('a|raised')).toBe(true)
      expect(await store.seen('c|raised')).toBe(false)
      expect(await store.alarm('a' as AlarmId)).toEqual(cleared)
      const page = await store.alarms({}, 1)
      expect(page.items.map(({ alarm }) => alarm)).toEqual(['b'])
      expect((await store.alarms({}, 1, page.next)).items.map(({ alarm }) => alarm)).toEqual(['a'])
      expect((await store.alarms({ standing: true }, 9)).items).toHaveLength(1)
      expect((await store.alarms({ outcomes: ['joined'] }, 9)).items).toHaveLength(1)
      expect((await store.alarms({ device: 'wl-2' }, 9)).items).toEqual([])
      expect((await store.alarms({ cell: '330106001' }, 9)).items).toEqual([placed])
      const [, first] = (await store.alarms({}, 9)).items
      expect((await store.alarms({ rule: first?.rule }, 9)).items).toHaveLength(2)
      expect((await store.alarms({ rule: 'other', standing: true }, 9)).items).toEqual([])
      expect((await store.summary()).standingAlarms).toBe(1)
    })

    test('keeps the evidence of an alarm, and leaves it out of lists', async () => {
      const store = await fresh()
      const row: AlarmRow = {
        ...alarmRow('a'),
        evidence: {
          version: 'v1',
          condition: 'depth > 15',
          values: { depth: 31, night: true, zone: null },
          readings: [{ id: 'wl-1@1' as ReadingId, frame: 'frames/0/7' }],
          since: at,
        },
      }
      const { evidence: _, ...listed } = row
      await store.putAlarm({ row, transition: 'a|raised' })
      await store.append({
        ...sketch(1),
        alarm: { row: { ...row, alarm: 'b' as AlarmId }, transition: 'b' },
      })
      expect(await store.alarm('a' as AlarmId)).toEqual(row)
      expect(await store.alarm('b' as AlarmId)).toMatchObject({ evidence: row.evidence })
      expect((await store.alarms({}, 9)).items).toEqual([{ ...listed, alarm: 'b' }, listed])
    })

    daySuite(fresh)
    endedSuite(fresh)
    duplicateSuite(fresh)
    suppressionSuite(fresh)
    causeSuite(fresh)
    chargeSuite(fresh)
    evaluationSuite(fresh)
    besidesSuite(fresh, name)
    searchSuite(fresh)

    test('counts standing alarms by rule', async () => {
      const store = await fresh()
      expect(await store.standing()).toEqual(new Map())
      const other = { ...alarmRow('c'), rule: 'cover-open' as RuleId }
      for (const row of [alarmRow('a'), alarmRow('b'), other])
        await store.putAlarm({ row, transition: `${row.alarm}|raised` })
      expect(await store.standing()).toEqual(
        new Map([
          ['road-water', 2],
          ['cover-open', 1],
        ]),
      )
      const cleared = { ...other, standing: false }
      await store.putAlarm({ row: cleared, transition: 'c|cleared' })
      expect(await store.standing()).toEqual(new Map([['road-water', 2]]))
    })

    test('runs a task, says what it threw, and lets it go when the signal aborts', async () => {
      const store = await fresh()
      const ending = new AbortController()
      const done: string[] = []
      await store.underLease('tidy', () => Promise.resolve(void done.push('once')), ending.signal)
      await store.underLease('tidy', () => Promise.resolve(void done.push('again')), ending.signal)
      expect(done).toEqual(['once', 'again'])
      const trouble = new Error('trouble')
      await expect(
        store.underLease('tidy', () => Promise.reject(trouble), ending.signal),
      ).rejects.toBe(trouble)
      const working = store.underLease(
        'tidy',
        (turn) => new Promise((resolve) => turn.addEventListener('abort', () => resolve())),
        ending.signal,
      )
      ending.abort()
      await working
      await store.underLease('tidy', () => Promise.resolve(void done.push('late')), ending.signal)
      expect(done).toEqual(['once', 'again'])
    })

    test('a register that is written to while it is verified is intact', async () => {
      const store = await fresh()
      let after = sketch(0).after
      await store.append(sketch(0))
      for (let n = 1; n <= 12; n += 1) {
        const [{ faults }] = await Promise.all([
          store.verify(),
          store.append(sketch(n)),
          store.append(next(after)),
        ])
        expect(faults).toEqual([])
        after = next(after).after
      }
    })

    test('asks for what cannot be, and finds nothing', async () => {
      const store = await fresh()
      await store.append(sketch(1))
      expect((await store.list({ device: 'wl\0-1' }, 9)).items).toEqual([])
      expect((await store.list({}, 9, '1:\0')).items).toEqual([])
      expect(await store.get('\0' as CaseId)).toBeUndefined()
    })

    test('keeps how far readers have come', async () => {
      const store = await fresh()
      expect(await store.position('relay')).toBe(0)
      await store.setPosition('relay', 7)
      await store.setPosition('relay', 9)
      expect(await store.position('relay')).toBe(9)
      expect(await store.position('other')).toBe(0)
    })

    test('a record as written is intact', async () => {
      const store = await fresh()
      await store.append(commit('C1', undefined, [collected('wl-1'), filed, dispatched, closed]))
      await store.append(commit('C2', undefined, [collected('wl-2')]))
      expect(await store.verify()).toEqual({ cases: 2, events: 5, faults: [] })
      expect(await store.verify('C1' as CaseId)).toEqual({ cases: 1, events: 4, faults: [] })
    })
  })
}
