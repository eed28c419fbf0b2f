import type { ServerResponse } from 'node:http'

import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { Actor, ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import { isWithin, scopeOf, type Scope } from '../../core/scope.ts'
import type { Clock } from '../../core/time.ts'
import type { Commits } from '../../runtime/commits.ts'
import type { CasesConfig } from '../config.ts'
import type { CaseStore, CommittedEvent } from '../ports.ts'
import { placeFor, type OpenFeed } from './decide/feed-shares.ts'
import { feedQuerySchema, type FeedEvent } from './contract.ts'

/** What else is told, of no case: a hint that is not resumed. Returns what ends it. */
export type ListenBeside = (actor: Actor, hear: (event: string, data: object) => void) => () => void

export interface FeedDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'since' | 'latest'>
  readonly commits: Commits
  readonly clock: Clock
  readonly observer: Observer
  readonly config: Pick<CasesConfig, 'feed'>
  readonly listenBeside: ListenBeside
}

const page = 100
/** Whoever lost his feed to another one comes back after this, and not at once to take it back. */
const displaced = 30_000
/** Of what is told beside the cases and not written yet; of more the oldest are left out. */
const mostBeside = 100
/** Events that another process commits are announced by nobody here. */
const fallback = 1_000

interface RunningFeed extends OpenFeed {
  readonly raw: ServerResponse
  readonly end: () => void
}

interface Streaming extends FeedDeps {
  readonly allowed: () => Promise<boolean>
  /** The connection has closed. An answer that waits behind another one of its connection never hears of that. */
  readonly gone: () => boolean
  /** Told beside the cases and not written yet. */
  readonly beside: string[]
}

/**
 * Case events as server-sent events, read from the register: the identifier of each is its sequence, so a client that
 * lost its connection goes on where it was. What waits for a slow reader is bounded; past that it gets `resync` and is
 * closed, and comes back with its last identifier.
 */
