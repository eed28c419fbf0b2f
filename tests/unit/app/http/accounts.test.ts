/** Accounts of people over HTTP: made by administrators, signed in with, changed, ended. */
import { createECDH } from 'node:crypto'

import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'
import { ask, personAt, signInAs } from '../../../support/people.ts'

const administrator = 'of-an-administrator'
const tokens = [
  { name: 'administrator', role: 'administrator' as const, token: administrator },
  { name: 'operator', role: 'operator' as const, token: 'of-an-operator' },
  { name: 'wall', role: 'wall' as const, token: 'of-a-wall' },
]
const good = 'nine herons over the weir'
const li = { name: 'li.wei', person: '李伟', role: 'inspector' }

let desk: DeskServer
beforeAll(async () => {
  desk = await startDeskServer({ tokens })
})
afterAll(() => desk[Symbol.asyncDispose]())

const as = (method: string, path: string, body?: unknown) =>
  ask(desk, method, path, { token: administrator, body })
const reach = async (cookie: string | undefined, path = '/v1/cases') =>
  (await ask(desk, 'GET', path, { cookie })).status

const profileOf = ({ person, role }: typeof li) => ({ person, role })

describe('a person', () => {
  test('gets a password that is told once, and may do nothing before choosing another', async () => {
    const added = await as('POST', '/v1/accounts', li)
    expect(added.status).toBe(201)
    expect(JSON.stringify(added.body)).not.toContain('argon2')
    const current = String(added.body['password'])
    const { status, body, cookie } = await signInAs(desk, 'Li.Wei', current)
    expect([status, body]).toEqual([
      200,
      { name: 'li.wei', role: 'inspector', person: '李伟', duty: 'password' },
    ])
    expect((await ask(desk, 'GET', '/v1/cases', { cookie })).body['code']).toBe(
      'account-incomplete',
    )
    const choose = (next: string) =>
      ask(desk, 'POST', '/v1/account/password', { cookie, body: { current, next } })
    for (const next of ['short', 'password1234', current, 'li.wei li.wei', '123456789012'])
      expect.soft((await choose(next)).body['code']).toBe('password-refused')
    const changed = await choose(good)
    expect(changed.status).toBe(204)
    expect([await reach(cookie), await reach(changed.cookie)]).toEqual([401, 200])
    expect((await signInAs(desk, 'li.wei', current)).status).toBe(401)
    expect((await signInAs(desk, 'li.wei', good)).body).toEqual({
      name: 'li.wei',
      role: 'inspector',
      person: '李伟',
    })
  })

  test('stands in the record of a case by name and identifier', async () => {
    const cookie = await personAt(desk, administrator, { ...li, name: 'zhao' }, good)
    const asked = {
      ...{ category: '0201', title: { zh: '路面塌陷', en: 'Sunken pavement' }, severity: 'orange' },
      ...{ limit: '4 working hours', lead: 'road', longitude: 123.5275, latitude: 29.4994 },
    }
    const made = await ask(desk, 'POST', '/v1/cases', { cookie, body: asked })
    expect(made.status).toBe(201)
    const { body } = await as('GET', `/v1/cases/${String(made.body['id'])}`)
    const account = (await as('GET', '/v1/accounts?after=zhan')).body['items'] as { id: string }[]
    expect((body['timeline'] as { by: object }[])[0]?.by).toEqual({
      ...{ name: 'zhao', role: 'inspector', person: '李伟' },
      account: account[0]?.id,
    })
  })

  test('is limited to a district until an administrator says otherwise, which ends the session', async () => {
    const part = { ...li, name: 'zhou', areas: ['990102'] }
    const cookie = await personAt(desk, administrator, part, good)
    expect((await ask(desk, 'GET', '/v1/session', { cookie })).body).toMatchObject({
      areas: ['990102'],
    })
    const report = (cell: string) =>
      ask(desk, 'POST', '/v1/cases', {
        cookie,
        body: { category: '0506', title: { zh: '积水', en: 'Water' }, cell, text: '深' },
      })
    expect((await report('990103001001001')).status).toBe(403)
    const made = await report('990102001001002')
    expect(made.status).toBe(201)
    const whole = await as('GET', `/v1/cases/${String(made.body['id'])}`)
    expect(JSON.stringify(whole.body)).not.toContain('areas')
    expect(await reach(cookie, '/v1/rules/versions')).toBe(403)
    for (const areas of [['330106'], ['99010'], []])
      expect
        .soft((await as('POST', '/v1/accounts/zhou', { ...profileOf(part), areas })).status)
        .toBe(400)
    await as('POST', '/v1/accounts/zhou', profileOf(li))
    expect(await reach(cookie)).toBe(401)
    const later = (await signInAs(desk, 'zhou', good)).cookie
    expect(await reach(later, '/v1/rules/versions')).toBe(200)
    const { items } = (await as('GET', '/v1/accounts-log?name=zhou')).body as {
      items: { details?: string }[]
    }
    expect(items.map(({ details }) => details).filter(Boolean)).toEqual([
      '李伟, inspector',
      '李伟, inspector, 990102',
    ])
  })

  test('whom nobody knows, or who is disabled, is told the same as one with a wrong password', async () => {
    await personAt(desk, administrator, { ...li, name: 'sun' }, good)
    await as('POST', '/v1/accounts/sun/disable')
    const answers = [
      await signInAs(desk, 'nobody', good),
      await signInAs(desk, 'sun', good),
      await signInAs(desk, 'li.wei', 'wrong'),
    ]
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1)
    expect(answers[0]?.status).toBe(401)
  })
})

