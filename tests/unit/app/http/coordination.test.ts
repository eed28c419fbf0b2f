/** A case between two districts and the city (市级协调): who sees it, who may do what, and who answers for it; no third hears of it. */
import { afterAll, beforeAll, expect, test } from 'vitest'

import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'

/** Of the sample city, and one that its grid does not have. */
const west = '990102'
const east = '990103'
const third = '990101'

const limited = (area: string, role: 'dispatcher' | 'supervisor') => ({
  ...{ name: `${role}-${area}`, role, areas: [area] },
  token: `the-token-of-a-${role}-of-${area}`,
})
const tokens = [
  ...(['administrator', 'operator', 'supervisor'] as const).map((role) => ({
    ...{ name: role, role },
    token: `the-token-of-a-${role}`,
  })),
  ...[west, east, third].flatMap((area) => [
    limited(area, 'dispatcher'),
    limited(area, 'supervisor'),
  ]),
]
const of = (area: string, role: 'dispatcher' | 'supervisor' = 'dispatcher') =>
  limited(area, role).token
const city = 'the-token-of-a-supervisor'
const operator = 'the-token-of-a-operator'

let desk: DeskServer
let id: string
/** A case of each district that nobody else hears of. */
const own = new Map<string, string>()

const get = async (token: string, path: string) => {
  const answer = await desk.ask(path, { token })
  return { status: answer.status, text: await answer.text() }
}
const read = async <T>(token: string, path: string): Promise<T> =>
  JSON.parse((await get(token, path)).text) as T
const post = async (token: string, path: string, body: object) => {
  const answer = await desk.ask(path, {
    ...{ token, method: 'POST', body: JSON.stringify(body) },
    headers: { 'content-type': 'application/json' },
  })
  const text = await answer.text()
  return { status: answer.status, body: JSON.parse(text) as Record<string, unknown> }
}
const does = (token: string, body: object) => post(token, `/v1/cases/${id}/commands`, body)

async function report(zh: string, area: string): Promise<string> {
  const title = { zh, en: zh }
  const told = await post(operator, '/v1/cases', {
    ...{ category: '0506', title, cell: `${area}001001001` },
  })
  expect(told).toMatchObject({ status: 201 })
  return String(told.body['id'])
}

beforeAll(async () => {
  desk = await startDeskServer({ tokens })
  for (const area of [west, east, third]) own.set(area, await report('路面积水', area))
  id = await report('界河漫水', west)
  for (const command of ['file', 'accept'])
    expect(await does(operator, { command })).toMatchObject({ status: 200 })
})
afterAll(() => desk[Symbol.asyncDispose]())

/** Every way on which many cases or events are told. */
async function heard(token: string): Promise<readonly string[]> {
  const words = encodeURIComponent('界河漫水')
  const area = [west, east, third].find((one) => token.endsWith(one))
  const ways = {
    ...{
      case: await get(token, `/v1/cases/${id}`),
      file: await get(token, `/v1/cases/${id}/file`),
    },
    ...{ list: await get(token, '/v1/cases'), search: await get(token, `/v1/cases?q=${words}`) },
    export: await get(token, '/v1/cases.csv'),
    feed: { status: 200, text: await feedUntilNow(token, own.get(area ?? west) ?? '') },
  }
  const { open } = await read<{ open: number }>(token, '/v1/summary')
  return [
    ...Object.entries(ways).flatMap(([way, { status, text }]) =>
      status === 200 && text.includes(id) ? [way] : [],
    ),
    ...(open > (area === undefined ? own.size : 1) ? ['work'] : []),
  ]
}

let said = 0

/** What is said of a case that whoever listens sees is the last that they hear. */
async function feedUntilNow(token: string, theirs: string): Promise<string> {
  const text = `word ${(said += 1)} is the last`
  await post(operator, `/v1/cases/${theirs}/commands`, { command: 'comment', text })
  const stop = new AbortController()
  const answer = await desk.ask('/v1/feed?after=0', { token, signal: stop.signal })
  let events = ''
  for await (const chunk of answer.body ?? []) {
    events += new TextDecoder().decode(chunk)
    if (events.includes(text)) break
  }
  stop.abort()
  return events
}

const seen = ['case', 'file', 'list', 'search', 'export', 'feed']
/** The counts are of what is to be done there. */
const everything = [...seen, 'work']

