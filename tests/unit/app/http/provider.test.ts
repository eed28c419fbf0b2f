/** Signing in by a real identity provider, and everything that is tried with what goes to and fro. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { freePort } from '../../../support/running-system.ts'
import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'
import {
  signInThere,
  startIdentityProvider,
  type TestProvider,
} from '../../../support/identity-provider.ts'
import { ask, signInAs } from '../../../support/people.ts'

const administrator = 'of-an-administrator'
const tokens = [{ name: 'administrator', role: 'administrator' as const, token: administrator }]
const person = (preferred_username: string, name: string, groups: readonly string[] = []) => ({
  ...{ preferred_username, name, groups },
})
const people = {
  's-li': person('li.wei', '李伟'),
  's-zhao': person('zhao.min', '赵敏', ['desk']),
  's-nobody': person('nobody', '无名'),
  's-thief': person('li.wei', '冒名'),
}

let desk: DeskServer
let provider: TestProvider
beforeAll(async () => {
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  provider = await startIdentityProvider(people, `${address}/v1/session/provider/callback`)
  const oidc = {
    ...{
      issuer: provider.issuer,
      clientId: 'urban-brain',
      secret: 'a secret of the test',
      address,
    },
    ...{ unknown: 'make', roles: [{ value: 'desk', role: 'dispatcher' }] },
  }
  desk = await startDeskServer({ tokens, settings: { access: { oidc }, http: { port } } })
  const body = { name: 'li.wei', person: '李伟', role: 'inspector' }
  await ask(desk, 'POST', '/v1/accounts', { token: administrator, body })
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  await provider[Symbol.asyncDispose]()
})

/** The browser goes out: the address of the provider, and the cookie of the errand. */
async function begin(back?: string) {
  const query = back === undefined ? '' : `?${new URLSearchParams({ back }).toString()}`
  const answer = await desk.ask(`/v1/session/provider${query}`)
  const [kept = ''] = answer.headers.getSetCookie()
  return { there: answer.headers.get('location') ?? '', kept, cookie: kept.split(';')[0] ?? '' }
}

async function returned(url: URL, cookie: string) {
  const answer = await desk.ask(`${url.pathname}${url.search}`, { headers: { cookie } })
  const set = answer.headers.getSetCookie()
  return {
    status: answer.status,
    to: answer.headers.get('location'),
    session: set.find((line) => line.startsWith('session='))?.split(';')[0],
    set,
  }
}

async function entered(subject: string, back?: string) {
  const { there, cookie } = await begin(back)
  return returned(await signInThere(there, subject, desk.url), cookie)
}
const who = async (cookie: string | undefined) =>
  (await ask(desk, 'GET', '/v1/session', { cookie })).body

describe('by an identity provider', () => {
  test('somebody with an account of that name comes in as that, to the page where it began', async () => {
    const { kept, there } = await begin()
    expect(kept).toMatch(/HttpOnly; SameSite=Lax$/)
    expect(Object.fromEntries(new URL(there).searchParams)).toMatchObject({
      ...{ response_type: 'code', code_challenge_method: 'S256', client_id: 'urban-brain' },
      ...{ state: expect.any(String) as string, nonce: expect.any(String) as string },
    })
    // The first password was never changed: that is asked for before anything else.
    const first = await entered('s-li')
    expect(await who(first.session)).toMatchObject({ name: 'li.wei', duty: 'password' })
    const log = await ask(desk, 'GET', '/v1/accounts-log?name=li.wei', { token: administrator })
    expect(JSON.stringify(log.body)).toContain('"linked"')
    const { status, to, session, set } = await entered('s-li', '/cases?view=mine')
    expect([status, to]).toEqual([302, '/cases?view=mine'])
    expect(await who(session)).toMatchObject({ role: 'inspector', person: '李伟' })
    expect(set.find((line) => line.startsWith('session='))).toMatch(/HttpOnly; SameSite=Strict/)
    // What was kept for the errand is gone.
    expect(set).toContainEqual(expect.stringMatching(/^provider=; Max-Age=0/))
  })

  test('somebody whom nobody knows gets the role of the table, or does not come in', async () => {
    const { session } = await entered('s-zhao')
    expect(await who(session)).toMatchObject({
      ...{ name: 'zhao.min', role: 'dispatcher', person: '赵敏' },
    })
    expect((await ask(desk, 'GET', '/v1/cases', { cookie: session })).status).toBe(200)
    const refused = await entered('s-nobody')
    expect([refused.to, refused.session]).toEqual(['/?sign-in=no-role', undefined])
  })

  test('a name that the provider gave to somebody else is not theirs', async () => {
    await entered('s-li')
    const thief = await entered('s-thief')
    expect([thief.to, thief.session]).toEqual(['/?sign-in=other-person', undefined])
  })

  test('whoever was disabled is out at once, and does not come in again', async () => {
    const { session } = await entered('s-zhao')
    const as = (what: string) =>
      ask(desk, 'POST', `/v1/accounts/zhao.min/${what}`, { token: administrator })
    await as('disable')
    expect((await ask(desk, 'GET', '/v1/cases', { cookie: session })).status).toBe(401)
    expect((await entered('s-zhao')).to).toBe('/?sign-in=person-unknown')
    await as('enable')
  })

  test('signing out ends our session, and an emergency account still has its password', async () => {
    const { session } = await entered('s-zhao')
    await ask(desk, 'DELETE', '/v1/session', { cookie: session })
    expect((await ask(desk, 'GET', '/v1/cases', { cookie: session })).status).toBe(401)
    const body = { name: 'emergency', person: '应急', role: 'administrator' }
    const added = await ask(desk, 'POST', '/v1/accounts', { token: administrator, body })
    const signed = await signInAs(desk, 'emergency', String(added.body['password']))
    expect(signed.status).toBe(200)
    expect((await ask(desk, 'GET', '/v1/session/ways')).body).toMatchObject({
      ...{ account: true, provider: '统一身份认证' },
    })
  })
})

