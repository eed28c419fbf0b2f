/** Whoever is limited to a district asks for everything there is, and hears nothing of the other one. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { personCommands } from '../../../../cases/life/commands.ts'
import { openSqliteCases } from '../../../../cases/sqlite/cases.ts'
import type { ActorRole } from '../../../../core/actor.ts'
import { unitIdSchema } from '../../../../core/identity.ts'
import { alarmRow, at } from '../../../contract/case-store-samples.ts'
import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'

/** Of the sample city. */
const west = '990102'
const east = '990103'
const unit = unitIdSchema.parse('lj-drainage-east')
/** Stands in everything that lies in the other district. */
const canary = 'CANARY'
const own = 'OWNBIRD'

const limited = (role: ActorRole, more: object) => ({ name: `${role}-part`, role, ...more })
const tokens = [
  ...(
    ['administrator', 'operator', 'dispatcher', 'supervisor', 'inspector', 'service'] as const
  ).flatMap((role) => [
    { name: role, role, token: `the-token-of-a-${role}` },
    { ...limited(role, { areas: [west] }), token: `the-token-of-the-west-${role}` },
  ]),
  { ...limited('manager', { unit }), token: 'the-token-of-the-unit' },
  { name: 'east', role: 'operator' as const, areas: [east], token: 'the-token-of-the-east' },
]
const wests = tokens.filter(({ token }) => token.includes('west'))
const administrator = 'the-token-of-a-administrator'
const western = 'the-token-of-the-west-operator'

const json = { 'content-type': 'application/json' }
let desk: DeskServer
let folder: string
const cases = { west: '', east: '' }
const devices = { west: 'near-1', east: 'far-1' }
const suppressions = { both: '', east: '' }

const send = async (token: string, path: string, body: object) => {
  const answer = await desk.ask(path, {
    ...{ token, method: 'POST', headers: json, body: JSON.stringify(body) },
  })
  return { status: answer.status, text: await answer.text() }
}

async function report(word: string, cell: string): Promise<string> {
  const { status, text } = await send(administrator, '/v1/cases', {
    ...{ category: '0506', title: { zh: word, en: word }, cell, text: word, standard: undefined },
    ...{ reporter: { name: word, phone: '13800000000' } },
  })
  expect([status, text]).toEqual([201, text])
  return String((JSON.parse(text) as { id: unknown }).id)
}

async function bringDevices(): Promise<void> {
  const rows = [
    `${devices.west},water,${own},road,123.503367,29.503579,${west}001001001`,
    `${devices.east},water,${canary},road,123.523367,29.503579,${east}001001001`,
  ]
  const answer = await desk.ask('/v1/devices/import?format=csv', {
    ...{ token: administrator, method: 'POST', headers: { 'content-type': 'text/csv' } },
    body: ['id,kind,name,site,longitude,latitude,cell', ...rows].join('\n'),
  })
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)])
}

async function holdBack(reason: string, ...named: readonly string[]): Promise<string> {
  const { status, text } = await send(administrator, '/v1/suppressions', {
    ...{ kind: 'shelving', matcher: { devices: named }, reason, until: Date.now() + 3_600_000 },
  })
  expect([status, text]).toEqual([201, text])
  return String((JSON.parse(text) as { id: unknown }).id)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'urban-brain-'))
  const store = await openSqliteCases(join(folder, 'cases.sqlite'))
  for (const [word, device, cell] of [
    [own, devices.west, `${west}001001001`],
    [canary, devices.east, `${east}001001001`],
  ] as const) {
    const row = {
      ...alarmRow(`water/${device}/${at}`),
      device,
      cell,
      title: { zh: word, en: word },
    }
    await store.putAlarm({ row: row as never, transition: word })
  }
  await store[Symbol.asyncDispose]()
  desk = await startDeskServer({ tokens, folder })
  await bringDevices()
  cases.east = await report(canary, `${east}001001001`)
  cases.west = await report(own, `${west}001001001`)
  suppressions.both = await holdBack(own, devices.east, devices.west)
  suppressions.east = await holdBack(canary, devices.east)
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** Asks for what lies in the other district by its name where the route takes one. */
const foreign = (url: string): string => {
  const id = url.startsWith('/v1/cases')
    ? cases.east
    : url.startsWith('/v1/alarms')
      ? encodeURIComponent(`water/${devices.east}/${at}`)
      : devices.east
  return url.replace(/:\w+/, id).replaceAll(/:\w+/g, 'x').replace('*', 'x')
}

