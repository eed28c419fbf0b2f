import { expect, test } from 'vitest'

import type { CaseStore } from '../../cases/ports.ts'
import type { ActFact } from '../../cases/report/act.ts'
import type { AuditFact } from '../../cases/report/filing-audit.ts'
import { instant } from '../../core/time.ts'
import { alarmRow, at, by, someFreeze } from './case-store-samples.ts'

/** What every case store does with frozen evaluations; `fresh` opens an empty one. */
export function frozenSuite(fresh: () => Promise<CaseStore>): void {
  test('keeps a frozen evaluation, page by page and act by act, and proves it', async () => {
    const store = await fresh()
    const { id, fact, pages } = await someFreeze(store, 'march', '2026-03-01_2026-03-31')
    const signed = {
      event: 'signed',
      at: instant(at + 9),
      by,
      data: { comment: '同意\0' },
    } as const
    await store.appendFrozen(id, 1, signed)
    expect(await store.frozenFacts(id)).toEqual([fact, signed])
    expect(await store.frozenPage('march', 1)).toBe(pages[0])
    expect(await store.frozenPage('march', 3)).toBeUndefined()
    expect(await store.frozenPage('april', 1)).toBeUndefined()
    expect(await store.frozenFacts('2026-04-01_2026-04-30')).toEqual([])
    expect(await store.verifyFrozen(id)).toEqual([])

    await someFreeze(store, 'april', '2026-04-01_2026-04-30')
    expect(await store.frozenEvaluations(9)).toEqual(['2026-04-01_2026-04-30', id])
    expect(await store.frozenEvaluations(1)).toHaveLength(1)
  })

  test('of two that act on one evaluation one is refused, and nothing is written twice', async () => {
    const store = await fresh()
    const { id, fact } = await someFreeze(store, 'march', '2026-03-01_2026-03-31')
    const signed = { event: 'signed', at, by, data: {} } as const
    for (const version of [0, 2])
      await expect(store.appendFrozen(id, version, signed)).rejects.toMatchObject({
        code: 'version-conflict',
      })
    const twice = await Promise.allSettled([1, 2].map(() => store.appendFrozen(id, 1, signed)))
    expect(twice.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await store.frozenFacts(id)).toEqual([fact, signed])
  })

  test('puts the events of all evaluations in one order, also of those that come at the same moment', async () => {
    const store = await fresh()
    const months = ['01', '02', '03', '04', '05', '06']
    await Promise.all(
      months.map((month) => someFreeze(store, month, `2026-${month}-01_2026-${month}-28`)),
    )
    const links = await store.evaluationLinks(0, 99)
    expect(links.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6])
    expect(links.map(({ evaluation }) => evaluation).toSorted()).toEqual(
      months.map((month) => `2026-${month}-01_2026-${month}-28`),
    )
    expect(await store.evaluationLinks(2, 3)).toEqual(links.slice(2, 5))
  })

  test('keeps the audit of what was not filed beside it, by a record of its own', async () => {
    const store = await fresh()
    const { id } = await someFreeze(store, 'march', '2026-03-01_2026-03-31')
    const subject = {
      subject: 'alarm:a',
      at,
      why: 'suppressed',
      title: { zh: '水\0', en: 'W' },
    } as const
    const drawn: AuditFact = {
      ...{ event: 'drawn', at, by },
      data: {
        ...{ from: '2026-03-01', to: '2026-03-31', candidates: 3, filed: 2, filedRightly: 1 },
        sample: [subject],
      },
    }
    const marked: AuditFact = {
      ...{ event: 'marked', at, by },
      data: { subject: 'alarm:a', verdict: 'should', reason: '未开票' },
    }
    await store.appendAudit(id, 0, drawn)
    await store.appendAudit(id, 1, marked)
    await expect(store.appendAudit(id, 1, marked)).rejects.toMatchObject({
      code: 'version-conflict',
    })
    expect(await store.auditFacts(id)).toEqual([drawn, marked])
    expect(await store.audits(9)).toEqual([id])
    expect(await store.frozenFacts(id)).toHaveLength(1)
    expect(await store.frozenEvaluations(9)).toEqual([id])
    const raised = { from: at, to: instant(at + 1) }
    await store.putAlarm({ row: alarmRow('a'), transition: 'a raised' })
    await store.putAlarm({ row: alarmRow('b', raised.to), transition: 'b raised' })
    const found = await store.alarms({ raised }, 9)
    expect(found.items.map(({ alarm }) => alarm)).toEqual(['a'])
  })

  test('keeps administrative acts by their day, each chained to the one before it, also of many at the same moment', async () => {
    const store = await fresh()
    const act = (n: number): ActFact => ({
      ...{ event: 'asked', at: instant(at + n), by },
      data: { what: 'POST /v1/accounts/:name', of: { name: `p\0${n}` }, from: '10.0.0.1' },
    })
    const answered: ActFact = { event: 'answered', at, by, data: { act: 1, status: 200 } }
    expect(await store.appendAct('2026-03-01', act(0))).toBe(1)
    expect(await store.appendAct('2026-03-01', answered)).toBe(2)
    const many = Array.from({ length: 8 }, (_, n) => n)
    const places = await Promise.all(many.map((n) => store.appendAct('2026-03-02', act(n))))
    expect(places.toSorted((a, b) => a - b)).toEqual(many.map((n) => n + 1))
    expect(await store.actFacts('2026-03-01')).toEqual([act(0), answered])
    const kept = await store.actFacts('2026-03-02')
    expect(many.map((n) => kept[(places[n] ?? 0) - 1])).toEqual(many.map(act))
    for (const day of ['2026-03-01', '2026-03-02'])
      expect(await store.verifyFrozen(`acts/${day}`)).toEqual([])
    expect(await store.evaluationLinks(undefined, 99)).toHaveLength(10)
    expect([await store.audits(9), await store.frozenEvaluations(9)]).toEqual([[], []])
  })

  test('says which page of a frozen evaluation is not there', async () => {
    const store = await fresh()
    const { id, fact } = await someFreeze(store, 'march', '2026-03-01_2026-03-31')
    const more = { ...fact.data, edition: 2, pages: 3 }
    await store.appendFrozen(id, 1, { ...fact, data: more })
    expect(await store.verifyFrozen(id)).toEqual([
      { evaluation: id, version: 2, page: 3, fault: 'missing' },
    ])
    await store.appendFrozen(id, 2, { ...fact, data: { ...more, pages: 1 } })
    expect(await store.verifyFrozen(id)).toContainEqual({
      evaluation: id,
      version: 3,
      fault: 'changed',
    })
  })
}