describe('a stranger', () => {
  const open = async (change: (url: URL) => void, cookie?: string) => {
    const errand = await begin()
    const url = await signInThere(errand.there, 's-zhao', desk.url)
    change(url)
    return returned(url, cookie ?? errand.cookie)
  }
  const not = async (found: Awaited<ReturnType<typeof returned>>, why: string) => {
    expect([found.to, found.session]).toEqual([`/?sign-in=${why}`, undefined])
  }
  const tampered = (cookie: string, more: object) => {
    const kept = JSON.parse(
      Buffer.from(cookie.split('=')[1] ?? '', 'base64url').toString(),
    ) as object
    return `provider=${Buffer.from(JSON.stringify({ ...kept, ...more })).toString('base64url')}`
  }

  test('brings nobody in with an answer that another browser asked for', async () => {
    await not(await open(() => {}, 'a=b'), 'begin-again')
    await not(await open(() => {}, (await begin()).cookie), 'not-proved')
    await not(await open(() => {}, 'provider=bm8'), 'begin-again')
  })

  test('changes neither state, nor issuer, nor code', async () => {
    await not(await open((url) => url.searchParams.set('state', 'x'.repeat(43))), 'not-proved')
    await not(
      await open((url) => url.searchParams.set('iss', 'https://other.example')),
      'not-proved',
    )
    await not(await open((url) => url.searchParams.delete('iss')), 'not-proved')
    await not(await open((url) => url.searchParams.set('code', 'guessed')), 'not-proved')
    await not(await open((url) => url.searchParams.set('error', 'access_denied')), 'not-proved')
  })

  test.each([
    ['nonce', { nonce: 'n'.repeat(43) }],
    ['verifier of the code', { verifier: 'v'.repeat(43) }],
  ])('nor the %s', async (_, more) => {
    const errand = await begin()
    const url = await signInThere(errand.there, 's-zhao', desk.url)
    await not(await returned(url, tampered(errand.cookie, more)), 'not-proved')
  })

  test('uses no answer a second time', async () => {
    const errand = await begin()
    const url = await signInThere(errand.there, 's-zhao', desk.url)
    expect((await returned(url, errand.cookie)).session).toBeDefined()
    await not(await returned(url, errand.cookie), 'not-proved')
  })

  test('plants no session: whoever signs in gets a new one', async () => {
    const planted = (await entered('s-li')).session ?? ''
    const errand = await begin()
    const url = await signInThere(errand.there, 's-zhao', desk.url)
    const { session } = await returned(url, `${errand.cookie}; ${planted}`)
    expect(session).not.toBe(planted)
    expect(await who(session)).toMatchObject({ name: 'zhao.min' })
  })

  test('leads nobody elsewhere', async () => {
    for (const back of ['//evil.example', 'https://evil.example', '/\\evil.example'])
      expect((await entered('s-zhao', back)).to).toBe('/')
    const errand = await begin('/cases')
    const url = await signInThere(errand.there, 's-zhao', desk.url)
    expect((await returned(url, tampered(errand.cookie, { back: '//evil.example' }))).to).toBe('/')
  })
})

test('a provider that is away is said, and asked again', async () => {
  const port = await freePort()
  const oidc = {
    ...{ issuer: `http://127.0.0.1:${port}`, clientId: 'urban-brain', secret: 's' },
    address: 'http://127.0.0.1:1',
  }
  await using other = await startDeskServer({ tokens, settings: { access: { oidc } } })
  for (let n = 0; n < 2; n += 1) {
    const answer = await other.ask('/v1/session/provider')
    expect(answer.headers.get('location')).toBe('/?sign-in=away')
  }
})
