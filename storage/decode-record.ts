import { messageOf, UrbanBrainError } from '../core/errors.ts'
import type { Topic } from '../core/log.ts'

/** What a topic makes of the bytes at a place; what it cannot read is refused with the place and its reason. */
export function decodeRecord<T>(
  topic: Pick<Topic<T>, 'name' | 'decode'>,
  bytes: Uint8Array,
  { partition, offset }: { readonly partition: number; readonly offset: number },
): T {
  try {
    return topic.decode(bytes)
  } catch (error) {
    const code = error instanceof UrbanBrainError ? error.code : 'log-corrupt'
    const place = `${topic.name}/${partition} at ${offset}`
    throw new UrbanBrainError(code, `${place}: ${messageOf(error)}`, { cause: error })
  }
}
