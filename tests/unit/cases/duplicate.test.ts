import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { countsOfCase } from '../../../cases/report/evaluation-counts.ts'
import type { Step } from '../../../cases/report/duties.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import type { Case } from '../../../cases/life/case.ts'
import type { CaseId, CellCode, UnitId } from '../../../core/identity.ts'
import { days, hours, instant, minutes, plus } from '../../../core/time.ts'
import { collected, commit } from '../../contract/case-store-samples.ts'
import { until } from '../../support/until.ts'
import { openCaseServer, type CaseServer, type Who } from './api-server.ts'
import { alarm, start } from './fixtures.ts'

let its: CaseServer
beforeEach(async () => {
  its = await openCaseServer({ alike: { categories: [['0506', '0503']] } })
})
afterEach(() => its[Symbol.asyncDispose]())

const sha256 = '4f0c'.padEnd(64, '0')
const reported = async (more: object = {}, who: Who = 'operator'): Promise<CaseId> => {
  const { body } = await its.ask<Case>(who, 'POST', '/v1/cases', {
    ...{ category: '0506', title: { zh: '积水', en: 'Water' }, limit: '2 urgent hours' },
    ...{ lead: 'drainage', cell: '330106001002003', longitude: 120.13, latitude: 30.26 },
    ...more,
  })
  return body.id
}
const repeat = (id: string, of: string, who: Who = 'dispatcher') =>
  its.order(who, id, { command: 'markDuplicate', of, reason: 'the same water' })
const undo = (id: string, who: Who = 'inspector') =>
  its.order(who, id, { command: 'unmarkDuplicate', reason: 'another water' })
const caseOf = async (id: string) => {
  const state = await its.store.get(id as CaseId)
  if (state === undefined) throw new Error('no case')
  return state
}
const alike = async (id: string, who: Who = 'inspector') =>
  (
    await its.ask<{ items: { case: Case; metres?: number }[] }>(who, 'GET', `/v1/cases/${id}/alike`)
  ).body.items.map(({ case: other, metres }) => [other.id, metres])

describe('look-alikes', () => {
  test('are near in place and time and of categories that are alike; a missing position makes the cell near', async () => {
    const first = await reported()
    const near = await reported({ category: '0503', latitude: 30.2603 })
    const inCell = await reported({ longitude: undefined, latitude: undefined })
    await reported({ latitude: 30.27 })
    await reported({ category: '0301' })
    await reported({ work: 'maintenance' })
    expect(await alike(first)).toEqual([
      [near, 33],
      [inCell, undefined],
    ])
    its.clock.advance(days(1) + 1)
    const later = await reported()
    expect(await alike(later)).toEqual([])
    await its.order('operator', near, { command: 'void', reason: 'a mistake' })
    expect(await alike(first)).toEqual([[inCell, undefined]])
  })

  test('are named in the answer to a report', async () => {
    const first = await reported()
    const problem = { category: '0506', title: { zh: '积水', en: 'Water' }, lead: 'drainage' }
    const place = { limit: '2 urgent hours', longitude: 120.13, latitude: 30.26 }
    const answer = await its.ask('inspector', 'POST', '/v1/cases', { ...problem, ...place })
    expect(answer).toMatchObject({ status: 201, body: { alike: [first] } })
  })

  test('are not for a crew, and those of a case that is unknown are none', async () => {
    const id = await reported()
    expect((await its.ask('drainage', 'GET', `/v1/cases/${id}/alike`)).status).toBe(403)
    const unknown = await its.ask('operator', 'GET', '/v1/cases/C20260313-0123456789ab/alike')
    expect(unknown.status).toBe(404)
  })
})

