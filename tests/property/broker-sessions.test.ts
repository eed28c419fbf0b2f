/** Whatever happens to sessions, a store that reads the journal knows what the one before knew. */
import { join } from 'node:path'

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { openSqliteSessions } from '../../broker/sqlite/sessions.ts'
import type { Message, SessionJournal } from '../../broker/ports.ts'
import { SessionStore } from '../../broker/sessions/session-store.ts'
import { instant } from '../../core/time.ts'
import { smallBounds } from '../contract/broker-sessions.suite.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ids = ['a/1', 'a/2', 'a/3', 'a/4', 'b'] as const
const filters = ['t/x', 't/y', 't/+', 't/#'] as const
const topics = ['t/x', 't/y', 'u'] as const

/** One of them mostly, so that what belongs together meets. */
const id = fc.constantFrom('a/1', 'a/1', 'a/1', 'a/1', ...ids)
const other = fc.oneof(
  fc.record({
    do: fc.constant('subscribe' as const),
    id,
    filter: fc.constantFrom(...filters),
    qos: fc.nat(2),
  }),
  fc.record({ do: fc.constant('unsubscribe' as const), id, filter: fc.constantFrom(...filters) }),
  fc.record({ do: fc.constant('half-do' as const), id, number: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constant('finish' as const), id, number: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constant('leave' as const), id, after: fc.nat(600) }),
  fc.record({ do: fc.constant('arrive' as const), id }),
  fc.record({ do: fc.constant('clean' as const), id }),
  fc.record({ do: fc.constant('restart' as const) }),
)
/** What goes through the queues, half of all. */
const queueing = fc.oneof(
  fc.record({
    do: fc.constant('keep' as const),
    topic: fc.constantFrom('t/x', 't/x', ...topics),
    bytes: fc.nat(4_000),
    qos: fc.constantFrom(0, 1, 1, 2, 2),
    retain: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('send' as const),
    id,
    nth: fc.nat(2),
    number: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({ do: fc.constant('release' as const), id, number: fc.integer({ min: 1, max: 2 }) }),
  fc.record({
    do: fc.constant('acknowledge' as const),
    id,
    number: fc.integer({ min: 1, max: 2 }),
  }),
)
const action = fc.oneof(other, queueing)
type Action = typeof action extends fc.Arbitrary<infer One> ? One : never

const open = async (journal: SessionJournal): Promise<SessionStore> => {
  const store = new SessionStore(
    {
      ...smallBounds,
      sessionExpiry: 1_000,
      granted: () => true,
      dropped: () => {},
      displaced: () => {},
    },
    journal,
  )
  await store.setup()
  return store
}

const waiting = async (store: SessionStore, client: string): Promise<readonly Message[]> =>
  store.outgoingStream({ id: client }).toArray() as Promise<Message[]>

/** All that can be seen of a store. */
async function seen(store: SessionStore): Promise<unknown> {
  const sessions = await Promise.all(
    ids.map(async (one) => ({
      one,
      subscriptions: (await store.subscriptionsByClient({ id: one })).sort((a, b) =>
        a.topic < b.topic ? -1 : 1,
      ),
      queue: (await waiting(store, one)).map(({ cmd, topic, payload, messageId, dup, qos }) =>
        cmd === 'pubrel' ? [cmd, messageId] : [topic, payload.length, messageId, dup, qos],
      ),
      halfDone: await Promise.all(
        [1, 2, 3].map((messageId) =>
          store.incomingGetPacket({ id: one }, { messageId }).then(
            () => true,
            () => false,
          ),
        ),
      ),
    })),
  )
  const retained: Message[] = await store.createRetainedStreamCombi(['#']).toArray()
  return {
    sessions,
    hears: topics.map((topic) => store.hears(topic)),
    retained: retained.map(({ topic, payload }) => `${topic} ${payload.length}`).sort(),
  }
}

describe('a journal of sessions', () => {
  it('says what the store knew, after any restart', async () => {
    const folder = await temporaryFolder()
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (actions) => {
        const journal = await openSqliteSessions(join(folder, `${++run}.sqlite`))
        let store = await open(journal)
        let elapsed = 0
        let counter = 0
        const act = async (one: Action): Promise<void> => {
          if (one.do === 'restart') {
            const before = await seen(store)
            await journal.flushed()
            store = await open(journal)
            expect(await seen(store)).toEqual(before)
            return
          }
          if (one.do === 'keep') {
            const { topic, bytes, qos, retain } = one
            const payload = Buffer.alloc(bytes)
            const name = { brokerId: 'broker', brokerCounter: ++counter }
            await store.keep({ cmd: 'publish', topic, payload, qos, retain, dup: false, ...name })
            return
          }
          const client = { id: one.id, clean: false }
          if (one.do === 'subscribe') {
            await store.addSubscriptions(client, [{ topic: one.filter, qos: one.qos }])
          } else if (one.do === 'unsubscribe') await store.removeSubscriptions(client, [one.filter])
          else if (one.do === 'send') {
            const message = (await waiting(store, one.id))[one.nth]
            if (message?.cmd === 'publish') {
              await store.outgoingUpdate(client, { ...message, messageId: one.number })
            }
          } else if (one.do === 'release') {
            await store.outgoingUpdate(client, { cmd: 'pubrel', messageId: one.number })
          } else if (one.do === 'acknowledge') {
            await store.outgoingClearMessageId(client, { messageId: one.number })
          } else if (one.do === 'half-do') {
            await store.incomingStorePacket(client, { messageId: one.number })
          } else if (one.do === 'finish') {
            await store.incomingDelPacket(client, { messageId: one.number }).catch(() => {})
          } else if (one.do === 'leave') {
            store.left(one.id, instant((elapsed += one.after)))
            store.expire(instant(elapsed))
          } else if (one.do === 'arrive') store.arrived(one.id)
          else await store.cleanSubscriptions(client)
        }
        await act({ do: 'subscribe', id: 'a/1', filter: 't/#', qos: 2 })
        for (const one of actions) await act(one)
        await act({ do: 'restart' })
        await journal[Symbol.asyncDispose]()
      }),
      { numRuns: 100 },
    )
  })
})
