import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Case } from '../../../cases/life/case.ts'
import { personCommands, personCommandSchema, type Command } from '../../../cases/life/commands.ts'
import { commandsFor, decide } from '../../../cases/life/decide.ts'
import { evolve } from '../../../cases/life/evolve.ts'
import type { AlarmRow, Page } from '../../../cases/ports.ts'
import type { CaseId, UnitId } from '../../../core/identity.ts'
import { instant } from '../../../core/time.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import { callers, openCaseServer, type CaseServer, type Who } from './api-server.ts'
import { actors, alarm, contextFor, start } from './fixtures.ts'
import { twinCase } from '../../support/twin-case.ts'
import { until } from '../../support/until.ts'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer({ closing: 'manual' })
})
afterEach(() => api[Symbol.asyncDispose]())

const offered = async (who: Who, id: string) =>
  (await api.ask<{ commands: string[] }>(who, 'GET', `/v1/cases/${id}`)).body.commands

const collect: Command = {
  command: 'collect',
  work: 'incident',
  category: '0506',
  title: { zh: '积水', en: 'Water' },
  severity: 'blue',
  limit: '2 urgent hours',
  lead: 'drainage',
  photos: [],
}

/** What belongs to a command, so that only the question remains whether it may be given. */
const words: Readonly<Record<string, object>> = {
  denyProblem: { reason: 'nothing there' },
  report: { text: 'done' },
  askCoordination: { ground: 'districts', reason: 'half of it is theirs' },
  withdrawCoordination: { reason: 'it is settled' },
  coordinate: { district: '330108', instruction: 'mend it' },
  declineCoordination: { reason: 'you can settle it' },
  transfer: { addressee: 'the railway', reason: 'their bridge' },
  enterFeedback: { outcome: 'handled', text: 'mended' },
  recallTransfer: { reason: 'it is ours' },
  recallOrder: { reason: 'nobody sets out' },
  askSupport: { unit: 'enforcement', task: 'take evidence' },
  withdrawSupport: { unit: 'road', reason: 'it is done' },
  reportSupport: { text: 'closed' },
  declineSupport: { reason: 'nobody is there' },
  designate: { unit: 'road', reason: 'it lies in the road' },
  return: { reason: 'not ours' },
  askExtension: { reason: 'a part is ordered' },
  extend: { limit: '9 natural days' },
  refuseExtension: { reason: 'no' },
  explain: { reason: 'the road was flooded' },
  rejectReason: { reason: 'it was dry' },
  supervise: { kind: 'leader', level: 'city', demand: 'mend it', limit: '4 working hours' },
  answerSupervision: { text: 'at once' },
  demandAgain: { demand: 'when?', limit: '1 urgent hour' },
  verify: { passed: true, despite: 'a test' },
  close: { despite: 'a test' },
  void: { reason: 'a puddle', despite: 'a test' },
  comment: { text: 'on it' },
  dispatch: { unit: 'road' },
  reinforce: { count: 12 },
  askSuspension: { reason: 'weather', text: 'it rains', until: start + 3_600_000 },
  refuseSuspension: { reason: 'no' },
  reply: { text: 'it is mended' },
  rate: { rating: 'fair' },
  reopen: { reason: 'it is back' },
  markDuplicate: { of: 'C20260313-111111111111', reason: 'one water' },
  unmarkDuplicate: { reason: 'another water' },
}