/** The first of a feed that goes on. */
async function beginning(token: string, enough: string): Promise<string> {
  const stop = new AbortController()
  const answer = await desk.ask('/v1/feed?after=0', { token, signal: stop.signal })
  let text = ''
  for await (const chunk of answer.body ?? []) {
    text += new TextDecoder().decode(chunk)
    if (text.includes(enough)) break
  }
  stop.abort()
  return text
}

test('no route tells anybody who is limited to a district of the other one', async () => {
  const reading = desk.routes.filter(({ method, url }) => method === 'GET' && url !== '/v1/feed')
  expect(reading.length).toBeGreaterThan(40)
  for (const { token } of wests)
    for (const { url } of reading) {
      const path = foreign(url)
      const answer = await desk.ask(path, { token })
      const text = await answer.text()
      const told = [canary, cases.east, devices.east].filter(
        (word) => text.includes(word) && (word === canary || !path.includes(word)),
      )
      expect.soft([url, told, answer.status < 500]).toEqual([url, [], true])
      if (path.includes(cases.east) || path.includes(devices.east))
        expect.soft([url, token, answer.status < 400]).toEqual([url, token, false])
    }
})

test('docs/security.md lists the routes that let them in', async () => {
  const text = await readFile('docs/security.md', 'utf8')
  const section = text.split('\n### A part of the city\n')[1]?.split('\n## ')[0] ?? ''
  const listed = [...section.matchAll(/`((?:GET|POST) \/\S*)`/g)].map(([, route = '']) => route)
  const open = new Set<string>()
  for (const { method, url } of desk.routes.filter(({ method }) => method !== 'HEAD'))
    for (const role of new Set(wests.map((one) => one.role))) {
      const asked = { method, headers: json, ...(method === 'POST' ? { body: '{' } : {}) }
      const path = `${url.replaceAll(/:\w+/g, 'x')}?limit=nonsense&after=x&date=x`
      const status = async (token: string) => {
        const answer = await desk.ask(path, { ...asked, token })
        await answer.text()
        return answer.status
      }
      const refused = await status(`the-token-of-the-west-${role}`)
      if (refused !== 401 && refused !== 403 && !isForEverybody(url)) open.add(`${method} ${url}`)
    }
  expect([...open].filter((route) => !route.startsWith('GET /docs')).toSorted()).toEqual(
    listed.toSorted(),
  )
})

const isForEverybody = (url: string): boolean =>
  !url.startsWith('/v1') ||
  url.startsWith('/v1/session') ||
  url.startsWith('/v1/following') ||
  url.startsWith('/v1/push/') ||
  url === '/v1/enrolling' ||
  url === '/v1/ngsi-ld/v1/context' ||
  url === '/v1/platform/status'

test('readings are asked of one device, or of what lies there', async () => {
  const ask = async (path: string) => (await desk.ask(path, { token: western })).status
  for (const path of [
    '/v1/readings',
    '/v1/readings/latest',
    '/v1/rain',
    `/v1/readings?device=${devices.west}`,
  ])
    expect.soft([path, await ask(path)]).toEqual([path, 200])
  const bucket = 'quantity=depth&bucket=1h'
  expect(await ask(`/v1/readings?device=${devices.west}&${bucket}`)).toBe(200)
  expect(await ask(`/v1/readings?${bucket}`)).toBe(400)
  for (const path of ['readings?', 'readings/latest?', `readings?${bucket}&`])
    expect.soft(await ask(`/v1/${path}device=${devices.east}`)).toBe(404)
})

