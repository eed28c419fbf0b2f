/** What goes out to a client: the queue of its session, and which topics are queued for it. */
import { Readable } from 'node:stream'

import type { Client } from 'aedes'

import type { Named } from '../ports.ts'
import { matchesFilter } from '../rights/filters.ts'
import { linkOf } from './link.ts'

/** A session that is taken up makes its queue over to its subscriptions. */
export function handOver(client: Named, waiting: Readable): Readable {
  const handover = client.conn === undefined ? undefined : linkOf(client.conn)?.handover
  return handover === undefined ? waiting : Readable.from(handover.queue(waiting))
}

const maxNumber = 65_535

/** Behind those that are taken, where the way to the next of them is the longest. */
export function freeNumber(taken: readonly number[]): number {
  const sorted = taken.toSorted((a, b) => a - b)
  let best = 0
  let behind = 0
  for (const [index, number] of sorted.entries()) {
    const next = sorted[index + 1] ?? (sorted[0] ?? 0) + maxNumber
    if (next - number <= best) continue
    best = next - number
    behind = number
  }
  return (behind % maxNumber) + 1
}

/**
 * Aedes numbers what it sends to a client from a number it draws. Two messages under one number are one message to the
 * client, so it has to be none of those under which messages of the session were sent before.
 */
export function numberBeside(client: Named, taken: readonly number[]): void {
  if (taken.length > 0) Reflect.set(client, '_nextId', freeNumber(taken))
}

/** What aedes knows of its clients and does not say in its types. */
interface Subscribed {
  readonly subscriptions?: Readonly<Record<string, { readonly qos: number }>>
}

/** Whether what is published on the topic is queued for this session. */
export const queues = (client: Client & Subscribed, topic: string): boolean =>
  Object.entries(client.subscriptions ?? {}).some(
    ([filter, { qos }]) => qos > 0 && matchesFilter(filter, topic),
  )
