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

/** What aedes knows of its clients and does not say in its types. */
interface Subscribed {
  readonly subscriptions?: Readonly<Record<string, { readonly qos: number }>>
}

/** Whether what is published on the topic is queued for this session. */
export const queues = (client: Client & Subscribed, topic: string): boolean =>
  Object.entries(client.subscriptions ?? {}).some(
    ([filter, { qos }]) => qos > 0 && matchesFilter(filter, topic),
  )