describe('what may be asked of a case', () => {
  test('depends on its stage and on who asks', async () => {
    const id = await api.dispatched()
    expect(await offered('drainage', id)).toEqual([
      'acceptOrder',
      'arrive',
      'report',
      'return',
      'askExtension',
      'askSuspension',
      'comment',
    ])
    expect(await offered('dispatcher', id)).toEqual([
      ...['askSupport', 'askExtension', 'recallOrder', 'void', 'markDuplicate', 'comment'],
    ])
    expect(await offered('manager', id)).toEqual([
      ...['askSupport', 'supervise', 'recallOrder', 'comment'],
    ])
    await api.order('drainage', id, { command: 'report', text: 'dry' })
    expect(await offered('drainage', id)).toEqual(['comment'])
    expect(await offered('inspector', id)).toEqual([
      ...['claim', 'verify', 'markDuplicate', 'comment'],
    ])
    expect(await offered('operator', id)).toEqual(['void', 'markDuplicate', 'comment'])
    await api.order('inspector', id, { command: 'verify', passed: true })
    expect(await offered('inspector', id)).toEqual(['close', 'markDuplicate', 'comment'])
    expect(await offered('operator', id)).toEqual(['close', 'void', 'markDuplicate', 'comment'])
    await api.order('operator', id, { command: 'close', despite: 'a test' })
    expect(await offered('administrator', id)).toEqual(['reopen'])
    expect(await offered('manager', id)).toEqual([])
  })

  test.each(['manual', 'automatic'] as const)(
    'is what is then decided, and nothing else (closing %s)',
    (closing) => {
      const story: [Who, Command][] = [
        ['operator', collect],
        ['operator', { command: 'askCheck' }],
        ['inspector', { command: 'confirmProblem', photos: [] }],
        ['operator', { command: 'file' }],
        ['dispatcher', { command: 'accept' }],
        ['dispatcher', { command: 'dispatch', unit: 'drainage' as UnitId }],
        ['drainage', { command: 'return', reason: 'not ours' }],
        ['district', { command: 'askCoordination', ground: 'districts', reason: 'half of it' }],
        ['supervisor', { command: 'coordinate', district: '330108', instruction: 'mend it' }],
        ['dispatcher', { command: 'dispatch', unit: 'road' as UnitId }],
        ['road', { command: 'askExtension', reason: 'a part is ordered' }],
        ['supervisor', { command: 'extend', limit: '2 natural days' }],
        ['road', { command: 'arrive' }],
        ['road', { command: 'report', text: 'done', photos: [] }],
        ['inspector', { command: 'verify', passed: false, photos: [] }],
        ['road', { command: 'report', text: 'done', photos: [] }],
        ['inspector', { command: 'verify', passed: true, photos: [], despite: 'a test' }],
      ]
      if (closing === 'manual') story.push(['operator', { command: 'close', despite: 'a test' }])
      let state: Case | undefined
      const after = (who: Who, command: Command, before: Case | undefined) =>
        decide(before, command, start, { ...contextFor(callers[who]), closing, kept: twinCase([]) })
      for (const [who, command] of story) {
        const { events, refusal } = after(who, command, state)
        expect(refusal).toBeUndefined()
        for (const event of events ?? []) state = evolve('C1' as CaseId, state, event)
        for (const person of Object.keys(actors) as Who[])
          for (const name of personCommands) {
            const wanted = personCommandSchema.parse({ command: name, ...words[name] })
            const taken = after(person, wanted, state).refusal === undefined
            const offers =
              state === undefined ? [] : commandsFor(state, start, contextFor(callers[person]))
            expect
              .soft([state?.stage, person, name, offers.includes(name)])
              .toEqual([state?.stage, person, name, taken])
          }
      }
      expect(state?.stage).toBe('closed')
    },
  )
})

describe('the evidence of an alarm', () => {
  test('is that of its last step up, in the single alarm and in no list', async () => {
    const steps = [
      alarm(),
      alarm({ kind: 'escalated', severity: 'red', at: instant(start + 1) }),
      alarm({ kind: 'eased', severity: 'yellow', at: instant(start + 2) }),
      alarm({ kind: 'cleared', at: instant(start + 3) }),
    ].map((step, n) =>
      step.kind === 'cleared'
        ? step
        : { ...step, evidence: { ...step.evidence, values: { depth3: n } } },
    )
    const id = steps[0]?.alarm ?? ''
    const url = `/v1/alarms/${encodeURIComponent(id)}`
    expect(id.split('/')).toHaveLength(3)
    expect((await api.ask('operator', 'GET', url)).body['code']).toBe('not-found')
    for (const [n, depth] of [0, 1, 1, 1].entries()) {
      await api.log.append(alarmsTopic, steps.slice(n, n + 1))
      await until(async () => {
        const { body } = await api.ask<AlarmRow>('operator', 'GET', url)
        return body.at === start + n
      }, 'the step')
      const { status, body } = await api.ask<AlarmRow>('operator', 'GET', url)
      expect(status).toBe(200)
      expect(body).toMatchObject({
        alarm: id,
        standing: n < 3,
        evidence: { version: 'v1', condition: 'depth3 >= 15', values: { depth3: depth } },
      })
    }
    const list = await api.ask<Page<AlarmRow>>('operator', 'GET', '/v1/alarms')
    expect(list.body.items).toHaveLength(1)
    expect(list.body.items[0]).not.toHaveProperty('evidence')
    expect((await api.store.alarms({}, 9)).items[0]).not.toHaveProperty('evidence')
    expect((await api.ask('drainage', 'GET', url)).status).toBe(403)
  })
})