test('why is asked of a device that lies there, its readings and its alarms', async () => {
  const ask = async (query: string, token = western) => {
    const answer = await desk.ask(`/v1/rules/why?${query}`, { token })
    const text = await answer.text()
    return [answer.status, text.includes(devices.west), text.includes(canary)] as const
  }
  const alarm = (device: string) => `alarm=${encodeURIComponent(`water/${device}/${at}`)}`
  expect(await ask(`device=${devices.west}`)).toEqual([200, true, false])
  expect(await ask(alarm(devices.west))).toEqual([200, true, false])
  for (const query of [
    `device=${devices.east}`,
    alarm(devices.east),
    `reading=${devices.east}@${at}`,
  ]) {
    expect.soft([query, await ask(query)]).toEqual([query, [404, false, false]])
    expect.soft(await ask(query, 'the-token-of-the-unit')).toEqual([404, false, false])
  }
  expect((await ask(`device=${devices.east}`, 'the-token-of-a-operator'))[0]).toBe(200)
  // A case without an alarm of a device there has nothing to tell, wherever it lies.
  for (const id of [cases.west, cases.east])
    expect(await ask(`case=${id}`)).toEqual([404, false, false])
})

test('what holds alarms back is seen where it reaches a device there, without names of others', async () => {
  const ask = async (path: string, token = western) => {
    const answer = await desk.ask(`/v1/suppressions${path}`, { token })
    const body = (await answer.json()) as Record<string, unknown>
    return [answer.status, body] as const
  }
  const part = { id: suppressions.both, matcher: { devices: [devices.west] }, partial: true }
  for (const page of ['', '?limit=1', '?running=true'])
    expect(await ask(page)).toMatchObject([200, { items: [part] }])
  expect(await ask(`/${suppressions.both}`)).toMatchObject([200, part])
  expect((await ask(`/${suppressions.east}`))[0]).toBe(404)
  expect((await ask('', 'the-token-of-the-unit'))[1]).toEqual({ items: [] })
  const [, city] = await ask('', 'the-token-of-a-operator')
  expect(city).toMatchObject({ items: [{ id: suppressions.east }, { id: suppressions.both }] })
  expect(JSON.stringify(city)).not.toContain('partial')
  const reason = 'over'
  for (const path of ['/v1/suppressions', `/v1/suppressions/${suppressions.both}/end`])
    expect(await send(western, path, { reason })).toMatchObject({ status: 403 })
})

test('each sees what is its own, and the counts of it', async () => {
  for (const { token, role } of wests.filter(({ role }) => role !== 'service')) {
    const ask = async (path: string) => (await desk.ask(path, { token })).text()
    for (const path of [
      ...['/v1/cases', `/v1/cases/${cases.west}`, `/v1/cases/${cases.west}/file`, '/v1/alarms'],
      ...['/v1/devices', '/v1/devices-places', `/v1/devices/${devices.west}`],
      '/v1/sensorthings/v1.1/Things?$count=true&$expand=Locations,Datastreams',
      '/v1/ngsi-ld/v1/entities?type=Device&count=true',
    ])
      expect.soft([role, path, (await ask(path)).includes(own)]).toEqual([role, path, true])
    expect(JSON.parse(await ask('/v1/summary'))).toMatchObject({ open: 1, standingAlarms: 1 })
    expect(JSON.parse(await ask('/v1/report/daily'))).toMatchObject({ cases: { collected: 1 } })
  }
  expect(await (await desk.ask('/v1/cases', { token: 'the-token-of-the-unit' })).text()).toBe(
    '{"items":[]}',
  )
})

test('a figure leads to the cases of the district, and what was frozen is for nobody there', async () => {
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  const figure = `/v1/evaluations/cases?from=${day}&to=${day}&by=unit&figure=reported`
  const ask = async (path: string, token: string) => {
    const answer = await desk.ask(path, { token })
    return [answer.status, await answer.text()] as const
  }
  const [status, text] = await ask(figure, western)
  expect([status, text.includes(cases.west), text.includes(cases.east)]).toEqual([200, true, false])
  expect((await ask(figure, administrator))[1]).toContain(cases.east)
  const csv = await ask(figure.replace('cases?', 'cases.csv?'), western)
  expect([csv[0], csv[1].includes(cases.west), csv[1].includes(canary)]).toEqual([200, true, false])
  expect((await ask(`${figure}&edition=1`, western))[0]).toBe(403)
  expect((await ask(figure, 'the-token-of-the-unit'))[1]).toBe('{"items":[]}')
})

