/** Patrols over HTTP: plans become tasks, an inspector walks one, and those who answer for them see how. */
import { expect, test } from 'vitest'

import { days, hours, minutes, plus } from '../../../core/time.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'
import { start } from './fixtures.ts'

interface Task {
  readonly id: string
  readonly state: string
  readonly late: boolean
  readonly coverage?: { readonly points: readonly string[]; readonly cells: number }
  readonly cases?: readonly string[]
}

const file = (name: string, rows: string, server: CaseServer, after = 0) =>
  server.ask(
    ...(['manager', 'POST', `/v1/catalogue/${name}/versions?after=${after}&reason=order`] as const),
    Buffer.from(rows),
    { 'content-type': 'text/csv' },
  )
const grids = 'grid,name,cells,people,unit\nW-1,一号,330106001002,ines,\n'
const plans = [
  'plan,name,grid,days,from,to,times,points,look',
  'east,东片巡查,W-1,daily,10:10,14:10,2,东门=120.5 30.25 40；西门=120.52 30.25 40,占道经营',
].join('\n')

const sweep = (server: CaseServer) => server.cases.patrols.sweep(new AbortController().signal)
const told = (server: CaseServer, id: string, body: object) =>
  server.ask<Task & { details?: readonly string[] }>(
    'inspector',
    'POST',
    `/v1/patrols/${id}/commands`,
    body,
  )
const mine = async (server: CaseServer) =>
  (await server.ask<readonly Task[]>('inspector', 'GET', '/v1/patrols/mine')).body
const listed = async (server: CaseServer, query = '') =>
  (
    await server.ask<{ items: readonly Task[]; next?: string }>(
      'supervisor',
      'GET',
      `/v1/patrols?from=2026-03-13&to=2026-03-13${query}`,
    )
  ).body

async function planned() {
  const server = await openCaseServer()
  expect((await file('grids', grids, server)).status).toBe(200)
  expect((await file('patrols', plans, server)).status).toBe(200)
  return server
}

test('an inspector walks a patrol, and what the track came past is counted', async () => {
  await using server = await planned()
  expect((await mine(server)).map(({ state }) => state)).toEqual(['coming', 'coming'])
  expect((await listed(server)).items).toEqual([])
  server.clock.step(minutes(15))
  // Nobody has swept since: the first word of it makes the task.
  const [first] = await mine(server)
  const id = first?.id ?? ''
  const begun = await told(server, id, { command: 'start', at: plus(start, minutes(12)) })
  expect(begun).toMatchObject({ status: 200, body: { state: 'walking', started: { by: 'ines' } } })
  const position = (minute: number, longitude: number, more = {}) => ({
    ...{ at: plus(start, minutes(minute)), longitude, latitude: 30.25, accuracy: 8, ...more },
  })
  const track = {
    command: 'track',
    positions: [position(13, 120.5), position(13.01, 120.5), position(14, 120.5005)],
  }
  expect((await told(server, id, track)).body.coverage).toMatchObject({
    ...{ points: ['东门'], ofCells: 1, metres: 48 },
  })
  // Sent again, from before the start, and known too badly: nothing is new.
  const again = { ...track, positions: [...track.positions, position(0, 120.52)] }
  expect((await told(server, id, again)).body.coverage?.points).toEqual(['东门'])
  await told(server, id, {
    command: 'track',
    positions: [position(14.5, 120.52, { accuracy: 80 })],
  })
  expect(await server.store.track(id)).toHaveLength(3)

  const report = {
    ...{ category: '0999', title: { zh: '占道', en: 'Stall' }, limit: '1 working day' },
    ...{ lead: 'enforcement', patrol: id, cell: '330106001002003' },
  }
  const met = await server.ask<{ id: string; source: string; patrol: string }>(
    ...(['inspector', 'POST', '/v1/cases', report] as const),
  )
  expect(met).toMatchObject({ status: 201, body: { source: 'patrol', patrol: id } })
  const ended = await told(server, id, { command: 'end', text: '一处占道' })
  expect(ended.body).toMatchObject({ state: 'done', ended: { text: '一处占道' } })
  const whole = await server.ask<Task>('supervisor', 'GET', `/v1/patrols/${id}`)
  expect(whole.body).toMatchObject({ cases: [met.body.id], coverage: { points: ['东门'] } })
})

