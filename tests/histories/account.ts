/** What a day left behind: every record as the bytes that this version writes, and what a person would look at. */
import type { Topic, TopicName } from '../../core/log.ts'
import { topics } from '../../core/topics.ts'
import { accountOf, comparable } from '../support/account.ts'
import type { World } from '../support/world.ts'

const readers = {
  frames: 'ingest',
  readings: 'rules',
  alarms: 'cases',
  'area-members': 'areas',
  replies: 'device-commands',
  'case-events': 'notify-crews',
  'case-seals': 'nobody',
  'dead-letters': 'adoption',
} as const satisfies Readonly<Record<TopicName, string>>

/** Topic, its records in order, each in base64. */
export type Written = Readonly<Record<TopicName, readonly string[]>>

export async function written(world: World): Promise<Written> {
  const entries = await Promise.all(
    Object.values(topics).map(
      async (topic) =>
        [topic.name, await bytesOf(world, topic as unknown as Topic<unknown>)] as const,
    ),
  )
  return Object.fromEntries(entries) as unknown as Written
}

async function bytesOf<T>({ backends }: World, topic: Topic<T>): Promise<readonly string[]> {
  const { log } = backends
  const found: string[] = []
  for (const { partition, first, next } of await log.positions(topic.name, readers[topic.name])) {
    for (const { value } of await log.read(topic, partition, first, next - first))
      found.push(Buffer.from(topic.encode(value)).toString('base64'))
  }
  return found
}

/** What was decided, in a form that two runs can be held against each other. */
export const decided = async (world: World): Promise<unknown> => comparable(await accountOf(world))
