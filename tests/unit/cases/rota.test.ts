/** Rotas of units: who is on duty, what is wrong with a row or a swap, and whom escalation tells. */
import { describe, expect, test } from 'vitest'

import { readRotas } from '../../../cases/desk/rota-file.ts'
import { caseContext } from '../../../cases/desk/context.ts'
import type { Stage } from '../../../core/case-terms.ts'
import type { Actor } from '../../../core/actor.ts'
import type { Command } from '../../../cases/life/commands.ts'
import { decide } from '../../../cases/life/decide.ts'
import { dutyOf } from '../../../cases/life/duty-officer.ts'
import { notices } from '../../../cases/life/notice.ts'
import { readEscalation } from '../../../cases/desk/escalation-file.ts'
import { gaps, onDuty, turns, type Rota, type Shift } from '../../../cases/life/rota.ts'
import { shiftMistakes, withShifts, withSwap } from '../../../cases/life/rota-edit.ts'
import { dutyDesks } from '../../../core/duty-desks.ts'
import type { UnitId } from '../../../core/identity.ts'
import { days, hours, minutes, plus, type Instant } from '../../../core/time.ts'
import { openCaseServer } from './api-server.ts'
import { actors, calendar, config, directory, start, table } from './fixtures.ts'
import { order } from './order.ts'

const drainage = 'drainage' as UnitId
const row = (more: Partial<Shift> = {}): Shift => ({
  ...{ person: 'zhang', since: '2026-03-01', days: 'daily', from: '08:00', to: '20:00' },
  ...more,
})
const people = new Set(['zhang', 'li'])
const edited = { unit: drainage, at: start, by: 'su', reason: 'a test' }
const rotaOf = (...shifts: readonly Shift[]): Rota => withShifts(undefined, shifts, edited)
const names = (rota: Rota, at = start) => onDuty(rota, at, calendar).map(({ person }) => person)

describe('who is on duty', () => {
  test('follows hours over midnight, days of the week, workdays and days off of the calendar', () => {
    const night = row({ person: 'li', from: '20:00', to: '08:00' })
    const both = rotaOf(row(), night)
    expect(names(both)).toEqual(['zhang'])
    expect(names(both, plus(start, hours(10)))).toEqual(['li'])
    // 02:00 of the next day, which the shift of the evening before reaches.
    expect(names(both, plus(start, hours(16)))).toEqual(['li'])
    expect(gaps(both, start, plus(start, days(7)), calendar)).toEqual([])
    const fridays = rotaOf(row({ days: 'Fr' }), row({ person: 'li', days: 'Sa,Su' }))
    expect(names(fridays)).toEqual(['zhang'])
    expect(names(fridays, plus(start, days(1)))).toEqual(['li'])
    expect(names(fridays, plus(start, days(3)))).toEqual([])
    // 3 October 2026 is a Saturday of the National Day, 10 October one that is worked for it.
    const october = (day: number) => plus(start, days(31 - 13 + 30 + 31 + 30 + 31 + 31 + 30 + day))
    const byCalendar = rotaOf(row({ days: 'workdays' }), row({ person: 'li', days: 'restdays' }))
    expect(names(byCalendar, october(3))).toEqual(['li'])
    expect(names(byCalendar, october(10))).toEqual(['zhang'])
    const ended = rotaOf(row({ until: '2026-03-12' }))
    expect(gaps(ended, start, plus(start, days(1)), calendar)).toEqual([
      { from: start, to: plus(start, days(1)) },
    ])
  })

  test('a swap puts another in for its time, whoever swaps again after that', () => {
    const swap = { from: start, to: plus(start, hours(2)), out: 'zhang', in: 'li' }
    const before = rotaOf(row())
    const swapped = (...asked: Parameters<typeof withSwap>): Rota => {
      const answer = withSwap(...asked)
      if ('refusal' in answer) throw new Error(answer.refusal.en)
      return answer.rota
    }
    const once = swapped(before, swap, { ...edited, by: 'zhang' }, people, calendar)
    expect(once).toMatchObject({ version: 2, swaps: [{ ...swap, by: 'zhang', at: start }] })
    expect(turns(once, start, plus(start, hours(3)), calendar)).toEqual([
      { person: 'li', from: start, to: plus(start, hours(2)), instead: 'zhang' },
      { person: 'zhang', from: plus(start, hours(2)), to: plus(start, hours(3)) },
    ])
    const back = { ...swap, from: plus(start, hours(1)), out: 'li', in: 'zhang' }
    const twice = swapped(once, back, edited, people, calendar)
    expect(names(twice, plus(start, minutes(90)))).toEqual(['zhang'])
    const refused = (more: Partial<typeof swap>, rota?: Rota) => {
      const answer = withSwap(rota, { ...swap, ...more }, edited, people, calendar)
      return 'refusal' in answer ? answer.refusal.en : undefined
    }
    expect(refused({ to: start }, before)).toMatch(/^to: a swap ends/)
    expect(refused({ from: plus(start, -2), to: plus(start, -1) }, before)).toMatch(
      /^to: this time/,
    )
    expect(refused({ to: plus(start, days(101)) }, before)).toMatch(/^to: a swap is of the next/)
    expect(refused({ from: plus(start, -days(2)) }, before)).toMatch(/^to: a swap is of the next/)
    expect(refused({ in: 'zhang' }, before)).toMatch(/^in: is the same/)
    expect(refused({ in: 'wang' }, before)).toMatch(/^in: "wang" is no account/)
    expect(refused({ out: 'li', in: 'zhang' }, before)).toMatch(/^out: "li" has no duty/)
    expect(refused({})).toMatch(/^out/)
    // What is over is in earlier versions.
    const later = withShifts(twice, [row()], { ...edited, at: plus(start, days(1)) })
    expect(later).toMatchObject({ version: 4, swaps: [] })
  })
})

