import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Case, CaseEvent, Summary, Unit } from '../../../console/api/types.ts'
import { chainOf } from '../../../console/pages/cases/chain.ts'
import {
  commandBody,
  commandFields,
  noValues,
  needsText,
  offered,
  unitChoices,
} from '../../../console/pages/cases/commands.ts'
import {
  addressOf,
  filtersOf,
  noFilters,
  serverQuery,
} from '../../../console/pages/cases/filters.ts'
import {
  countOf,
  inOrder,
  isFound,
  orderIn,
  queueOf,
  queuesOf,
  type Order,
  type QueueName,
} from '../../../console/pages/cases/queues.ts'
import { alarmsIn, photosIn, photosOf, placeOf } from '../../../console/pages/cases/record.ts'
import { personCommandSchema } from '../../../cases/life/commands.ts'
import type { Case as CaseState } from '../../../cases/life/case.ts'
import { stages, type Stage } from '../../../core/case-terms.ts'
import { commandsFor } from '../../../cases/life/decide.ts'
import { roles } from '../../../core/actor.ts'
import type { UnitId } from '../../../core/identity.ts'
import { instant } from '../../../core/time.ts'
import { contextFor } from '../cases/fixtures.ts'

const sha256 = 'a'.repeat(64)

const oneCase = (changed: Partial<Case> = {}): Case => ({
  id: 'C20260313-000000000001',
  version: 1,
  stage: 'collected',
  source: 'manual',
  work: 'incident',
  category: '0506',
  title: { zh: '道路积水', en: 'Standing water' },
  severity: 'blue',
  place: {},
  lead: 'drainage',
  limit: '2 urgent hours',
  alarms: [],
  standing: [],
  deadlines: [],
  overdues: 0,
  returns: 0,
  reworks: 0,
  verified: false,
  collectedAt: 1_000,
  updatedAt: 1_000,
  receipts: [],
  ...changed,
})

const record = (...events: readonly (string | readonly [string, object])[]): CaseEvent[] =>
  events.map((entry, position) => {
    const [event, data] = typeof entry === 'string' ? [entry, {}] : entry
    return {
      sequence: position + 1,
      case: 'C1',
      version: position + 1,
      at: (position + 1) * 1_000,
      by: { name: 'li', role: 'operator' },
      event,
      data: { ...data },
    }
  })

const due = (at: number) => [{ kind: 'handling' as const, at, certain: true, overdue: false }]