test('those that nobody walks are late, then missed, once each, and count in the figures', async () => {
  await using server = await planned()
  server.clock.step(minutes(15))
  await sweep(server)
  const [first] = await mine(server)
  await told(server, first?.id ?? '', { command: 'start' })
  server.clock.step(hours(2))
  await sweep(server)
  expect((await listed(server)).items.map(({ state, late }) => [state, late])).toEqual([
    ['walking', true],
    ['open', false],
  ])
  server.clock.step(hours(4))
  await sweep(server)
  await sweep(server)
  expect((await listed(server, '&state=missed')).items).toHaveLength(1)
  expect(server.observer.count('patrol.missed')).toBe(1)
  expect(server.observer.count('patrol.unfinished')).toBe(1)
  const page = await listed(server, '&limit=1')
  expect((await listed(server, `&limit=1&cursor=${page.next}`)).items).toMatchObject([
    { state: 'missed' },
  ])
  const figures = '/v1/patrol-figures?from=2026-03-13&to=2026-03-13'
  const counted = await server.ask('supervisor', 'GET', `${figures}&by=person`)
  expect(counted.body).toMatchObject({
    rows: [
      {
        ...{ key: 'ines', due: 2, done: 0, unfinished: 1, missed: 1, doneRate: 0 },
        ...{ points: 4, reached: 0, reachedRate: 0, cells: 2, covered: 0, coveredRate: 0 },
      },
    ],
  })
  const csv = await server.ask(
    'manager',
    'GET',
    `/v1/patrol-figures.csv?from=2026-03-13&to=2026-03-13&by=grid`,
  )
  expect(csv.raw.toString()).toContain('W-1,2,0,1,1,0,4,0,0,2,0,0')
})

test('a track is for those who answer for it, each look is written down, and it goes when its time is over', async () => {
  await using server = await openCaseServer({
    personal: { purpose: true },
    patrol: { keepTracks: '10d' },
  })
  await file('grids', grids, server)
  await file('patrols', plans, server)
  server.clock.step(minutes(15))
  const [first] = await mine(server)
  const id = first?.id ?? ''
  await told(server, id, { command: 'start' })
  const at = plus(start, minutes(15))
  await told(server, id, {
    command: 'track',
    positions: [{ at, longitude: 120.5, latitude: 30.25, accuracy: 8 }],
  })
  const reveal = (who: 'supervisor' | 'inspector' | 'operator', body: object) =>
    server.ask<{ positions: readonly object[] }>(
      who,
      'POST',
      `/v1/patrols/${id}/track/reveal`,
      body,
    )
  expect((await reveal('supervisor', {})).status).toBe(400)
  expect((await reveal('inspector', { purpose: 'mine' })).status).toBe(403)
  expect((await reveal('operator', { purpose: 'look' })).status).toBe(403)
  expect((await reveal('supervisor', { purpose: '投诉核查' })).body.positions).toEqual([
    { at, longitude: 120.5, latitude: 30.25, accuracy: 8 },
  ])
  expect(await server.store.looks({ limit: 9 })).toMatchObject([
    { what: 'track', fields: [id], by: { name: 'su' }, purpose: '投诉核查' },
  ])
  await told(server, id, { command: 'end' })
  server.clock.step(days(11))
  await sweep(server)
  expect(server.observer.count('tracks.forgotten')).toBe(1)
  expect((await reveal('supervisor', { purpose: '投诉核查' })).body.positions).toEqual([])
  const whole = await server.ask<Task>('supervisor', 'GET', `/v1/patrols/${id}`)
  expect(whole.body.coverage?.points).toEqual(['东门'])
})

test('refuses by name what is not a patrol, or not of whoever asks', async () => {
  await using server = await planned()
  const none = 'P20260313-0123456789ab'
  expect(await told(server, none, { command: 'start' })).toMatchObject({
    ...{ status: 404, body: { details: ['patrol-unknown'] } },
  })
  const report = {
    ...{ category: '0999', title: { zh: '占道', en: 'Stall' }, limit: '1 working day' },
    ...{ lead: 'enforcement', patrol: none },
  }
  expect((await server.ask('inspector', 'POST', '/v1/cases', report)).status).toBe(404)
  const [first] = await mine(server)
  expect(await told(server, first?.id ?? '', { command: 'start' })).toMatchObject({ status: 404 })
  expect(
    (await server.ask('inspector', 'GET', '/v1/patrols?from=2026-03-13&to=2026-03-13')).status,
  ).toBe(403)
  expect(
    (await server.ask('supervisor', 'GET', '/v1/patrols?from=2026-03-13&to=2026-05-13')).status,
  ).toBe(400)
})
