/** Administrative acts: written before they are done, each route that changes something chosen for it or kept elsewhere. */
import { afterAll, beforeAll, expect, test } from 'vitest'

import { actFactSchema } from '../../../../cases/report/act.ts'
import { administrativeActs, isAdministrativeAct } from '../../../../core/administrative-acts.ts'
import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'
import { ask } from '../../../support/people.ts'

const tokens = [
  { name: 'ada', role: 'administrator' as const, token: 'of-an-administrator' },
  { name: 'oskar', role: 'operator' as const, token: 'of-an-operator' },
]

let desk: DeskServer
beforeAll(async () => {
  desk = await startDeskServer({ tokens })
})
afterAll(() => desk[Symbol.asyncDispose]())

const as = (method: string, path: string, body?: unknown, token = 'of-an-administrator') =>
  ask(desk, method, path, { token, body })
const acts = async () => (await as('GET', '/v1/administrative-acts')).body

test('who asked for what, of what and from where, and how it was answered, the newest first', async () => {
  const li = { name: 'li.wei', person: '李伟', role: 'inspector' }
  expect((await as('POST', '/v1/accounts', li)).status).toBe(201)
  expect((await as('POST', '/v1/accounts', li)).status).toBe(409)
  expect((await as('POST', '/v1/accounts/li.wei/disable')).status).toBe(200)
  const { items, wrong } = await acts()
  expect(wrong).toEqual([])
  const by = { name: 'ada', role: 'administrator' }
  const more = { by, from: '127.0.0.1', at: expect.any(Number) }
  const made = {
    what: 'POST /v1/accounts',
    words: { zh: '新建账号', en: 'make an account' },
    of: {},
  }
  expect(items).toEqual([
    {
      ...{
        number: 5,
        what: 'POST /v1/accounts/:name/disable',
        of: { name: 'li.wei' },
        status: 200,
      },
      ...{ words: { zh: '停用账号', en: 'disable an account' }, ...more },
    },
    { number: 3, ...made, ...more, status: 409 },
    { number: 1, ...made, ...more, status: 201 },
  ])
})

test('of what the route reads as a number too, and of what was written as one', async () => {
  const { status } = await as('POST', '/v1/rules/versions/7/in-force', { why: 'agreed' })
  expect(status).toBe(404)
  const { items } = await acts()
  expect(items).toMatchObject([
    { what: 'POST /v1/rules/versions/:version/in-force', of: { version: '7' }, status },
    ...[{}, {}, {}],
  ])
  const by = { name: 'ada', role: 'administrator' }
  const data = { what: 'POST /v1/rules/back', of: { version: 7 }, from: '127.0.0.1' }
  const before = actFactSchema.parse({ event: 'asked', at: 1, by, data })
  expect(before.data).toMatchObject({ of: { version: '7' } })
})

test('nothing of who may not, of what makes no sense, and of secrets', async () => {
  const before = JSON.stringify((await acts())['items'])
  expect((await as('POST', '/v1/accounts', {})).status).toBe(400)
  const asked = { name: 'li.na', person: '李娜', role: 'inspector' }
  expect((await as('POST', '/v1/accounts', asked, 'of-an-operator')).status).toBe(403)
  expect((await as('GET', '/v1/administrative-acts', undefined, 'of-an-operator')).status).toBe(403)
  expect(JSON.stringify((await acts())['items'])).toBe(before)
  expect((await as('GET', '/v1/administrative-acts?day=2020-01-01')).body).toEqual({
    ...{ day: '2020-01-01', items: [], wrong: [] },
  })
})

/** What changes nothing that lasts, or stands with its author in a record of its own. */
const elsewhere: Readonly<Record<string, string>> = {
  'POST /v1/session': 'sign-in',
  'DELETE /v1/session': 'sign-in',
  'POST /v1/session/sample': 'sign-in',
  'POST /v1/account/password': 'log of accounts',
  'POST /v1/account/second-factor': 'log of accounts',
  'POST /v1/account/second-factor/remove': 'log of accounts',
  'POST /v1/account/channels': 'own choice',
  'POST /v1/account/push': 'own choice',
  'POST /v1/account/push/:id/end': 'own choice',
  'POST /v1/cases': 'record of the case',
  'POST /v1/cases/:id/commands': 'record of the case',
  'POST /v1/cases/:id/read': 'record of the case',
  'POST /v1/cases/:id/reporter/reveal': 'log of looks',
  'POST /v1/cases/:id/follow-code': 'log of looks',
  'POST /v1/following': 'citizen',
  'POST /v1/following/rating': 'citizen',
  'POST /v1/photos': 'record of the case',
  'POST /v1/case-record/check': 'changes nothing',
  'POST /v1/deadline-audit/check': 'changes nothing',
  'POST /v1/catalogue/:table/check': 'changes nothing',
  'POST /v1/catalogue/:table/try': 'changes nothing',
  'POST /v1/devices/import/check': 'changes nothing',
  'POST /v1/bindings/try': 'changes nothing',
  'POST /v1/bindings/try-letters': 'changes nothing',
  'POST /v1/rules/versions/:version/check': 'changes nothing',
  'POST /v1/rules/backtests': 'changes nothing',
  'POST /v1/rules/backtests/:id/stop': 'changes nothing',
  'POST /v1/suppressions/preview': 'changes nothing',
  'POST /v1/suppressions': 'record of suppressions',
  'POST /v1/suppressions/:id/end': 'record of suppressions',
  'POST /v1/alarms/:id/acknowledge': 'acknowledgement',
  'POST /v1/evaluations/frozen/:id/commands': 'chain of the evaluation',
  'POST /v1/filing-audits/:id/commands': 'chain of the audit',
  'POST /v1/duty-logs/:desk/commands': 'log of the shift',
  'POST /v1/patrols/:id/commands': 'record of the patrol',
  'POST /v1/patrols/:id/track/reveal': 'log of looks',
  'POST /v1/devices/:id/commands': 'story of the command',
  'POST /v1/devices/:id/configuration': 'edits of the device',
  'POST /v1/configurations': 'edits of each device',
  'POST /v1/enrolling': 'device',
  'POST /v1/platform/status': 'record of the case',
  'POST /v1/push/:binding': 'readings',
}

test('every route that changes something is an act, or its record is somewhere else', () => {
  const changing = desk.routes
    .filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method))
    .map(({ method, url }) => `${method} ${url}`)
  expect(changing.filter((one) => !isAdministrativeAct(one) && !(one in elsewhere))).toEqual([])
  const known = Object.keys(administrativeActs)
  expect(known.filter((one) => !changing.includes(one) || one in elsewhere)).toEqual([])
})