describe('sessions of a person end at once', () => {
  test.each([
    ['disable', undefined],
    ['reset', {}],
    ['', { person: '李伟', role: 'dispatcher' }],
  ])('at %s', async (what, body) => {
    const name = `person-${what}`
    const cookie = await personAt(desk, administrator, { ...li, name }, good)
    expect(await reach(cookie)).toBe(200)
    const path = `/v1/accounts/${name}${what === '' ? '' : `/${what}`}`
    expect((await as('POST', path, body)).status).toBe(200)
    expect([await reach(cookie), await reach(cookie, '/v1/session')]).toEqual([401, 401])
    await as('POST', `/v1/accounts/${name}/enable`)
    expect(await reach(cookie)).toBe(401)
  })
})

test('devices that are told by push end with the account', async () => {
  const name = 'pushed'
  const cookie = await personAt(desk, administrator, { ...li, name }, good)
  const body = {
    endpoint: 'https://fcm.googleapis.com/fcm/send/one-browser',
    keys: { p256dh: createECDH('prime256v1').generateKeys('base64url'), auth: 'A'.repeat(22) },
    ...{ name: 'Chrome · Android', language: 'zh' },
  }
  const allowed = await ask(desk, 'POST', '/v1/account/push', { cookie, body })
  expect(allowed.body['devices']).toHaveLength(1)
  await as('POST', `/v1/accounts/${name}/disable`)
  await as('POST', `/v1/accounts/${name}/enable`)
  const again = (await signInAs(desk, name, good)).cookie
  const shown = await ask(desk, 'GET', '/v1/account/push', { cookie: again })
  expect(shown.body).toMatchObject({ publicKey: expect.stringMatching(/^[\w-]{87}$/), devices: [] })
})

describe('an administrator', () => {
  test('sees accounts without their secrets, and the trail of what was done', async () => {
    await as('POST', '/v1/accounts', { ...li, name: 'trail' })
    await as('POST', '/v1/accounts/trail', { person: '李薇', role: 'crew', unit: 'lj-road' })
    await as('POST', '/v1/accounts/trail/disable')
    await as('POST', '/v1/accounts/trail/disable')
    const log = (await as('GET', '/v1/accounts-log?name=trail')).body['items'] as object[]
    expect(log).toMatchObject([
      { what: 'disabled', by: 'administrator' },
      { what: 'edited', details: '李薇, crew, lj-road' },
      { what: 'added', details: '李伟, inspector' },
    ])
    const first = (await as('GET', '/v1/accounts-log?name=trail&limit=2')).body
    const rest = await as('GET', `/v1/accounts-log?name=trail&after=${String(first['next'])}`)
    expect(rest.body['items']).toEqual([log[2]])
    const all = JSON.stringify((await as('GET', '/v1/accounts')).body)
    expect(all).toContain('"trail"')
    expect(all).not.toContain('argon2')
  })

  test.each([
    ['a name of a role', { ...li, name: 'operator' }, 400, 'request-invalid'],
    ['a crew without a unit', { ...li, name: 'q1', role: 'crew' }, 400, 'request-invalid'],
    ['a unit that is none', { ...li, name: 'q2', role: 'crew', unit: 'x' }, 400, 'request-invalid'],
    ['a wall screen', { ...li, name: 'q3', role: 'wall' }, 400, 'request-invalid'],
    ['a name that is taken', { ...li, name: 'taken' }, 409, 'account-exists'],
  ])('adds nobody with %s', async (_what, body, status, code) => {
    await as('POST', '/v1/accounts', { ...li, name: 'taken' })
    const told = await as('POST', '/v1/accounts', body)
    expect([told.status, told.body['code']]).toEqual([status, code])
  })

  test('disables somebody else, not himself', async () => {
    const cookie = await personAt(
      desk,
      administrator,
      { ...li, name: 'chief', role: 'administrator' },
      good,
    )
    const told = await ask(desk, 'POST', '/v1/accounts/chief/disable', { cookie })
    expect(told.status).toBe(400)
    expect(await reach(cookie, '/v1/accounts')).toBe(200)
    expect((await as('POST', '/v1/accounts/nobody/reset', {})).status).toBe(404)
  })
})

