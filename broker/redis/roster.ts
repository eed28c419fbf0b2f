/**
 * How many stored sessions a name may have at all brokers together. The one that was here the longest ago goes, with its queue,
 * in one step with the look whether it is connected; what the index still says of it proves nothing (redis-keys.ts).
 */
import type { Redis } from 'ioredis'

import { UrbanBrainError } from '../../core/errors.ts'
import { nameOf } from '../sessions/stored-session.ts'
import { leftScript, ownScript, type Keys } from './keys.ts'
import { settled } from './queues.ts'

export interface Displaced {
  readonly client: string
  readonly filters: readonly string[]
}

/** Counts sessions that were stored now, and says who had to go for them. `time`: milliseconds until they expire. */
export async function own(
  commands: Redis,
  keys: Keys,
  clients: readonly string[],
  bounds: { readonly most: number; readonly time: number },
): Promise<readonly Displaced[]> {
  const pipeline = commands.pipeline()
  const { subscriptions, queue, messages, node } = keys
  const prefixes = [node(''), subscriptions(''), queue(''), messages('')]
  for (const client of clients) {
    const name = nameOf(client)
    const where = [keys.owned(name), keys.device(name)]
    pipeline.eval(ownScript, 2, ...where, client, bounds.most, bounds.time, ...prefixes)
  }
  return (await settled(pipeline)).flatMap(displacedIn)
}

export const left = (commands: Redis, keys: Keys, client: string, time: number): Promise<unknown> =>
  commands.eval(leftScript, 1, keys.owned(nameOf(client)), client, time)

function displacedIn(answer: unknown): readonly Displaced[] {
  if (!Array.isArray(answer)) throw new UrbanBrainError('store-unavailable', 'Redis answers oddly')
  return answer.map(([client, filters]: [string, string[]]) => ({ client, filters }))
}