/** Which district answers for it, as each is told, and whether it is in their report of the day. */
async function answers(token: string) {
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  const figure = `/v1/evaluations/cases?from=${day}&to=${day}&by=district&figure=reported`
  const districts: string[] = []
  for (const area of [west, east, third])
    if ((await get(token, `${figure}&key=${area}`)).text.includes(id)) districts.push(area)
  const { cases } = await read<{ cases: { collected: number } }>(token, '/v1/report/daily')
  return { districts, reported: cases.collected }
}

test('before anybody asks it is the western district’s alone', async () => {
  expect(await heard(of(west))).toEqual(everything)
  expect(await heard(city)).toEqual(everything)
  for (const token of [of(east), of(third)]) expect(await heard(token)).toEqual([])
  expect(await answers(city)).toEqual({ districts: [west], reported: 4 })
})

test('the district asks; the city has it in a list of its own and may decide', async () => {
  const ask = { command: 'askCoordination', ground: 'districts', reason: 'half is theirs' }
  expect(await does(city, ask)).toMatchObject({ status: 403, body: { details: ['of-city'] } })
  expect(await does(of(east), ask)).toMatchObject({ status: 404 })
  expect(await does(of(west), ask)).toMatchObject({ status: 200 })
  const waiting = '/v1/cases?waiting=coordination'
  expect((await get(city, waiting)).text).toContain(id)
  expect((await get(of(west), waiting)).text).toContain(id)
  expect((await get(of(east), waiting)).text).not.toContain(id)
  const { commands } = await read<{ commands: string[] }>(city, `/v1/cases/${id}`)
  expect(commands).toEqual(expect.arrayContaining(['coordinate', 'declineCoordination']))
  expect(commands).not.toContain('withdrawCoordination')
  const theirs = await read<{ commands: string[] }>(of(west), `/v1/cases/${id}`)
  expect(theirs.commands).toContain('withdrawCoordination')
  expect(theirs.commands).not.toContain('coordinate')
  for (const token of [of(east), of(third)]) expect(await heard(token)).toEqual([])
})

test('given to the eastern district it is seen by both, gone on with by the one, and the third hears nothing', async () => {
  const give = { command: 'coordinate', district: east, instruction: '东城区牵头排水' }
  const nobody = { command: 'coordinate', instruction: '东城区牵头排水' }
  expect(await does(city, nobody)).toMatchObject({ status: 400 })
  expect(await does(city, { ...give, district: third })).toMatchObject({
    ...{ status: 409, body: { details: ['unknown-district'] } },
  })
  expect(await does(of(west, 'supervisor'), give)).toMatchObject({ status: 403 })
  expect(await does(city, give)).toMatchObject({ status: 200, body: { district: east } })
  for (const token of [of(east), city]) expect(await heard(token)).toEqual(everything)
  expect(await heard(of(west))).toEqual(seen)
  const listed = async (token: string, given: boolean) =>
    (await get(token, `/v1/cases?given=${given}`)).text.includes(id)
  for (const [token, here, away] of [
    [of(west), false, true],
    [of(east), true, false],
    [city, true, true],
  ] as const)
    expect([await listed(token, false), await listed(token, true)]).toEqual([here, away])
  expect(await heard(of(third))).toEqual([])
  const offered = async (token: string) =>
    (await read<{ commands: string[] }>(token, `/v1/cases/${id}`)).commands
  expect(await offered(of(west))).toEqual(['comment'])
  expect(await offered(of(west, 'supervisor'))).toEqual(['comment'])
  const dispatch = { command: 'dispatch', unit: 'lj-drainage-east' }
  expect(await does(of(west), dispatch)).toMatchObject({
    ...{ status: 403, body: { details: ['other-district'] } },
  })
  expect(await does(of(west), { command: 'comment', text: '我区已围挡' })).toMatchObject({
    status: 200,
  })
  expect(await does(of(third), { command: 'comment', text: 'x' })).toMatchObject({ status: 404 })
  expect(await does(of(east), dispatch)).toMatchObject({
    ...{ status: 200, body: { stage: 'dispatched', unit: 'lj-drainage-east' } },
  })
})

test('the district that has it answers for it', async () => {
  expect(await answers(city)).toEqual({ districts: [east], reported: 4 })
  expect(await answers(of(east))).toEqual({ districts: [east], reported: 2 })
  expect(await answers(of(west))).toEqual({ districts: [], reported: 1 })
  expect(await answers(of(third))).toEqual({ districts: [], reported: 1 })
})
