/** Coordination by the city (市级协调) of what a district cannot settle. */
import { expect, test } from 'vitest'

import type { Command, PersonCommandName } from '../../../cases/life/commands.ts'
import { commandsFor } from '../../../cases/life/decide.ts'
import { evidenceOf } from '../../../cases/life/correlate.ts'
import { notices } from '../../../cases/life/notice.ts'
import { prospects } from '../../../cases/life/pending.ts'
import { waitingOf } from '../../../cases/life/waiting.ts'
import { openCasePoint } from '../../../cases/report/operations-points.ts'
import type { Actor } from '../../../core/actor.ts'
import type { CellCode, UnitId } from '../../../core/identity.ts'
import { hours, minutes, plus } from '../../../core/time.ts'
import { travelled } from '../../support/case-laws.ts'
import { actors, alarm, contextFor, start, template } from './fixtures.ts'
import { order } from './order.ts'

const { district, neighbour, supervisor: city } = actors
const ask: Command = { command: 'askCoordination', ground: 'districts', reason: 'half is theirs' }
const disputed: Command = { ...ask, ground: 'dispute' }
const withdraw: Command = { command: 'withdrawCoordination', reason: 'it is settled' }
const decline: Command = { command: 'declineCoordination', reason: 'you can settle it' }
const give = (district: string): Command => ({
  ...{ command: 'coordinate', district, instruction: 'the north half first' },
})
const giveUnit = (unit: string): Command => ({
  ...{ command: 'coordinate', unit: unit as UnitId, instruction: 'the pipe is theirs' },
})
const to = (unit?: string): Command => ({
  command: 'dispatch',
  ...(unit !== undefined && { unit: unit as UnitId }),
})
const back: Command = { command: 'return', reason: 'not ours' }

/** In district 330106, given back by its unit. */
function returned() {
  const life = order({ limit: '2 urgent hours' }, contextFor, '330106001002003' as CellCode)
  life.does(actors.drainage, start, back)
  const told = () => {
    const event = life.history.at(-1)
    const made = event === undefined ? [] : notices(life.current(), event, { baseUrl: '' })
    return made.map((notice) => Object.values(notice.to)[0])
  }
  const offers = (actor: Actor): readonly PersonCommandName[] =>
    commandsFor(life.current(), start, contextFor(actor))
  return { ...life, told, offers }
}

test('a district asks, the city gives the case to another district, and that one goes on', () => {
  const { does, current, told, offers } = returned()
  expect(does(actors.operator, start, ask)).toBe('not-allowed')
  expect(does(city, start, ask)).toBe('of-city')
  expect(does(city, start, give('330108'))).toBe('not-with-city')
  expect(does(district, start, ask)).toBe('coordinationAsked')
  expect(told()).toEqual(['dispatcher', 'supervisor'])
  expect(waitingOf(current())).toEqual(['coordination'])
  expect(current()).toMatchObject({
    stage: 'returned',
    coordination: { state: 'asked', ground: 'districts', reason: 'half is theirs' },
    deadlines: [{ kind: 'coordination', at: plus(start, hours(1)) }],
  })
  for (const [actor, command] of [
    [district, to('road')],
    [actors.dispatcher, to('road')],
    [district, { command: 'transfer', addressee: 'the railway', reason: 'theirs' }],
    [district, ask],
  ] as const)
    expect(does(actor, start, command)).toBe('with-city')
  expect(does(district, start, give('330108'))).toBe('not-of-city')
  expect(does({ ...city, unit: 'road' as UnitId }, start, decline)).toBe('not-of-city')
  expect(does(city, start, give('990101'))).toBe('unknown-district')
  expect(does(city, start, giveUnit('nowhere'))).toBe('unknown-unit')
  expect(does(city, start, give('330108'))).toBe('coordinated')
  expect(told()).toEqual(['dispatcher'])
  const given = current()
  expect(given).toMatchObject({
    ...{ stage: 'accepted', district: '330108' },
    coordination: { state: 'given', district: '330108', answer: 'the north half first' },
    deadlines: [{ kind: 'dispatch', at: plus(start, minutes(10)) }],
  })
  expect([given.returnedBy, waitingOf(given)]).toEqual([undefined, []])

  expect(offers(district)).toEqual(['comment'])
  expect(does(district, start, to('road'))).toBe('other-district')
  expect(does({ ...district, areas: ['330106', '330108'] }, start, to())).toBe('no-unit')
  const there = { ...neighbour, role: 'dispatcher' } as const
  expect(does(there, start, to('road'))).toBe('dispatched')
  expect(does(actors.road, start, { command: 'acceptOrder' })).toBe('orderAccepted')
})

