import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import readXlsxFile from 'read-excel-file/node'

import type { Audit, AuditList } from '../../../cases/api/filing-audit-contract.ts'
import {
  auditCounts,
  evolveAudit,
  refusalOfAudit,
  type AuditCommand,
  type FilingAudit,
} from '../../../cases/report/filing-audit.ts'
import { hours, instant } from '../../../core/time.ts'
import { alarmRow } from '../../contract/case-store-samples.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'
import { actors, start } from './fixtures.ts'

const day = '2026-03-13_2026-03-13'
const sample = ['case:C1', 'alarm:a', 'alarm:b'].map((subject) => ({
  ...{ subject, at: instant(1), why: 'void' as const },
}))
const drawn = evolveAudit(day, undefined, {
  ...{ event: 'drawn', at: instant(9), by: actors.supervisor },
  data: {
    ...{ from: '2026-03-13', to: '2026-03-13', candidates: 7, filed: 10, filedRightly: 9, sample },
  },
})
const asked = { actor: actors.supervisor, now: instant(10), end: instant(10) }
const markOf = (subject: string, verdict: 'rightly' | 'should', reason = 'seen'): AuditCommand => ({
  ...{ command: 'mark', subject, verdict, reason },
})

describe('an audit of what was not filed', () => {
  test('is drawn once, after its period, by an auditor', () => {
    const draw: AuditCommand = { command: 'draw', size: 50 }
    expect(refusalOfAudit(undefined, draw, asked)).toBeUndefined()
    expect(refusalOfAudit(undefined, draw, { ...asked, now: instant(9) })?.reason).toBe('not-over')
    expect(refusalOfAudit(drawn, draw, asked)?.reason).toBe('drawn-before')
    const operator = { ...asked, actor: actors.operator }
    expect(refusalOfAudit(undefined, draw, operator)?.reason).toBe('not-allowed')
    expect(refusalOfAudit(drawn, markOf('alarm:a', 'should'), operator)?.reason).toBe('not-allowed')
  })

  test('takes a word on what is in the sample only, and none twice', () => {
    const should = markOf('alarm:a', 'should')
    expect(refusalOfAudit(undefined, should, asked)?.reason).toBe('not-drawn')
    expect(refusalOfAudit(drawn, markOf('alarm:c', 'should'), asked)?.reason).toBe('not-sampled')
    expect(refusalOfAudit(drawn, should, asked)).toBeUndefined()
    const marked = marking(drawn, [['alarm:a', 'should']])
    expect(refusalOfAudit(marked, should, asked)?.reason).toBe('nothing-new')
    expect(refusalOfAudit(marked, markOf('alarm:a', 'rightly'), asked)).toBeUndefined()
  })

  test('counts the last word on each', () => {
    expect(drawn && auditCounts(drawn)).toEqual({
      ...{ sampled: 3, audited: 0, should: 0, rightly: 0, accurateRate: 0.9 },
    })
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom('case:C1', 'alarm:a', 'alarm:b'),
            fc.constantFrom('rightly' as const, 'should' as const),
          ),
          { minLength: 1, maxLength: 12 },
        ),
        (words) => {
          const state = marking(drawn, words)
          const last = Object.values(Object.fromEntries(words))
          const should = last.filter((verdict) => verdict === 'should').length
          expect(state && auditCounts(state)).toMatchObject({
            ...{ audited: last.length, should, rightly: last.length - should },
            missedRate: should / last.length,
          })
          expect(state?.version).toBe(words.length + 1)
        },
      ),
    )
  })
})

function marking(
  before: FilingAudit | undefined,
  words: readonly (readonly [string, 'rightly' | 'should'])[],
): FilingAudit | undefined {
  return words.reduce(
    (state, [subject, verdict]) =>
      evolveAudit(day, state, {
        ...{ event: 'marked', at: instant(11), by: actors.supervisor },
        data: { subject, verdict, reason: 'seen' },
      }),
    before,
  )
}