describe('the queues', () => {
  test('a role finds its own first and every other behind', () => {
    expect(queuesOf('operator')[0]).toBe('intake')
    expect(queuesOf('dispatcher')[0]).toBe('dispatch')
    expect(queuesOf('inspector')[0]).toBe('verify')
    expect(queuesOf('supervisor').slice(0, 2)).toEqual(['open', 'overdue'])
    expect([...queuesOf('manager')].sort()).toEqual([...queuesOf('operator')].sort())
    expect(queueOf('toString', 'dispatcher')).toBe('dispatch')
    expect(queueOf('ended', 'dispatcher')).toBe('ended')
  })

  test('every stage is in exactly one of the queues that divide the work', () => {
    const summary = (stage: Stage): Summary => ({
      stages: { [stage]: 1 },
      open: 1,
      overdue: 7,
      ...{ suspended: 3, given: 5 },
      waiting: {
        ...{ supervision: 0, answer: 0, extension: 0, reason: 0 },
        ...{ dispute: 0, dissatisfied: 0, feedback: 2, coordination: 4 },
      },
      standingAlarms: 0,
    })
    for (const stage of stages) {
      const counts = (['intake', 'dispatch', 'working', 'verify', 'ended'] as const).map((queue) =>
        countOf(queue, summary(stage)),
      )
      expect(counts.reduce((a, b) => a + b)).toBe(1)
      const beside = (
        ['overdue', 'suspended', 'transferred', 'coordination', 'given'] as const
      ).map((queue) => countOf(queue, summary(stage)))
      expect(beside).toEqual([7, 3, 2, 4, 5])
    }
  })

  test('what runs out first comes first, what has no deadline last', () => {
    const cases = [
      oneCase({ id: 'C-none' }),
      oneCase({ id: 'C-late', deadlines: due(9_000), severity: 'red' }),
      oneCase({ id: 'C-soon', deadlines: due(2_000), collectedAt: 5_000 }),
    ]
    const ids = (order: 'deadline' | 'newest' | 'severity') =>
      inOrder(cases, order).map(({ id }) => id)
    expect(ids('deadline')).toEqual(['C-soon', 'C-late', 'C-none'])
    expect(ids('newest')[0]).toBe('C-soon')
    expect(orderIn('ended', 'severity')).toBe('newest')
    expect(orderIn('verify', 'deadline')).toBe('deadline')
    expect(ids('severity')).toEqual(['C-late', 'C-soon', 'C-none'])
  })

  test('an order is the same however the cases came', () => {
    const drawn = fc.array(fc.record({ at: fc.option(fc.nat(9)), collected: fc.nat(9) }))
    fc.assert(
      fc.property(drawn, (all) => {
        const cases = all.map(({ at, collected }, position) =>
          oneCase({
            id: `C${String(position).padStart(3, '0')}`,
            collectedAt: collected,
            deadlines: at === null ? [] : due(at),
          }),
        )
        for (const order of ['deadline', 'newest', 'severity'] as const)
          expect(inOrder([...cases].reverse(), order)).toEqual(inOrder(cases, order))
      }),
    )
  })

  test('a search looks at all one knows, the name of the unit too', () => {
    const subject = oneCase({ place: { device: 'WL-0042', description: '望江路口' }, unit: 'u1' })
    expect(isFound(subject, '积水 wl-0042', '西城排水队')).toBe(true)
    expect(isFound(subject, ' 排水队 望江 ', '西城排水队')).toBe(true)
    expect(isFound(subject, '积水 燃气', '西城排水队')).toBe(false)
    expect(isFound(subject, '', '')).toBe(true)
  })

  test('filters come back from the address they make', () => {
    const filters = {
      ...noFilters,
      severity: 'red',
      order: 'deadline',
      ...{ unit: 'lj-road', overdue: true, search: 'a&b=c 积' },
    } as const
    const url = new URL(addressOf('verify', filters), 'http://localhost')
    expect(filtersOf(Object.fromEntries(url.searchParams))).toEqual(filters)
    expect(addressOf('open', noFilters)).toBe('/cases?queue=open')
    expect(filtersOf({ severity: 'purple', order: 'x' })).toEqual(noFilters)
  })

  test('a category is asked for only when it is whole', () => {
    expect(serverQuery('overdue', { ...noFilters, category: '05' })).toMatchObject({
      overdue: true,
    })
    expect(serverQuery('open', { ...noFilters, category: '05' })).not.toHaveProperty('category')
    expect(serverQuery('open', { ...noFilters, search: ' 路口 ' })).toMatchObject({ q: '路口' })
    for (const search of ['', '路', 'a', '路 a', 'a路', '%%'])
      expect(serverQuery('open', { ...noFilters, search })).not.toHaveProperty('q')
    expect(serverQuery('verify', { ...noFilters, category: '0506' })).toEqual({
      ...{ stage: 'verifying', order: 'deadline', given: false },
      category: '0506',
    })
  })

  test('of a list that is too long what comes first in its order is read', () => {
    const asked = (queue: QueueName, order: Order) =>
      serverQuery(queue, { ...noFilters, order })['order']
    expect(asked('open', 'newest')).toBe('newest')
    expect(asked('open', 'severity')).toBe('deadline')
    expect(asked('ended', 'deadline')).toBe('newest')
  })
})

