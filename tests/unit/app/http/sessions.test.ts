/** Signing in, staying in and signing out, as a browser sees it. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openSqliteSessions } from '../../../../app/sqlite/sessions.ts'
import { hashToken, type IssuedToken } from '../../../../app/tokens.ts'
import { unitIdSchema } from '../../../../core/identity.ts'
import { instant } from '../../../../core/time.ts'
import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'

const operator: IssuedToken = { name: 'operator', role: 'operator', token: 'of-an-operator' }
const crew: IssuedToken = {
  name: 'crew-a',
  role: 'crew',
  unit: unitIdSchema.parse('lj-water-supply'),
  token: 'of-a-crew',
}
const tokens = [
  operator,
  crew,
  { name: 'hotline', role: 'service' as const, token: 'of-a-service' },
]

let folder: string
let desk: DeskServer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'urban-brain-'))
  desk = await startDeskServer({ tokens, folder })
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const status = async (path: string, cookie: string): Promise<number> => {
  const answer = await desk.ask(path, { headers: { cookie } })
  await answer.text()
  return answer.status
}
const signing = (token: string, headers: Record<string, string> = {}) =>
  desk.ask('/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  })

describe('signing in', () => {
  test('makes a session of its own each time, which is not the token', async () => {
    const told = await signing(operator.token)
    expect(await told.json()).toEqual({ name: 'operator', role: 'operator' })
    expect(told.headers.get('set-cookie')).toMatch(
      /^session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    const [one, other] = [await desk.signIn(operator.token), await desk.signIn(operator.token)]
    expect(one).not.toBe(other)
    expect(one).not.toContain(operator.token)
    expect(await status('/v1/cases', one)).toBe(200)
    expect(await status('/docs/json', one)).toBe(200)
    expect(await status('/v1/cases', `session=${operator.token}`)).toBe(401)
    expect(await status('/v1/cases', `session=${hashToken(operator.token)}`)).toBe(401)
  })

  test('is for people, and behind https the cookie stays there', async () => {
    expect((await signing('of-a-service')).status).toBe(401)
    const told = await signing(operator.token, { 'x-forwarded-proto': 'https' })
    expect(told.headers.get('set-cookie')).toMatch(/; Secure$/)
  })

  test('lasts longer on a phone than at a desk', async () => {
    const lasts = async (token: string) =>
      Number(/Max-Age=(\d+)/.exec((await signing(token)).headers.get('set-cookie') ?? '')?.[1])
    expect([await lasts(operator.token), await lasts(crew.token)]).toEqual([
      7 * 86_400,
      180 * 86_400,
    ])
  })
})

describe('a session ends', () => {
  test('when its person signs out, and no other one does', async () => {
    const [mine, others] = [await desk.signIn(operator.token), await desk.signIn(operator.token)]
    const out = await desk.ask('/v1/session', {
      method: 'DELETE',
      headers: { cookie: mine, origin: desk.url },
    })
    expect([out.status, out.headers.get('set-cookie')?.split(';')[0]]).toEqual([204, 'session='])
    expect([await status('/v1/cases', mine), await status('/v1/cases', others)]).toEqual([401, 200])
  })

  test('when it is not used for long, or is old', async () => {
    const store = await openSqliteSessions(join(folder, 'sign-ins.sqlite'))
    const now = Date.now()
    const hour = 3_600_000
    const of = async (token: string, opened: number, seen: number) => {
      const secret = `${token}-${opened}-${seen}`
      const row = { id: hashToken(secret), token: hashToken(token) }
      await store.add(
        { ...row, opened: instant(now - opened), seen: instant(now - seen) },
        { most: 99, unused: instant(0), opened: instant(0) },
      )
      return status('/v1/cases', `session=${secret}`)
    }
    expect(await of(operator.token, 20 * hour, 11 * hour)).toBe(200)
    expect(await of(operator.token, 20 * hour, 12 * hour)).toBe(401)
    expect(await of(operator.token, 7 * 24 * hour, 0)).toBe(401)
    expect(await of(crew.token, 170 * 24 * hour, 29 * 24 * hour)).toBe(200)
    expect(await of(crew.token, 170 * 24 * hour, 30 * 24 * hour)).toBe(401)
    expect(await of(crew.token, 180 * 24 * hour, 0)).toBe(401)
    const endsIn = async (opened: number) => {
      await of(operator.token, opened, 0)
      const cookie = `session=${operator.token}-${opened}-0`
      const answer = await desk.ask('/v1/session', { headers: { cookie } })
      return ((await answer.json()) as { readonly endsIn: number }).endsIn / hour
    }
    // It can go on as long as it is used, and no longer than its time.
    expect(await endsIn(hour)).toBe(12)
    expect(Math.round(await endsIn(7 * 24 * hour - hour))).toBe(1)
    await store[Symbol.asyncDispose]()
  })

  test('not by a restart, and by one at which its token is gone', async () => {
    const [phone, centre] = [await desk.signIn(crew.token), await desk.signIn(operator.token)]
    await desk[Symbol.asyncDispose]()
    desk = await startDeskServer({ tokens: [crew], folder })
    expect([await status('/v1/cases', phone), await status('/v1/cases', centre)]).toEqual([
      200, 401,
    ])
    await desk[Symbol.asyncDispose]()
    desk = await startDeskServer({ tokens, folder })
    expect(await status('/v1/cases', centre)).toBe(401)
  })
})

test('what is kept of sessions is for the owner of the file alone and opens nothing', async () => {
  const cookie = await desk.signIn(operator.token)
  for (const name of ['sign-ins.sqlite', 'sign-ins.sqlite-wal']) {
    const file = join(folder, name)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const bytes = await readFile(file, 'latin1')
    expect(bytes).not.toContain(cookie.slice('session='.length))
    expect(bytes).not.toContain(operator.token)
  }
})
