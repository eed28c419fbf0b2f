import { messageOf } from '../../core/errors.ts'
import { isKafkaError, loadKafka } from '../../storage/kafka/client.ts'
import { Delivery } from '../../storage/kafka/delivery.ts'
import type { CloudEvent } from '../decide/event.ts'
import type { OutletAnswer, OutletReceiver } from '../ports.ts'
import type { KafkaOutlet } from './config.ts'

/** Short, for whoever stops waits for it: it is tried again anyway. */
const connectTimeout = 5_000

const contentType = { 'content-type': 'application/cloudevents+json; charset=UTF-8' }

/** Of the cluster: larger than it takes (10), or refused by what it checks of each record (87). */
const aboutTheEvents: ReadonlySet<number> = new Set([10, 87])

/** Events in the structured mode of the Kafka binding of CloudEvents, acknowledged by all replicas in step. */
export async function createKafkaOutlet(
  { topic, ...access }: KafkaOutlet,
  name: string,
): Promise<OutletReceiver> {
  const prefix = `urban-brain-${name}`
  const delivery = new Delivery(await loadKafka(), { ...access, prefix, connectTimeout })
  const recordOf = (event: CloudEvent) => ({
    ...{ topic, partition: null, key: event.partitionkey },
    value: Buffer.from(JSON.stringify(event)),
    headers: [contentType],
  })
  return {
    async send(events, signal) {
      const sent = delivery
        .send(events.map(recordOf))
        .then((): OutletAnswer => ({ outcome: 'taken' }), refusalOf)
      const answered = new AbortController()
      return await Promise.race([sent, ended(signal, answered.signal)]).finally(() =>
        answered.abort(),
      )
    },
    close: () => delivery.close(),
  }
}

function refusalOf(error: unknown): OutletAnswer {
  const cause = error instanceof Error ? error.cause : undefined
  const refused = isKafkaError(cause) && aboutTheEvents.has(cause.code)
  return { outcome: refused ? 'refused' : 'failed', reason: messageOf(error) }
}

/** Whoever stops does not wait for a cluster that is away. */
const ended = (signal: AbortSignal, answered: AbortSignal): Promise<OutletAnswer> =>
  new Promise((resolve) => {
    const end = () => resolve({ outcome: 'failed', reason: 'it stops' })
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { signal: answered })
  })
