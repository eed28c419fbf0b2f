import { expect, test } from 'vitest'

import { decide } from '../../../cases/life/decide.ts'
import { replay } from '../../../cases/life/evolve.ts'
import type { Collect } from '../../../cases/life/commands.ts'
import type { Actor } from '../../../core/actor.ts'
import type { CaseId } from '../../../core/identity.ts'
import { openCaseServer } from './api-server.ts'
import { actors, contextFor, start } from './fixtures.ts'

const sha256 = 'a'.repeat(64)
const problem: Collect = {
  ...{ command: 'collect', work: 'incident', severity: 'blue', photos: [] },
  ...{ category: '0506', title: { zh: '积水', en: 'Water' } },
  ...{ limit: '2 urgent hours', lead: 'drainage' },
  selfHandled: { text: 'the grate was cleared', photos: [] },
}
const collects = (more: Partial<Collect>, actor: Actor = actors.inspector) =>
  decide(undefined, { ...problem, ...more }, start, contextFor(actor))

test('what an inspector mended on the spot is a closed case that no unit had', () => {
  const { events = [] } = collects({ source: 'hotline' })
  expect(events.map(({ event }) => event)).toEqual(['collected', 'filed', 'selfHandled', 'closed'])
  const state = replay('C1' as CaseId, events)
  expect(state).toMatchObject({
    stage: 'closed',
    selfHandled: true,
    source: 'hotline',
    deadlines: [],
  })
  expect(state).not.toHaveProperty('unit')
  // Whoever stands there has seen it: nobody checks it once more.
  expect(state).not.toHaveProperty('check')
  expect(collects({}).events?.[0]?.data).toMatchObject({ source: 'patrol' })
})

test('only an inspector does so, and shows it before and after where the category asks for pictures', () => {
  for (const actor of [actors.operator, actors.dispatcher, actors.supervisor, actors.administrator])
    expect(collects({}, actor).refusal?.reason).toBe('not-allowed')
  const photos = [{ sha256 }]
  const loud = (before: typeof photos, after: typeof photos) =>
    collects({ category: '0301', photos: before, selfHandled: { text: 'x', photos: after } })
  expect(loud([], photos).refusal?.reason).toBe('photo-needed')
  expect(loud(photos, []).refusal?.reason).toBe('photo-needed')
  expect(loud(photos, photos).refusal).toBeUndefined()
})

test('is taken by the API once for its key, and counted for whoever did it', async () => {
  await using api = await openCaseServer({})
  const { command: _, ...body } = problem
  const report = () =>
    api.ask<{ id: string; stage: string }>('inspector', 'POST', '/v1/cases', body, {
      'idempotency-key': 'phone-7-0001',
    })
  const first = await report()
  expect([first.status, first.body.stage]).toEqual([201, 'closed'])
  const again = await report()
  expect([again.status, again.body.id]).toEqual([200, first.body.id])
  expect((await api.ask('operator', 'POST', '/v1/cases', body)).status).toBe(403)
})