test('the feed tells each district of its own cases', async () => {
  const west = await beginning(western, cases.west)
  expect(west).not.toContain(cases.east)
  expect(west).not.toContain(canary)
  expect(await beginning('the-token-of-the-east', cases.east)).not.toContain(cases.west)
  const city = await beginning('the-token-of-a-operator', cases.west)
  expect(city).toContain(cases.east)
})

test('every command on a case of the other district finds no such case', async () => {
  // Whether a body fits is no matter of who sends it: the first tries all, the others send one that fits.
  const fitting = new Map<string, object>()
  for (const { token, role } of wests)
    for (const command of personCommands) {
      const words = { text: 'x', reason: 'x', passed: true, limit: '1 working day' }
      const body = { command, ...words, unit, standard: '0506-1', severity: 'red', photos: [] }
      const every = [body, { command }, { command, reason: 'x' }, { command, text: 'x' }]
      for (const said of token === wests[0]?.token ? every : [fitting.get(command) ?? body]) {
        const { status, text } = await send(token, `/v1/cases/${cases.east}/commands`, said)
        expect.soft([role, command, status]).not.toEqual([role, command, 200])
        // A body that does not fit is told so before anybody looks for the case.
        if (status !== 400) {
          expect.soft([role, command, status]).toEqual([role, command, 404])
          fitting.set(command, said)
        }
        expect(text).not.toContain(canary)
      }
    }
  expect(fitting.size).toBeGreaterThan(personCommands.length / 2)
  const timeline = await desk.ask(`/v1/cases/${cases.east}`, { token: administrator })
  expect(await timeline.json()).toMatchObject({ case: { version: 1 } })
})

test('nothing that changes the whole city, or the other district, is done for a district', async () => {
  const changing = desk.routes.filter(
    ({ method, url }) =>
      method === 'POST' && !url.startsWith('/v1/session') && !url.startsWith('/v1/account/'),
  )
  for (const { token } of wests)
    for (const { url } of changing) {
      const { status, text } = await send(token, foreign(url), {})
      expect.soft([url, status >= 400, status < 500]).toEqual([url, true, true])
      expect(text).not.toContain(canary)
    }
})

test('a photo is seen by the case whose record names it, and by no other way', async () => {
  const picture = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  const sent = await desk.ask('/v1/photos', {
    ...{ token: western, method: 'POST', headers: { 'content-type': 'image/png' }, body: picture },
  })
  expect(sent.status).toBe(201)
  const { sha256 } = (await sent.json()) as { sha256: string }
  const looks = async (token: string, of?: string) => {
    const query = of === undefined ? '' : `?case=${of}`
    const answer = await desk.ask(`/v1/photos/${sha256}${query}`, { token })
    await answer.arrayBuffer()
    return answer.status
  }
  const administers = 'the-token-of-the-west-administrator'
  expect(await looks(administers, cases.west)).toBe(404)
  const asks = { command: 'askCheck', text: 'where' }
  expect(await send(western, `/v1/cases/${cases.west}/commands`, asks)).toMatchObject({
    status: 200,
  })
  const confirms = { command: 'confirmProblem', text: 'there', photos: [{ sha256 }] }
  expect(await send(administers, `/v1/cases/${cases.west}/commands`, confirms)).toMatchObject({
    status: 200,
  })
  expect([await looks(western), await looks(western, cases.west)]).toEqual([404, 200])
  const easts = 'the-token-of-the-east'
  expect([await looks(easts), await looks(easts, cases.west)]).toEqual([404, 404])
  expect(await looks('the-token-of-a-operator')).toBe(200)
})

test('who reports for a district names a place in it', async () => {
  const problem = { category: '0506', title: { zh: 'x', en: 'x' } }
  const reported = (more: object) => send(western, '/v1/cases', { ...problem, ...more })
  expect(await reported({ cell: `${east}001001001` })).toMatchObject({ status: 403 })
  expect(await reported({})).toMatchObject({ status: 403 })
  const unknown = await reported({ device: devices.east })
  expect(unknown).toMatchObject({ status: 404 })
  expect(unknown.text).toBe(
    (await reported({ device: 'nobody' })).text.replaceAll('nobody', devices.east),
  )
  expect(await reported({ device: devices.west })).toMatchObject({ status: 201 })
})