test('a file says all its mistakes by line', () => {
  const read = (text: string) =>
    readRotas(text, (unit) => (unit === drainage ? people : undefined)).mistakes.map(
      ({ line, message }) => `${line} ${message}`,
    )
  const head = 'unit,person,since,until,days,from,to\n'
  expect(read(`${head}drainage,zhang,2026-03-01,,daily,08:00,20:00\n`)).toEqual([])
  const lines = [
    'drainage,wang,2026-03-01,,daily,08:00,20:00',
    'drainage,zhang,2026-02-30,2026-02-01,daily,08:00,20:00',
    'drainage,zhang,2026-03-02,2026-03-01,daily,08:00,20:00',
    'drainage,zhang,2026-03-01,soon,Mo-So,24:00,8',
    'road,wang,2026-03-01,,daily,08:00,08:00',
  ]
  expect(read(`${head}${lines.join('\n')}`)).toEqual([
    expect.stringMatching(/^2 person/),
    expect.stringMatching(/^3 since/),
    expect.stringMatching(/^4 until: 2026-03-01 is before/),
    expect.stringMatching(/^5 until/),
    expect.stringMatching(/^5 days/),
    expect.stringMatching(/^5 from/),
    expect.stringMatching(/^5 to/),
    expect.stringMatching(/^6 unit/),
    expect.stringMatching(/^6 to: the hours are empty/),
  ])
  expect(read(head)).toEqual(['1 the file has no rows'])
  expect([...shiftMistakes(row({ to: '24:00', from: '00:00' }), people)]).toEqual([])
})

describe('escalation to the duty officer', () => {
  const escalation = readEscalation(
    '- steps: [{ unaccepted: 5m, tell: duty, every: 5m, times: 3 }]',
  ).rows
  const sweepAt = (rota: Rota | undefined, times: number) => {
    const { current, history } = order({})
    const context = caseContext({
      ...{ config, calendar, table: { ...table, escalation }, directory: directory([]) },
    })
    const told = []
    for (let n = 1; n <= times; n += 1) {
      const now = plus(start, minutes(5 * n))
      const asked = context(actors.service, { rota })
      history.push(...(decide(current(), { command: 'escalate' }, now, asked).events ?? []))
      const event = history.findLast(({ event: fact }) => fact === 'escalated')
      if (event?.event !== 'escalated') throw new Error('nothing was told')
      const { person, nobodyOnDuty } = event.data
      const [notice] = notices(current(), event, { baseUrl: '' })
      const last = history.at(-1)
      const inPerson = last?.event === 'personTold' ? last.data.person : undefined
      told.push({ person, nobodyOnDuty, to: notice?.to, text: notice?.text.zh, inPerson })
    }
    return told
  }

  test('tells who is on duty, then the next of the rota, then the operators', () => {
    const rota = rotaOf(row(), row({ person: 'li' }))
    expect(sweepAt(rota, 3)).toMatchObject([
      {
        ...{ person: 'zhang', inPerson: 'zhang', to: { unit: 'drainage' } },
        text: '请值班员 zhang：派单 5 分钟仍未接单',
      },
      { person: 'li', inPerson: 'li', to: { unit: 'drainage' } },
      {
        ...{ person: undefined, nobodyOnDuty: undefined, inPerson: undefined },
        to: { role: 'operator' },
      },
    ])
  })

  test('says in the record that nobody is on duty, and tells the operators', () => {
    const toOperators = [{ nobodyOnDuty: true, to: { role: 'operator' } }]
    expect(sweepAt(undefined, 1)).toMatchObject(toOperators)
    expect(sweepAt(rotaOf(row({ from: '20:00', to: '08:00' })), 1)).toMatchObject(toOperators)
    expect(sweepAt({ ...rotaOf(row()), unit: 'road' as UnitId }, 1)).toMatchObject(toOperators)
  })
})

