/** Several processes behind one balancer: whoever signs in at one is signed in at all, and out of all. */
import { describe, expect, test } from 'vitest'

import { sharedServicesMissing } from '../services/available.ts'
import { startDeskServer } from '../support/desk-server.ts'
import { freshDatabase } from '../support/postgres.ts'

const token = 'of-an-operator'
const tokens = [{ name: 'operator', role: 'operator' as const, token }]

describe.skipIf(sharedServicesMissing('postgres') !== undefined)('two desks', () => {
  test('share who is signed in', async () => {
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
  })
})