describe('the chain', () => {
  const states = (subject: Pick<Case, 'stage' | 'verified'>, timeline: readonly CaseEvent[]) =>
    chainOf(subject, timeline).map(({ link, state, note }) =>
      note === undefined ? `${link} ${state}` : `${link} ${state} ${note}`,
    )
  const toUnit = ['collected', 'filed', 'accepted', 'dispatched'] as const

  test('a new case waits for its filing', () => {
    expect(states({ stage: 'collected', verified: false }, record('collected'))).toEqual([
      'collected done',
      'filed current',
      'accepted ahead',
      'dispatched ahead',
      'handling ahead',
      'verifying ahead',
      'closed ahead',
    ])
  })

  test('a returned one waits for its dispatch again, and says why', () => {
    const steps = states({ stage: 'returned', verified: false }, record(...toUnit, 'returned'))
    expect(steps.slice(2, 5)).toEqual([
      'accepted done',
      'dispatched current returned',
      'handling ahead',
    ])
  })

  test('rework undoes the handling', () => {
    const timeline = record(...toUnit, 'reported', 'rework')
    const steps = states({ stage: 'rework', verified: false }, timeline)
    expect(steps.slice(3, 6)).toEqual([
      'dispatched done',
      'handling current rework',
      'verifying ahead',
    ])
  })

  test('a verified one waits for its closing; a closed one for nothing, with the time of each link', () => {
    const timeline = record(...toUnit, 'reported', 'verified')
    expect(states({ stage: 'verifying', verified: true }, timeline).slice(5)).toEqual([
      'verifying done',
      'closed current',
    ])
    const closed = chainOf({ stage: 'closed', verified: true }, [...timeline, ...record('closed')])
    expect(closed.map(({ state }) => state)).toEqual(Array.from({ length: 7 }, () => 'done'))
    expect(closed.map(({ at }) => at)).toEqual([1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 1_000])
  })

  test('a void one stops where it was', () => {
    expect(
      states({ stage: 'void', verified: false }, record('collected', 'filed', 'voided')),
    ).toEqual([
      'collected done',
      'filed done',
      'accepted dropped void',
      'dispatched dropped',
      'handling dropped',
      'verifying dropped',
      'closed dropped',
    ])
  })
})

describe('the record', () => {
  test('an alarm is told once, as it was last, with the severity it had', () => {
    const title = { zh: '积水', en: 'Water' }
    const raised = { alarm: 'a/b/1', rule: 'a', title, kind: 'raised', severity: 'red', at: 5 }
    const cleared = { alarm: 'a/b/1', rule: 'a', title, kind: 'cleared', at: 9, joined: false }
    const timeline = record(['collected', { alarm: raised }], ['evidenceAttached', cleared])
    expect(alarmsIn(timeline)).toEqual([
      { alarm: 'a/b/1', rule: 'a', title, kind: 'cleared', severity: 'red', at: 9 },
    ])
  })

  test('what is not of the expected shape is left out and breaks nothing', () => {
    expect(photosOf([{ sha256 }, { sha256: 'x' }, null, 'p', { sha256: `../${sha256}` }])).toEqual([
      { sha256 },
    ])
    expect(photosOf('no')).toEqual([])
    expect(placeOf({ cell: 12, longitude: '1', latitude: 30, device: 'd' })).toEqual({
      device: 'd',
      latitude: 30,
    })
    const odd = record(['evidenceAttached', { alarm: 7 }], ['collected', { alarm: [] }])
    expect(alarmsIn(odd)).toEqual([])
    const half = { alarm: 'a/b/1', title: { zh: '积水' } }
    expect(alarmsIn(record(['evidenceAttached', half]))).toEqual([{ alarm: 'a/b/1' }])
  })

  test('a photo that two events name is shown once', () => {
    const timeline = record(
      ['reported', { photos: [{ sha256, name: 'one' }] }],
      ['rework', { photos: [{ sha256, name: 'one' }] }],
    )
    expect(photosIn(timeline)).toHaveLength(1)
  })
})