describe('escalation to the duty officer of a desk', () => {
  const escalation = readEscalation(
    '- steps: [{ deadline: dispatch, after: 5m, tell: duty, every: 5m, times: 3 }]',
  ).rows
  const context = caseContext({
    ...{ config, calendar, table: { ...table, escalation }, directory: directory([]) },
  })
  const told = (rota: Rota | undefined, number: number, stage: Stage = 'accepted') => {
    const { current } = order({})
    const state = { ...current(), stage }
    const step = {
      step: 's',
      of: 'dispatch',
      base: start,
      due: start,
      tell: 'duty',
      number,
    } as const
    return dutyOf(state, step, start, context(actors.service, { rota }))
  }
  const rota: Rota = {
    ...rotaOf(row({ person: 'chen' }), row({ person: 'zhao' })),
    unit: '@dispatcher',
  }

  test('tells who is on duty at the desk whose turn it is, then the next, then the operators', () => {
    expect(told(rota, 0)).toEqual({ person: 'chen', desk: '@dispatcher' })
    expect(told(rota, 1)).toEqual({ person: 'zhao', desk: '@dispatcher' })
    expect(told(rota, 2)).toEqual({})
    expect(told(undefined, 0)).toEqual({})
    expect(told(rota, 0, 'verifying')).toEqual({})
    expect(told({ ...rota, unit: '@inspector' }, 0, 'verifying')).toEqual({
      ...{ person: 'chen', desk: '@inspector' },
    })
  })

  test('the notice goes to the desk and names the person, and nobody of the unit is told', () => {
    const { current, history } = order({})
    const give = (command: Command, actor: Actor, at: Instant) => {
      const asked = context(actor, { rota })
      const events = decide(current(), command, at, asked).events ?? []
      history.push(...events)
      return events
    }
    give({ command: 'return', reason: 'not ours' }, actors.drainage, start)
    expect(current().stage).toBe('returned')
    const due = current().deadlines[0]?.at ?? start
    const facts = give({ command: 'escalate' }, actors.service, plus(due, minutes(6)))
    expect(facts.filter(({ event }) => event === 'personTold')).toEqual([])
    const event = facts.find((fact) => fact.event === 'escalated')
    if (event === undefined) throw new Error('nothing was told')
    expect(event.data).toMatchObject({ person: 'chen', desk: '@dispatcher' })
    expect(notices(current(), event, { baseUrl: '' })).toMatchObject([
      { to: { role: 'dispatcher' }, person: 'chen' },
    ])
  })
})

test('a desk has a rota, which its supervisor changes and its people swap', async () => {
  await using api = await openCaseServer({})
  const at = '/v1/duty/@dispatcher'
  const rows = { version: 0, shifts: [row({ person: 'chen' })], reason: 'spring' }
  expect((await api.ask('dispatcher', 'POST', at, rows)).status).toBe(403)
  expect((await api.ask('supervisor', 'POST', at, rows)).body).toMatchObject({
    ...{ unit: '@dispatcher', version: 1, onDuty: [{ name: 'chen', person: '陈静' }] },
    people: [{ name: 'chen' }, { name: 'zhao' }],
  })
  const wrong = { ...rows, version: 1, shifts: [row({ person: 'zhang' })] }
  expect((await api.ask('supervisor', 'POST', at, wrong)).status).toBe(400)
  const swap = { from: start, to: start + hours(1), out: 'chen', in: 'zhao', reason: 'ill' }
  expect((await api.ask('operator', 'POST', `${at}/swap`, swap)).status).toBe(403)
  expect((await api.ask('drainage', 'POST', `${at}/swap`, swap)).status).toBe(403)
  expect((await api.ask('dispatcher', 'POST', `${at}/swap`, swap)).body).toMatchObject({
    onDuty: [{ name: 'zhao', instead: 'chen' }],
  })
  expect((await api.ask('supervisor', 'GET', '/v1/duty/@manager')).status).toBe(404)
})

