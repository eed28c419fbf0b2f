import type { KafkaConsumer, TopicPartition } from 'node-rdkafka'

import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'

import { answered } from './client.ts'

const callTimeout = 10_000
/** A leader that was just elected may not know its own end yet. */
const looks = 5
const pause = 1_000

interface Bounds {
  readonly lowOffset: number
  readonly highOffset: number
}

interface Asked {
  readonly consumer: KafkaConsumer
  readonly group: string
  readonly observer: Observer
}

/**
 * The cluster would answer a place that its topic does not hold by beginning at the oldest record, in silence. Rejects
 * with `store-foreign` at a place beyond the end: the topic was lost, or made a second time, and the group was not. What was
 * deleted before a group had read it is gone, and said.
 */
export async function placesMustFit(
  asked: Asked,
  assignment: readonly TopicPartition[],
): Promise<void> {
  const { consumer, group, observer } = asked
  const places = await answered<readonly { partition: number; topic: string; offset?: number }[]>(
    (done) => consumer.committed([...assignment], callTimeout, done),
  )
  await Promise.all(
    places.map(async ({ topic, partition, offset }) => {
      // Undefined, or a negative word of the library: the group was never here.
      if (offset === undefined || offset < 0) return
      const { lowOffset, highOffset } = await boundsOf(consumer, { topic, partition }, offset)
      if (offset > highOffset) throw beyond(group, topic, partition, offset, highOffset)
      if (offset < lowOffset)
        observer.emit('log.expired', { group, topic, partition }, lowOffset - offset)
    }),
  )
}

async function boundsOf(
  consumer: KafkaConsumer,
  { topic, partition }: TopicPartition,
  offset: number,
): Promise<Bounds> {
  for (let look = 1; ; look += 1) {
    const bounds = await answered<Bounds>((done) =>
      consumer.queryWatermarkOffsets(topic, partition, callTimeout, done),
    )
    if (offset <= bounds.highOffset || look === looks) return bounds
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

const beyond = (group: string, topic: string, partition: number, offset: number, end: number) =>
  new UrbanBrainError(
    'store-foreign',
    `${group} has read ${topic}/${partition} up to ${offset}, and it ends at ${end}: the topic was lost or made anew; bring it back, or set the group to where it shall go on: kafka-consumer-groups.sh --group ${group} --topic ${topic} --reset-offsets --to-earliest --execute`,
  )
