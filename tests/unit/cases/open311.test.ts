/** Open311 GeoReport v2 as an application of citizens meets it. */
import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Case } from '../../../cases/life/case.ts'
import { toXml } from '../../../cases/report/open311.ts'
import { days } from '../../../core/time.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'

const root = '/open311/v2'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer({ open311: { enabled: true, contact: 'desk@city' }, checked: [] })
  const columns = 'category,condition,filing_zh,filing_en,lead,limit,closing_zh,closing_en'
  const rows = ['1,积水超过15厘米,more than 15 cm', '2,积水超过27厘米,more than 27 cm'].map(
    (row) => `0506,${row},drainage,2紧急工作时,排干,pumped out`,
  )
  const content = [columns, ...rows].join('\n')
  const put = await api.server.inject({
    method: 'POST',
    url: '/v1/catalogue/standards/versions?after=0&reason=for%20Open311',
    headers: { authorization: 'manager', 'content-type': 'text/csv' },
    payload: content,
  })
  expect(put.statusCode, put.body).toBe(200)
})
afterEach(() => api[Symbol.asyncDispose]())

type Answer = Readonly<Record<string, string | number | null>>

const get = (path: string) => api.ask<readonly Answer[]>(undefined, 'GET', `${root}/${path}`)

async function post(form: Readonly<Record<string, string>>, path = 'requests.json') {
  const response = await api.server.inject({
    method: 'POST',
    url: `${root}/${path}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  })
  const { statusCode: status, body: text } = response
  return { status, text, body: text.startsWith('[') ? (JSON.parse(text) as Answer[]) : [] }
}

const form = {
  ...{ api_key: 'service', service_code: '0506-1', lat: '30.25', long: '120.5' },
  ...{
    description: 'water over the kerb',
    first_name: '芳',
    last_name: '王',
    phone: '13800000000',
  },
  address_string: 'before the bakery',
}

test('a service for each row of the filing standard, in both languages', async () => {
  expect((await get('services.json')).body).toMatchObject([
    { service_code: '0506-1', service_name: '道路积水', description: '积水超过15厘米' },
    { service_code: '0506-2', description: '积水超过27厘米' },
  ])
  expect((await get('services.json?language=en')).body[0]).toMatchObject({
    ...{ description: 'more than 15 cm', metadata: false, type: 'realtime' },
  })
})

test('what is reported is a case, once however often it is sent, and its code follows it', async () => {
  const first = await post(form)
  expect(first.status).toBe(200)
  const again = await post(form)
  const [id] = first.body.map(({ service_request_id: number }) => String(number))
  expect(again.body[0]?.['service_request_id']).toBe(id)
  const other = await post({ ...form, description: 'another place' })
  expect(other.body[0]?.['service_request_id']).not.toBe(id)
  const { body } = await api.ask<{ case: Case }>('operator', 'GET', `/v1/cases/${id}`)
  expect(body.case).toMatchObject({
    ...{ source: 'citizen', category: '0506', limit: '2 urgent hours' },
    place: { cell: '330106001002009', description: 'before the bakery' },
    standard: { id: '0506-1' },
  })
  const reporter = await api.ask('operator', 'GET', `/v1/cases/${id}/reporter`)
  expect(reporter.body).toMatchObject({ masked: true, proven: true })
  const [code] =
    /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/.exec(String(again.body[0]?.['service_notice'])) ?? []
  expect((await api.ask(undefined, 'POST', '/v1/following', { code })).body).toMatchObject({
    case: id,
  })
})

test('anybody reads how far it is, and nobody whose it is or what was said', async () => {
  const id = String((await post(form)).body[0]?.['service_request_id'])
  const { body, raw } = await get('requests.json')
  expect(body).toMatchObject([
    {
      ...{ service_request_id: id, status: 'open', status_notes: '已收到，待审核' },
      ...{ service_code: '0506-1', lat: 30.25, long: 120.5, description: null },
    },
  ])
  for (const secret of ['王', '芳', '138', 'kerb', 'bakery'])
    expect(raw.toString()).not.toContain(secret)
  await api.order('operator', id, { command: 'void', reason: 'it was rain' })
  await api.order('operator', id, { command: 'reply', text: '雨已停。' })
  expect((await get(`requests/${id}.json`)).body).toMatchObject([
    { status: 'closed', status_notes: '未予办理: 雨已停。', expected_datetime: null },
  ])
  expect((await get(`requests/${id}.xml`)).raw.toString()).toContain(
    `<request><service_request_id>${id}</service_request_id><status>closed</status>`,
  )
})

test('what an alarm opened is not among them', async () => {
  const id = await api.dispatched()
  expect((await get('requests.json')).body).toEqual([])
  expect((await get(`requests.json?service_request_id=${id}`)).body).toEqual([])
  expect((await get(`requests/${id}.json`)).status).toBe(404)
})

test('they are found by state, service, number and day', async () => {
  const numbers: string[] = []
  for (const description of ['one', 'two'])
    numbers.push(String((await post({ ...form, description })).body[0]?.['service_request_id']))
  const [one = '', two = ''] = numbers
  await api.order('operator', one, { command: 'void', reason: 'nothing there' })
  const found = async (query: string) =>
    (await get(`requests.json?${query}`)).body.map((each) => each['service_request_id'])
  expect(await found('status=closed')).toEqual([one])
  expect(await found('status=open')).toEqual([two])
  expect((await found('status=open,closed')).length).toBe(2)
  expect(await found('service_code=0506-2')).toEqual([])
  expect((await found('service_code=0506')).length).toBe(2)
  expect(await found(`service_request_id=${two},${two.slice(0, -1)}0x`)).toEqual([two])
  const now = api.clock.now()
  const day = (offset: number) => new Date(now + offset).toISOString()
  expect((await found(`start_date=${day(-days(1))}&end_date=${day(days(1))}`)).length).toBe(2)
  expect(await found(`end_date=${day(-days(1))}`)).toEqual([])
  api.clock.step(days(91))
  expect(await found('')).toEqual([])
  // The days between are at most ninety, and end where was asked.
  expect((await found(`start_date=${day(-days(200))}&end_date=${day(days(1))}`)).length).toBe(2)
})

test.each([
  ['without a key', { ...form, api_key: '' }, 401, ''],
  ['with a key of nobody', { ...form, api_key: 'k'.repeat(43) }, 401, ''],
  ['with the key of a person', { ...form, api_key: 'operator' }, 403, ''],
  ['of no service', { ...form, service_code: '0999' }, 400, 'there is no service 0999 today'],
  ['of a category with two services', { ...form, service_code: '0506' }, 400, '0506-1, 0506-2'],
  ['beside the earth', { ...form, lat: '91' }, 400, 'lat'],
  ['without a place', { ...form, lat: '', long: '', address_string: '' }, 400, 'where it is'],
  ['with half a place', { ...form, long: '' }, 400, 'lat and long go together'],
])('a report %s is refused, as GeoReport says it', async (_, sent, status, words) => {
  const answer = await post(sent)
  expect([answer.status, answer.body[0]?.['code']], answer.text).toEqual([status, status])
  expect(answer.text).toContain(words)
  expect((await post(sent, 'requests.xml')).text).toMatch(
    new RegExp(`^<\\?xml .*\\n<errors><error><code>${status}</code><description>`),
  )
  expect((await get('requests.json')).body).toEqual([])
})

test('it says where it is', async () => {
  const { body } = await api.ask<{ endpoints: object[] }>(
    undefined,
    'GET',
    '/open311/discovery.json',
  )
  expect(body.endpoints).toMatchObject([
    { url: root, formats: ['application/json', 'text/xml'], type: 'production' },
  ])
})

test('a city that did not ask for it has none of it', async () => {
  await using plain = await openCaseServer()
  expect((await plain.ask(undefined, 'GET', `${root}/services.json`)).status).toBe(404)
})

test('XML has no character that it cannot have', () => {
  expect(toXml('a', 'b', [{ c: '<&>\u0000\u0007"积', d: null, e: 0 }])).toBe(
    '<?xml version="1.0" encoding="utf-8"?>\n<a><b><c>&lt;&amp;&gt;"积</c><d/><e>0</e></b></a>\n',
  )
})