describe('over the API', () => {
  let api: CaseServer
  beforeEach(async () => {
    api = await openCaseServer()
  })
  afterEach(() => api[Symbol.asyncDispose]())
  const act = (body: object, who: Parameters<CaseServer['ask']>[0] = 'supervisor') =>
    api.ask<Audit & { details?: readonly string[] }>(
      ...([who, 'POST', `/v1/filing-audits/${day}/commands`, body] as const),
    )

  test('a sample of what has no case is drawn, and each is looked at', async () => {
    await api.dispatched('wl-2')
    const gone = await api.dispatched('wl-1')
    await api.order('dispatcher', gone, { command: 'void', reason: 'twice', despite: 'a test' })
    const reported = await api.ask<{ id: string }>('operator', 'POST', '/v1/cases', {
      ...{ source: 'hotline', category: '0506', title: { zh: '积水', en: 'Water' } },
      ...{ limit: '2 urgent hours', lead: 'drainage' },
    })
    await api.order('operator', reported.body.id, { command: 'askCheck' })
    await api.order('inspector', reported.body.id, { command: 'denyProblem', reason: 'dry' })
    const put = (name: string, outcome: 'suppressed' | 'alarm-only' | 'past', at = start) =>
      api.store.putAlarm({ row: { ...alarmRow(name, at), outcome }, transition: `${name} raised` })
    await put('held', 'suppressed')
    await put('late', 'past')
    await put('no-case-wanted', 'alarm-only')
    await put('another-day', 'suppressed', instant(start - hours(48)))

    expect((await act({ command: 'draw' })).body.details).toEqual(['not-over'])
    api.clock.advance(hours(24))
    expect((await act({ command: 'draw' }, 'operator')).status).toBe(403)
    const { status, body } = await act({ command: 'draw' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ candidates: 4, sampled: 4, audited: 0, drawn: { by: 'su' } })
    const why = Object.fromEntries(body.sample.map((one) => [one.subject, one.why]))
    expect(why).toEqual({
      ...{ 'alarm:held': 'suppressed', 'alarm:late': 'past' },
      ...{ [`case:${gone}`]: 'void', [`case:${reported.body.id}`]: 'denied' },
    })
    // One that was made void by the end of the period was not rightly filed.
    expect(body).toMatchObject({ filed: 2, filedRightly: 1, accurateRate: 0.5 })

    await act({ command: 'mark', subject: 'alarm:held', verdict: 'should', reason: 'no permit' })
    const marked = await act({
      ...{ command: 'mark', subject: `case:${gone}`, verdict: 'rightly', reason: 'twice indeed' },
    })
    expect(marked.body).toMatchObject({ audited: 2, should: 1, missedRate: 0.5 })
    expect(marked.body.sample.find(({ subject }) => subject === 'alarm:held')?.mark).toEqual({
      ...{ verdict: 'should', reason: 'no permit', by: 'su', at: api.clock.now() },
    })
    const wrong = { command: 'mark', subject: 'alarm:x', verdict: 'should', reason: 'x' }
    expect((await act(wrong)).body.details).toEqual(['not-sampled'])
    expect((await act({ ...wrong, verdict: 'perhaps' })).status).toBe(400)

    const list = await api.ask<AuditList>('operator', 'GET', '/v1/filing-audits')
    expect(list.body.items).toMatchObject([{ id: day, should: 1 }])
    const one = await api.ask('operator', 'GET', `/v1/filing-audits/${day}`)
    expect(one.body).toEqual(marked.body)
    const { raw } = await api.ask('operator', 'GET', `/v1/filing-audits/${day}/table.xlsx`)
    const [sheet] = await readXlsxFile(raw)
    expect(sheet?.data.at(-1)?.slice(0, 2)).toEqual(['漏立率', 0.5])
    // What is frozen is another list.
    const frozen = await api.ask('operator', 'GET', '/v1/evaluations/frozen')
    expect(frozen.body).toEqual({ items: [] })
  })

  test('whoever draws gets the same sample, and no more than was asked for', async () => {
    for (let n = 0; n < 300; n += 1)
      await api.store.putAlarm({
        row: { ...alarmRow(`held-${n}`, start), outcome: 'suppressed' },
        transition: `held-${n} raised`,
      })
    api.clock.advance(hours(24))
    const { body } = await act({ command: 'draw', size: 5 })
    expect(body).toMatchObject({ candidates: 300, sampled: 5 })
    expect(new Set(body.sample.map(({ subject }) => subject)).size).toBe(5)
    const { body: again } = await api.ask<Audit>('manager', 'GET', `/v1/filing-audits/${day}`)
    expect(again.sample).toEqual(body.sample)
    expect((await act({ command: 'draw', size: 5_000 })).status).toBe(400)
    const never = await api.ask('manager', 'GET', '/v1/filing-audits/2026-03-12_2026-03-12')
    expect(never.status).toBe(404)
  })
})
