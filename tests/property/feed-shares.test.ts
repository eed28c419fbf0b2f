import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { placeFor, type OpenFeed } from '../../cases/api/decide/feed-shares.ts'
import { deskRoles, type Actor, type ActorRole } from '../../core/actor.ts'

const askers: readonly Actor[] = (
  ['operator', 'inspector', 'crew', 'crew', 'service', 'wall'] as const
).map((role, n) => ({ name: `${role}-${n}`, role }))
const isDesk = (actor: Actor): boolean => (deskRoles as readonly ActorRole[]).includes(actor.role)
const clients = 7
const perToken = 4

type Feed = OpenFeed & { readonly silent: boolean }

test('feeds are never more than there are, and nobody with few pays for somebody with many', () => {
  const opening = fc.tuple(fc.constantFrom(...askers), fc.boolean())
  fc.assert(
    fc.property(fc.array(opening, { maxLength: 60 }), (openings) => {
      let open: readonly Feed[] = []
      for (const [number, [actor, silent]] of openings.entries()) {
        const count = (of: Actor) => open.filter((feed) => feed.actor === of).length
        const place = placeFor(actor, open, { clients, perToken })
        // Somebody at a desk, or who has one already, always gets one; so does whoever comes while somebody has two more than he.
        const unfair = askers.some((other) => count(other) > count(actor) + 1)
        if (isDesk(actor) || count(actor) > 0 || unfair) expect(place).toBeDefined()
        if (place === undefined) continue
        const { closes } = place
        if (closes !== undefined && closes.actor !== actor) {
          const less = count(closes.actor) > count(actor) + 1
          expect(less || (isDesk(actor) && count(actor) === 0 && !isDesk(closes.actor))).toBe(true)
        }
        // What nobody reads goes before what somebody reads.
        if (closes !== undefined && !closes.silent)
          expect(open.filter((feed) => feed.actor === closes.actor && feed.silent)).toEqual([])
        const feed = { actor, number, silent, stuck: () => silent }
        open = [...open.filter((one) => one !== closes), feed]
        expect(open.length).toBeLessThanOrEqual(clients)
        for (const one of askers) expect(count(one)).toBeLessThanOrEqual(perToken)
      }
    }),
    { numRuns: 500 },
  )
})