describe('a repeat', () => {
  test('ends as one; the kept case says who told of it too, and has its pictures', async () => {
    const kept = await reported()
    const other = await reported({ source: 'patrol', photos: [{ sha256 }] })
    expect((await repeat(other, kept)).body).toMatchObject({
      ...{ stage: 'duplicate', deadlines: [] },
      duplicate: { of: kept, stage: 'collected' },
    })
    const { collectedAt } = await caseOf(other)
    expect(await caseOf(kept)).toMatchObject({
      stage: 'collected',
      duplicates: [{ case: other, source: 'patrol', collectedAt }],
    })
    const record = await its.store.load(kept)
    expect(record.at(-1)).toMatchObject({
      ...{ event: 'duplicateAdded', by: { name: 'dai' } },
      data: { case: other, reason: 'the same water', photos: [{ sha256 }] },
    })
    expect(await its.store.photoUses([sha256])).toMatchObject(
      [{ case: other }, { case: kept }].toSorted((a, b) => (a.case < b.case ? -1 : 1)),
    )
    expect(await its.store.verify()).toMatchObject({ faults: [] })
    expect((await its.store.summary()).open).toBe(1)
  })

  test('of a repeat is one of the kept case; there are no chains, no circles and none of itself', async () => {
    const [kept, one, two] = [await reported(), await reported(), await reported()]
    await repeat(one, kept)
    expect((await repeat(two, one)).body.duplicate?.of).toBe(kept)
    expect((await caseOf(kept)).duplicates?.map((each) => each.case)).toEqual([one, two])
    expect((await repeat(kept, one)).body.details).toEqual(['has-repeats'])
    const fresh = await reported()
    expect((await repeat(fresh, fresh)).body.details).toEqual(['own-repeat'])
    expect((await repeat(one, fresh)).body.details).toEqual(['final'])
    expect((await repeat(fresh, 'C20260313-0123456789ab')).status).toBe(404)
    expect((await repeat(fresh, kept, 'drainage')).status).toBe(404)
    expect((await repeat(fresh, kept, 'manager')).status).toBe(403)
    await its.order('operator', kept, { command: 'void', reason: 'a mistake' })
    expect((await repeat(fresh, kept)).body.details).toEqual(['kept-ended'])
  })

  test('that was a mistake goes on with the clocks that it would have had', async () => {
    const [kept, other] = [await reported(), await its.dispatched()]
    await its.order('drainage', other, { command: 'acceptOrder' })
    const before = await caseOf(other)
    await repeat(other, kept)
    expect((await caseOf(kept)).standing).toEqual(before.alarms)
    its.clock.advance(hours(3))
    const { body } = await undo(other)
    expect(body).toMatchObject({
      ...{ stage: 'handling', unit: 'drainage', standing: before.alarms, overdues: 1 },
      deadlines: before.deadlines.map((one) => ({ ...one, overdue: true })),
    })
    expect(body).not.toHaveProperty('duplicate')
    const after = await caseOf(kept)
    expect([after.duplicates, after.alarms, after.standing]).toEqual([[], [], []])
    expect((await undo(other)).body.details).toEqual(['wrong-stage'])
    expect(await its.store.verify()).toMatchObject({ faults: [] })
  })

  test('stays one when the kept case has ended', async () => {
    const [kept, other] = [await reported(), await reported()]
    await repeat(other, kept)
    await its.order('operator', kept, { command: 'void', reason: 'a mistake' })
    expect((await undo(other)).body.details).toEqual(['kept-ended'])
  })

  test('of two who mark each the other one, one is refused', async () => {
    const [a, b] = [await reported(), await reported()]
    const answers = await Promise.all([repeat(a, b), repeat(b, a, 'inspector')])
    expect(answers.map(({ status }) => `${status}`).toSorted()).toEqual(['200', '409'])
    const stages = [(await caseOf(a)).stage, (await caseOf(b)).stage]
    expect(stages.toSorted()).toEqual(['collected', 'duplicate'])
    expect(await its.store.verify()).toMatchObject({ faults: [] })
  })

  test('leaves its thing and its alarms to the kept case until that has ended', async () => {
    const kept = await reported()
    const other = await its.dispatched('wl-1')
    await repeat(other, kept)
    const [own] = (await caseOf(other)).alarms
    const worse = { at: plus(start, minutes(5)), kind: 'escalated', severity: 'red' } as const
    await its.log.append(alarmsTopic, [alarm(worse)])
    await until(async () => (await caseOf(kept)).severity === 'red', 'a graver kept case')
    expect((await caseOf(other)).severity).toBe('yellow')
    if (own === undefined) throw new Error('no alarm')
    expect((await its.store.alarm(own))?.case).toBe(other)
    const began = plus(start, minutes(7))
    await its.log.append(alarmsTopic, [alarm({ rule: 'another', began })])
    await until(async () => (await caseOf(kept)).alarms.length === 2, 'a further alarm')
    expect((await its.store.list({}, 9)).items).toHaveLength(2)
    const despite = 'a test'
    await its.order('operator', kept, { command: 'void', reason: 'a mistake', despite })
    expect(await its.store.openCase('wl-1/0506/incident')).toBeUndefined()
  })
})

test('who is limited to a part of the city makes no case a repeat of one that lies elsewhere, nor of its repeats', async () => {
  const cells = ['330106001002009', '330106001002010', '330108001001001']
  const [here = '', near = '', elsewhere = ''] = [0, 1, 2].map((n) => `C20260313-00000000000${n}`)
  for (const [id, cell] of [here, near, elsewhere].map((one, n) => [one, cells[n]] as const)) {
    const first = collected(`wl-${id}`, start)
    if (first.event !== 'collected') throw new TypeError('another event')
    const place = { ...first.data.place, cell: cell as CellCode }
    await its.store.append(commit(id, undefined, [{ ...first, data: { ...first.data, place } }]))
  }
  const marked = (who: Who, id: string, of: string) =>
    its.order(who, id, { command: 'markDuplicate', of, reason: 'the same water' })
  expect(await marked('district', here, elsewhere)).toMatchObject({
    ...{ status: 404, body: { code: 'case-unknown' } },
  })
  expect((await marked('operator', near, elsewhere)).status).toBe(200)
  // The one that stands for it is not theirs to see.
  expect((await marked('district', here, near)).status).toBe(404)
  expect((await its.store.get(here as CaseId))?.stage).toBe('collected')
  expect((await marked('operator', here, near)).status).toBe(200)
})

describe('in an evaluation', () => {
  const unit = 'drainage' as UnitId
  const at = (hour: number) => instant(start + hours(hour))
  const step = (event: Step['event'], hour: number, due?: number): Step => ({
    ...{ event, at: at(hour), by: 'dai', unit },
    ...(due !== undefined && { due: at(due) }),
  })
  const counts = (steps: readonly Step[]) => {
    const history = { id: 'C1' as CaseId, category: '0506', source: 'patrol' as const, steps }
    const { counted, closing } = countsOfCase(history, { from: at(0), to: at(100) })
    return Object.fromEntries(
      [...counted, ...closing].map(({ figure, amount }) => [figure, amount]),
    )
  }
  const late = [step('collected', 0, 1), step('filed', 0), step('dispatched', 0, 2)]

  test('nothing is due of it: it is reported, valid and a repeat, and neither closed, late nor open', () => {
    expect(counts([...late, step('duplicateMarked', 5)])).toEqual({
      ...{ reported: 1, reportedFiled: 1, reportedValid: 1, filed: 1, duplicates: 1 },
    })
  })

  test('one that was none after all counts as if nobody had said so', () => {
    const marked = [...late, step('duplicateMarked', 1), step('duplicateUnmarked', 5)]
    expect(counts(marked)).toEqual(counts(late))
    expect(counts(late)).toMatchObject({ handlingDue: 1, handlingWaits: 1 })
  })
})
