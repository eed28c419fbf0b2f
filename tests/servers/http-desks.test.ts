/** Several processes behind one balancer: whoever signs in at one is signed in at all, and out of all. */
import { describe, expect, test } from 'vitest'

import { sharedServicesMissing } from '../services/available.ts'
import { startDeskServer } from '../support/desk-server.ts'
import { ask, personAt } from '../support/people.ts'
import { freshDatabase } from '../support/postgres.ts'

const token = 'of-an-operator'
const administrator = 'of-an-administrator'
const tokens = [
  { name: 'operator', role: 'operator' as const, token },
  { name: 'administrator', role: 'administrator' as const, token: administrator },
]

describe.skipIf(sharedServicesMissing('postgres') !== undefined)('two desks', () => {
  test('share who is signed in, and whose account is disabled', async () => {
    const settings = {
      postgres: { url: await freshDatabase() },
      cases: { feed: { heartbeat: '200ms' } },
    }
    await using one = await startDeskServer({ tokens, settings })
    await using other = await startDeskServer({ tokens, settings })
    const cookie = await one.signIn(token)
    const status = async (desk: typeof one) => {
      const answer = await desk.ask('/v1/session', { headers: { cookie } })
      await answer.text()
      return answer.status
    }
    expect([await status(one), await status(other)]).toEqual([200, 200])
    const feed = await other.ask('/v1/feed', { headers: { cookie } })
    expect(feed.status).toBe(200)
    const out = { method: 'DELETE', headers: { cookie, origin: one.url } }
    expect((await one.ask('/v1/session', out)).status).toBe(204)
    expect([await status(one), await status(other)]).toEqual([401, 401])
    // It ends, and so the reading of it.
    expect(await feed.text()).toContain('event: ready')

    const li = { name: 'li.wei', person: '李伟', role: 'inspector' }
    const person = await personAt(one, administrator, li, 'nine herons over the weir')
    const reach = async (desk: typeof one) =>
      (await ask(desk, 'GET', '/v1/cases', { cookie: person })).status
    expect([await reach(one), await reach(other)]).toEqual([200, 200])
    await ask(other, 'POST', '/v1/accounts/li.wei/disable', { token: administrator })
    expect([await reach(one), await reach(other)]).toEqual([401, 401])
  })
})