describe('the second factor', () => {
  test('is asked for once it is added, each code counts once, and a recovery code as well', async () => {
    const cookie = await personAt(desk, administrator, { ...li, name: 'two' }, good)
    const given = await ask(desk, 'GET', '/v1/account/second-factor', { cookie })
    const secret = String(given.body['secret'])
    expect(given.body['uri']).toContain('otpauth://totp/Urban%20Brain:two?')
    const totp = new TOTP({ secret: Secret.fromBase32(secret) })
    const now = Date.now()
    const add = (code: string) =>
      ask(desk, 'POST', '/v1/account/second-factor', {
        cookie,
        body: { current: good, secret, code },
      })
    expect((await add('000000')).status).toBe(400)
    const wrong = { current: 'another', next: 'ten herons over the weir' }
    const told400 = await ask(desk, 'POST', '/v1/account/password', { cookie, body: wrong })
    expect([told400.status, told400.body['code']]).toEqual([400, 'password-refused'])
    const added = await add(totp.generate({ timestamp: now }))
    const recovery = added.body['recovery'] as string[]
    expect([added.status, recovery.length, await reach(cookie)]).toEqual([200, 10, 401])
    const told = await signInAs(desk, 'two', good)
    expect([told.status, told.body['code']]).toEqual([401, 'second-factor-needed'])
    const enter = async (code: string) => (await signInAs(desk, 'two', good, code)).status
    expect(await enter(totp.generate({ timestamp: now }))).toBe(401)
    const next = totp.generate({ timestamp: now + 30_000 })
    expect([await enter(next), await enter(next)]).toEqual([200, 401])
    const [code = ''] = recovery
    expect([await enter(code), await enter(code)]).toEqual([200, 401])
    expect((await as('POST', '/v1/accounts/two/reset', { secondFactor: true })).status).toBe(200)
    const { items } = (await as('GET', '/v1/accounts?after=tw')).body as { items: object[] }
    expect(items[0]).toMatchObject({ name: 'two', secondFactor: false, mustChange: true })
  })

  test('that a role needs is added before anything else; and names are asked for once there is an account', async () => {
    const settings = { access: { secondFactor: ['inspector'] } }
    await using other = await startDeskServer({ tokens, settings })
    const ways = async () => (await ask(other, 'GET', '/v1/session/ways')).body
    expect(await ways()).toEqual({ account: false, token: true })
    const cookie = await personAt(other, administrator, li, good)
    expect(await ways()).toEqual({ account: true, token: true })
    expect((await ask(other, 'GET', '/v1/cases', { cookie })).body['code']).toBe(
      'account-incomplete',
    )
    const told = await ask(other, 'GET', '/v1/session', { cookie })
    expect(told.body).toMatchObject({ duty: 'second-factor' })
    const { body } = await ask(other, 'GET', '/v1/account/second-factor', { cookie })
    const secret = String(body['secret'])
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
    const after = await ask(other, 'POST', '/v1/account/second-factor', {
      cookie,
      body: { current: good, secret, code },
    })
    expect((await ask(other, 'GET', '/v1/cases', { cookie: after.cookie })).status).toBe(200)
  })
})

describe('how people sign in', () => {
  const tokenStatus = async (on: DeskServer, token: string) =>
    (await ask(on, 'POST', '/v1/session', { body: { token } })).status

  test('is by name alone where the city says so; wall screens and the command line of the machine keep their tokens', async () => {
    await using other = await startDeskServer({
      tokens,
      settings: { access: { people: 'accounts' } },
    })
    expect(await tokenStatus(other, 'of-an-operator')).toBe(401)
    expect(await tokenStatus(other, administrator)).toBe(401)
    expect(await tokenStatus(other, 'of-a-wall')).toBe(200)
    const bearer = async (token: string) => (await ask(other, 'GET', '/v1/cases', { token })).status
    expect([await bearer('of-an-operator'), await bearer(administrator)]).toEqual([401, 200])
    const cookie = await personAt(other, administrator, li, good)
    expect((await ask(other, 'GET', '/v1/cases', { cookie })).status).toBe(200)
    expect((await ask(other, 'GET', '/v1/session/ways')).body).toEqual({
      account: true,
      token: false,
    })
  })

  test('is by token alone where the city says so, and sessions of accounts do not count', async () => {
    await using other = await startDeskServer({
      tokens,
      settings: { access: { people: 'tokens' } },
    })
    const added = await ask(other, 'POST', '/v1/accounts', { token: administrator, body: li })
    expect((await signInAs(other, 'li.wei', String(added.body['password']))).status).toBe(401)
    expect(await tokenStatus(other, 'of-an-operator')).toBe(200)
  })
})

test('wrong passwords pause the name for that address, and count until the person signs in', async () => {
  await as('POST', '/v1/accounts', { ...li, name: 'guessed' })
  const statuses: number[] = []
  for (let turn = 0; turn < 6; turn += 1)
    statuses.push((await signInAs(desk, 'guessed', `guess ${turn}`)).status)
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
  await expect
    .poll(async () => (await as('GET', '/v1/accounts?after=guesse&limit=1')).body['items'])
    .toMatchObject([{ name: 'guessed', failures: 5 }])
})