describe('commands', () => {
  const values = {
    ...noValues,
    count: '12',
    amount: ' 4 ',
    clock: 'working hours',
    reason: ' why ',
    text: ' done ',
    result: 'passed',
    photos: [{ sha256 }],
    because: 'works',
    until: 1_773_540_000_000,
    unit: 'u',
    demand: ' at once ',
    addressee: ' the railway ',
    kept: 'C20260313-111111111111',
  } as const

  test('each becomes a body that the API takes', () => {
    for (const command of offered(Object.keys(commandFields))) {
      const body = commandBody(command, values)
      expect(personCommandSchema.safeParse(body).error).toBeUndefined()
      expect(body.command).toBe(command)
    }
  })

  test('without a chosen unit the dispatch table decides', () => {
    expect(commandBody('dispatch', { ...values, unit: '' })).toEqual({ command: 'dispatch' })
    expect(commandBody('dispatch', { ...values, unit: 'u' })).toEqual({
      command: 'dispatch',
      unit: 'u',
    })
  })

  test('a verification that did not pass says why', () => {
    expect(commandBody('verify', { ...values, result: 'failed' })).toMatchObject({
      passed: false,
      text: 'done',
    })
    const despite = ' sensor broken '
    expect(commandBody('close', { ...values, despite })).toMatchObject({ despite: 'sensor broken' })
    const failed = commandBody('verify', { ...values, result: 'failed', despite })
    expect(failed).not.toHaveProperty('despite')
    expect(needsText('verify', { result: 'failed' })).toBe(true)
    expect(needsText('verify', { result: 'passed' })).toBe(false)
    expect(needsText('comment', { result: '' })).toBe(true)
  })

  test('every command that the API can offer to a person has a button', () => {
    const all = new Set(
      stages.flatMap((stage) =>
        roles.flatMap((role) => {
          const unit = 'u' as UnitId
          return [
            ...[{ verified: true }, {}],
            { extension: 'asked' },
            { check: 'asked' },
            { reinforcement: 'ordered' },
            { suspension: { state: 'asked', level: 'dispatcher' } },
            { suspension: { state: 'suspended' } },
            { supervision: { state: 'demanded' } },
            { dispute: 'open' },
            ...[{ transfer: { state: 'sent' } }, { coordination: { state: 'asked' } }],
            { supports: [{ unit, state: 'asked', task: 't' }] },
            { deadlines: [{ kind: 'handling', overdue: true }] },
            { deadlines: [{ kind: 'handling', overdue: true, lateness: 'given' }] },
          ].flatMap((more) => {
            const subject = {
              ...oneCase(),
              stage,
              unit,
              endedAt: 0,
              ...more,
            } as unknown as CaseState
            return [{ unit }, { areas: ['330106'] }, {}].flatMap((whose) =>
              commandsFor(subject, instant(0), contextFor({ name: 'li', role, ...whose })),
            )
          })
        }),
      ),
    )
    expect(all.size).toBe(Object.keys(commandFields).length)
    expect([...all].filter((name) => !offered([...all]).some((known) => known === name))).toEqual(
      [],
    )
    expect(offered(['teleport'])).toEqual([])
  })

  test('units with the duty in the cell are offered first', () => {
    const unit = (id: string, duties: readonly string[], cells: readonly string[]): Unit => ({
      id,
      name: { zh: id, en: id },
      duties,
      cells,
      channels: ['mqtt'],
    })
    const units = [
      unit('far', ['drainage'], ['990103']),
      unit('near', ['drainage'], ['990102']),
      unit('everywhere', ['drainage'], []),
      unit('road', ['road'], []),
    ]
    const { fitting, others } = unitChoices(oneCase({ place: { cell: '990102001001001' } }), units)
    expect(fitting.map(({ id }) => id)).toEqual(['near', 'everywhere'])
    expect(others.map(({ id }) => id)).toEqual(['far', 'road'])
    expect(unitChoices(oneCase(), units).fitting.map(({ id }) => id)).toEqual(['everywhere'])
  })
})