test('a unit that the city names has it at once, in that district if it names one, and keeps it', () => {
  for (const [more, place] of [
    [{}, undefined],
    [{ district: '330108' }, '330108'],
  ] as const) {
    const { does, current } = returned()
    does(district, start, ask)
    expect(does(city, start, { ...giveUnit('road'), ...more })).toBe('dispatched')
    expect(current()).toMatchObject({
      ...{ stage: 'dispatched', unit: 'road' },
      coordination: { state: 'given', unit: 'road', answer: 'the pipe is theirs' },
      deadlines: [{ kind: 'handling' }],
    })
    expect(current().district).toBe(place)
    const crew = { ...actors.road, areas: ['330106'] }
    expect(does(crew, start, back)).toBe('designated')
    const recall: Command = { command: 'recallOrder', reason: 'nobody sets out' }
    expect(does(actors.dispatcher, start, recall)).toBe('designated')
    expect(does(crew, start, { command: 'acceptOrder' })).toBe('orderAccepted')
  }
})

test('what an authority outside has is not brought to the city', () => {
  const { does } = returned()
  does(actors.dispatcher, start, {
    command: 'transfer',
    addressee: 'the railway',
    reason: 'theirs',
  })
  expect(does(district, start, ask)).toBe('transferred')
})

test('what is returned or withdrawn is the district’s again, with a clock of its own', () => {
  const { does, current, told } = returned()
  does(district, start, ask)
  const later = plus(start, minutes(20))
  expect(does(actors.dispatcher, later, decline)).toBe('coordinationDeclined')
  expect(told()).toEqual(['dispatcher', 'supervisor'])
  expect(current()).toMatchObject({
    ...{ stage: 'returned', returnedBy: 'drainage' },
    coordination: { state: 'declined', answer: 'you can settle it' },
    deadlines: [{ kind: 'dispatch', at: plus(later, minutes(10)) }],
  })
  does(district, later, ask)
  expect(does(city, later, withdraw)).toBe('of-city')
  expect(does(district, later, withdraw)).toBe('coordinationWithdrawn')
  expect(told()).toEqual([])
  expect(current().coordination?.state).toBe('withdrawn')
  does(district, later, ask)
  // The place's own district is given nothing of another's.
  expect(does(city, later, give('330106'))).toBe('coordinated')
  expect(current()).toMatchObject({ stage: 'accepted', coordination: { district: '330106' } })
  expect(current().district).toBeUndefined()
  expect(does(district, later, to())).toBe('dispatched')
})

test('a dispute is a ground when there is one, and the decision settles it', () => {
  const { does, current } = returned()
  expect(does(district, start, disputed)).toBe('not-disputed')
  for (const unit of ['road', 'drainage'] as const) {
    does(district, start, to(unit))
    does(actors[unit], start, back)
  }
  expect(current().dispute).toBe('open')
  expect(does(district, start, disputed)).toBe('coordinationAsked')
  expect(waitingOf(current())).toEqual(['dispute', 'coordination'])
  expect(does(city, start, give('330108'))).toBe('coordinated')
  expect([current().dispute, waitingOf(current())]).toEqual(['coordinated', []])
  expect(does(actors.dispatcher, start, to('road'))).toBe('dispatched')
  // Another refusal is one too many at once.
  expect(does(actors.road, start, back)).toBe('disputed')
})