export function feedRoute(
  server: FastifyInstance,
  deps: FeedDeps,
  roles: readonly ActorRole[],
): void {
  const { access, store, observer, config } = deps
  const shared = { ...deps, store: readTogether(store) }
  const feeds = new Set<RunningFeed>()
  let opened = 0
  let closing = false

  const displace = (feed: RunningFeed) => {
    feeds.delete(feed)
    observer.emit('sse.displaced', { role: feed.actor.role })
    if (feed.stuck()) feed.raw.destroy()
    else feed.raw.write(`retry: ${displaced}\n\n`)
    feed.end()
  }

  server.addHook('preClose', (done) => {
    closing = true
    for (const feed of feeds) feed.end()
    done()
  })

  server.withTypeProvider<ZodTypeProvider>().get(
    '/v1/feed',
    {
      // A HEAD would wait for the end of a stream that has none.
      exposeHeadRoute: false,
      onRequest: access.allowLimited(...roles),
      schema: {
        summary: 'Live feed of case events (text/event-stream)',
        description:
          'Events: `ready` with the sequence it starts after, `case-event`, `resync` before a slow reader is closed. ' +
          '`device-command` tells what became of a command to a device; it has no identifier and is not told again. ' +
          'Resumes after the header Last-Event-ID, or `after`.',
        tags: ['cases'],
        querystring: feedQuerySchema,
      },
    },
    async (request, reply) => {
      const actor = access.actor(request)
      const { role } = actor
      const from = lastEventId(request.headers['last-event-id']) ?? request.query.after
      const after = Math.min(from ?? Number.POSITIVE_INFINITY, await store.latest())
      const place = placeFor(actor, [...feeds], config.feed)
      if (place === undefined)
        throw new UrbanBrainError('too-many-requests', 'too many live feeds are open')
      const { raw } = reply
      const ending = new AbortController()
      const end = () => ending.abort()
      opened += 1
      const feed = { actor, number: opened, stuck: () => raw.writableNeedDrain, raw, end }
      feeds.add(feed)
      if (place.closes !== undefined) displace(place.closes)
      reply.hijack()
      raw.writeHead(200, {
        ...plainHeaders(reply.getHeaders()),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // The connection ends with the stream; kept alive it would hold up the end of the server.
        connection: 'close',
        'x-accel-buffering': 'no',
      })
      raw.on('close', end)
      raw.on('error', end)
      if (closing || raw.destroyed) end()
      observer.emit('sse.opened', { role })
      observer.gauge('sse.clients', feeds.size)
      const beside: string[] = []
      const listened = deps.listenBeside(actor, (event, data) => {
        beside.push(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
        if (beside.length > mostBeside) beside.shift()
      })
      try {
        const allowed = () => access.stillAllowed(request)
        const gone = () => request.raw.socket.destroyed
        const streaming = { ...shared, allowed, gone, beside }
        await stream(streaming, raw, after, scopeOf(actor), ending.signal)
      } catch {
        // The register cannot be read now; the client comes back with its last identifier.
      } finally {
        listened()
        feeds.delete(feed)
        observer.gauge('sse.clients', feeds.size)
        raw.end()
      }
    },
  )
}

async function stream(
  { store, commits, clock, observer, config, beside, allowed, gone }: Streaming,
  raw: ServerResponse,
  start: number,
  scope: Scope,
  signal: AbortSignal,
): Promise<void> {
  const { heartbeat, buffer, patience } = config.feed
  let after = start
  raw.write(`retry: 2000\nid: ${after}\nevent: ready\ndata: {"after":${after}}\n\n`)
  let written = clock.elapsed()
  let asked = written
  while (!signal.aborted && !gone()) {
    if (clock.elapsed() - asked >= heartbeat) {
      if (!(await allowed())) return
      asked = clock.elapsed()
    }
    const { generation } = commits
    const rows = await store.since(after, page)
    for (const row of rows) {
      after = row.record.sequence
      if (!isWithin(scope, row) && !isWithin(scope, { ...row, unit: supporterOf(row) })) continue
      raw.write(message(row))
      written = clock.elapsed()
      if (raw.writableLength <= buffer) continue
      if (await drained(raw, patience, signal)) continue
      if (signal.aborted) return
      observer.emit('sse.resynced', { after })
      raw.write(`event: resync\ndata: {"after":${after}}\n\n`)
      // A reader that does not read would keep the connection for ever.
      if (!(await drained(raw, patience, signal))) raw.destroy()
      return
    }
    if (raw.writableLength <= buffer) for (const text of beside.splice(0)) raw.write(text)
    if (rows.length === page) continue
    await commits.after(generation, Math.min(heartbeat, fallback), signal)
    if (signal.aborted || clock.elapsed() - written < heartbeat) continue
    if (raw.writableLength <= buffer) raw.write(': still here\n\n')
    written = clock.elapsed()
  }
}

/** Whom an event of supporting units (配合单位) is about, who does not have the case. */
const supporterOf = ({ record: { event, data } }: CommittedEvent): string | undefined =>
  event.startsWith('support') && typeof data['unit'] === 'string' ? data['unit'] : undefined

/** A commit wakes every reader at once: those that stand at the same place share one look into the register. */
function readTogether(store: FeedDeps['store']): FeedDeps['store'] {
  const reading = new Map<number, Promise<readonly CommittedEvent[]>>()
  return {
    latest: () => store.latest(),
    since(after, limit) {
      const before = reading.get(after)
      if (before !== undefined) return before
      const rows = store.since(after, limit).finally(() => reading.delete(after))
      reading.set(after, rows)
      return rows
    },
  }
}

const messages = new WeakMap<CommittedEvent, string>()

/** Made once for all readers that share the row. */
function message(row: CommittedEvent): string {
  const made = messages.get(row)
  if (made !== undefined) return made
  const { record, unit } = row
  const event: FeedEvent = { ...record, ...(unit !== undefined && { unit }) }
  const text = `id: ${record.sequence}\nevent: case-event\ndata: ${JSON.stringify(event)}\n\n`
  messages.set(row, text)
  return text
}

/** Whether everything written went to the socket's other side within the patience. */
function drained(raw: ServerResponse, patience: number, signal: AbortSignal): Promise<boolean> {
  if (!raw.writableNeedDrain) return Promise.resolve(true)
  return new Promise((resolve) => {
    const settle = (answer: boolean) => () => {
      clearTimeout(timer)
      raw.off('drain', yes)
      signal.removeEventListener('abort', no)
      resolve(answer)
    }
    const yes = settle(true)
    const no = settle(false)
    const timer = setTimeout(no, patience)
    raw.once('drain', yes)
    signal.addEventListener('abort', no)
  })
}

function lastEventId(header: string | string[] | undefined): number | undefined {
  if (header === undefined || header === '') return undefined
  const sequence = Number(header)
  if (Number.isSafeInteger(sequence) && sequence >= 0) return sequence
  throw new UrbanBrainError('request-invalid', 'Last-Event-ID is not one that this feed has given')
}

/** What plugins have put on the reply (security headers) also goes out with a hijacked one. */
function plainHeaders(
  headers: Readonly<Record<string, number | string | string[] | undefined>>,
): Record<string, number | string | string[]> {
  const plain: Record<string, number | string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) plain[name] = value
  return plain
}
