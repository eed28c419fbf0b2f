/** The records of a block: readings together in few bytes, those of all other topics one behind the other. */
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { Topic } from '../../core/log.ts'
import type { ReadingRecord } from '../../core/topics.ts'

import { decodeReadings, encodeReadings } from '../compact-readings.ts'
import { decodeRecord } from '../decode-record.ts'
import { decodeBlock, encodeBlock, encodePacked, isPacked, packedIn } from './block.ts'

export function blockOf<T>(topic: Topic<T>, values: readonly T[], writtenAt: number): Buffer {
  const alone = (value: T) => topic.encode(value)
  if (topic.name !== 'readings') return encodeBlock(values.map(alone), writtenAt)
  const packed = encodeReadings(values as readonly ReadingRecord[], (value) => alone(value as T))
  return encodePacked(packed, values.length, writtenAt)
}

/** From the `skip`-th on. Throws `log-corrupt` with the place, of what is packed with that of its block. */
export function recordsIn<T>(
  topic: Pick<Topic<T>, 'name' | 'decode'>,
  block: Buffer,
  {
    folder,
    base,
    skip = 0,
  }: { readonly folder: string; readonly base: number; readonly skip?: number },
): T[] {
  const where = `${folder}: ${topic.name} at ${base}`
  const alone = (bytes: Uint8Array, offset: number) =>
    decodeRecord(topic, bytes, { partition: 0, offset })
  if (!isPacked(block))
    return decodeBlock(block, skip, where).map((bytes, index) => alone(bytes, base + skip + index))
  if (topic.name !== 'readings')
    throw new UrbanBrainError('log-corrupt', `${where} is packed as readings alone are`)
  const { count, packed } = packedIn(block, where)
  try {
    const records = decodeReadings(packed, count, (bytes) => alone(bytes, base) as ReadingRecord)
    return records.slice(skip) as T[]
  } catch (cause) {
    if (cause instanceof UrbanBrainError) throw cause
    throw new UrbanBrainError('log-corrupt', `${where}: ${messageOf(cause)}`, { cause })
  }
}