test('no clock of the district runs meanwhile; a city that is late is told, and the case is no later', () => {
  const { does, current, told, history } = returned()
  does(district, start, ask)
  const due = plus(start, hours(1))
  const mark: Command = { command: 'markOverdue', deadline: 'coordination', due }
  expect(does(actors.service, due, mark)).toBe('overdue')
  expect(told()).toEqual(['supervisor', 'manager'])
  expect([current().overdues, waitingOf(current())]).toEqual([0, ['coordination']])
  const explain: Command = { command: 'explain', reason: 'they are slow' }
  expect(does(actors.dispatcher, due, explain)).toBe('not-late')
  // Both news are true until somebody decides.
  const open = () =>
    history.flatMap((_, place) =>
      prospects(current().id, place + 1, records(), looking).flatMap(
        ({ kind, told: { occasion } }) => (kind === 'open' ? [occasion] : []),
      ),
    )
  const looking = { channel: 'mqtt', now: due, stale: 1, setting: () => ({ baseUrl: '' }) }
  const records = () => history.map((one, place) => travelled(current().id, one, place + 1))
  expect(open().filter((occasion) => occasion === 'coordination')).toHaveLength(2)
  does({ ...city, role: 'manager' }, due, give('330108'))
  expect(open()).toContain('coordination')
  does(actors.dispatcher, due, to('road'))
  expect(open()).toEqual(['dispatched'])
})

test('no alarm sends it to a unit of the place, while the city decides or when it has given it away', () => {
  const { does, current } = returned()
  const graver: Command = {
    command: 'attachEvidence',
    alarm: evidenceOf(alarm({ kind: 'escalated', severity: 'red' })),
    joined: false,
    template: template({ filing: 'automatic' }),
  }
  does(district, start, ask)
  expect(does(actors.service, start, graver)).toBe('severityChanged')
  expect(current().stage).toBe('returned')
  does(city, start, give('330108'))
  expect(does(actors.service, start, graver)).toBe('evidenceAttached')
  expect(current().stage).toBe('accepted')
})

test('a case that ends takes the question with it; reopened, it is still that district’s', () => {
  const { does, current } = returned()
  does(district, start, ask)
  does(actors.supervisor, start, { command: 'void', reason: 'a puddle', despite: 'a test' })
  expect([current().coordination?.state, waitingOf(current())]).toEqual(['ended', []])
  expect(does(district, start, ask)).toBe('final')
})

test('boards count it at the district that has it, and at no street', () => {
  const { does, current } = returned()
  const tags = () => openCasePoint(current(), start).tags
  expect(tags()).toMatchObject({ district: '330106', street: '330106001' })
  does(district, start, ask)
  does(city, start, give('330108'))
  expect(tags()).toMatchObject({ district: '330108' })
  expect(tags()['street']).toBeUndefined()
})

test('what was asked of other units goes on where another district gets the case', () => {
  const { does, current } = order(
    { limit: '9 natural days' },
    contextFor,
    '330106001002003' as CellCode,
  )
  const road = 'road' as UnitId
  does(actors.dispatcher, start, { command: 'askSupport', unit: road, task: 'close the road' })
  does(actors.drainage, start, back)
  expect(does(district, start, ask)).toBe('coordinationAsked')
  expect(does(city, start, give('330108'))).toBe('coordinated')
  expect(current()).toMatchObject({ stage: 'accepted', supports: [{ unit: road, state: 'asked' }] })
  expect(does(actors.road, start, { command: 'acceptSupport' })).toBe('supportAccepted')
  const withdraws: Command = { command: 'withdrawSupport', unit: road, reason: 'not needed' }
  expect(does(neighbour, start, withdraws)).toBe('supportWithdrawn')
})