test('a rota is changed by whoever answers for the unit, and every version is kept', async () => {
  await using api = await openCaseServer({})
  type Answer = {
    readonly version: number
    readonly onDuty: readonly { readonly name: string }[]
    readonly gaps: readonly object[]
    readonly changes: readonly { readonly by: string; readonly reason: string }[]
    readonly details?: readonly string[]
  }
  const put = (who: 'supervisor' | 'drainage' | 'operator', version: number, shifts: object[]) =>
    api.ask<Answer>(who, 'POST', '/v1/duty/drainage', { version, shifts, reason: 'spring' })
  expect((await put('operator', 0, [row()])).status).toBe(403)
  expect((await put('supervisor', 0, [row()])).body).toMatchObject({
    ...{ version: 1, onDuty: [{ name: 'zhang', person: '张三' }] },
    changes: [{ by: 'su', reason: 'spring' }],
  })
  expect((await put('supervisor', 0, [row()])).status).toBe(409)
  const wrong = await put('supervisor', 1, [row(), row({ person: 'wang' })])
  expect(wrong.status).toBe(400)
  expect(wrong.body.details).toEqual([expect.stringMatching(/^row 2: person/)])
  expect((await put('supervisor', 1, [{ ...row(), until: '' }])).status).toBe(200)
  const swap = { from: start, to: plus(start, hours(1)), out: 'zhang', in: 'li', reason: 'ill' }
  const swapped = (who: 'drainage' | 'road', more: object = {}) =>
    api.ask<Answer>(who, 'POST', '/v1/duty/drainage/swap', { ...swap, ...more })
  expect((await swapped('road')).status).toBe(403)
  expect((await swapped('drainage', { in: 'wang' })).status).toBe(400)
  expect((await swapped('drainage')).body).toMatchObject({
    ...{ version: 3, onDuty: [{ name: 'li', instead: 'zhang' }] },
    changes: [{ by: 'crew-d' }, { by: 'su' }, { by: 'su' }],
  })
  const seen = async (who: 'operator' | 'road') =>
    (await api.ask<readonly { unit: string }[]>(who, 'GET', '/v1/duty')).body
  expect((await seen('operator')).map(({ unit }) => unit)).toEqual([
    ...dutyDesks,
    ...table.units.keys(),
  ])
  expect((await seen('road')).map(({ unit }) => unit)).toEqual(['road'])
  expect((await api.ask('road', 'GET', '/v1/duty/drainage')).status).toBe(404)
  expect((await api.ask('operator', 'GET', '/v1/duty/nowhere')).status).toBe(404)
  expect(api.observer.count('rota.changed')).toBe(3)

  const imported = (text: string, dryRun: boolean) =>
    api.server.inject({
      ...{ method: 'POST', url: `/v1/duty-import?dryRun=${dryRun}`, payload: text },
      headers: { authorization: 'supervisor', 'content-type': 'text/csv' },
    })
  const file = `unit,person,since,days,from,to
drainage,zhang,2026-03-01,daily,08:00,20:00
drainage,li,2026-03-01,daily,20:00,08:00
road,wang,2026-03-01,workdays,00:00,24:00`
  const units = [
    { unit: 'drainage', rows: 2, added: 1, removed: 0, gaps: 0 },
    { unit: 'road', rows: 1, added: 1, removed: 0, gaps: 1 },
  ]
  expect((await imported(file, true)).json()).toEqual({ dryRun: true, units })
  expect(await api.store.rota('road' as UnitId)).toBeUndefined()
  expect((await imported(file, false)).json()).toEqual({ dryRun: false, units })
  expect((await imported(file, false)).statusCode).toBe(200)
  expect(await api.store.rota(drainage)).toMatchObject({ version: 4, reason: 'import' })
  const damaged = await imported(`${file}\nroad,nobody,2026-03-01,daily,00:00,24:00`, false)
  expect(damaged.json()).toMatchObject({
    code: 'import-invalid',
    details: [expect.stringMatching(/^line 5: person/)],
  })
})
