import type { Topic, TopicName } from '../../core/log.ts'
import { topics } from '../../core/topics.ts'
import type { KafkaSeed } from '../../storage/kafka/seed.ts'
import type { LmdbExport } from '../../storage/lmdb/export.ts'

export type Told = (done: number, of: number) => void

const page = 2_000

export const topicNames = Object.keys(topics) as readonly TopicName[]

/**
 * Every record still kept, in its order. Where a group stands between two records the copy stops, and what is then the end
 * of each partition is the place of the group: it has read what came before, wherever that went.
 */
export async function copyLog(source: LmdbExport, target: KafkaSeed, told: Told): Promise<void> {
  const ranges = topicNames.map((name) => source.range(name))
  const all = ranges.reduce((sum, { first, next }) => sum + next - first, 0)
  let before = 0
  for (const name of topicNames) {
    const { first, next } = source.range(name)
    await copyTopic(source, target, topics[name], (done) => told(before + done, all))
    before += next - first
  }
}

async function copyTopic(
  source: LmdbExport,
  target: KafkaSeed,
  topic: Topic<unknown>,
  copied: (records: number) => void,
): Promise<void> {
  const { first, next } = source.range(topic.name)
  const progress = `copied/${topic.name}`
  let at = Number(target.recall(progress) ?? first)
  const copyUntil = async (end: number) => {
    while (at < end) {
      const records = source.records(topic, at, Math.min(page, end - at))
      const last = records.at(-1)
      if (last === undefined) throw new TypeError(`${topic.name} ends at ${at}, not at ${next}`)
      const values = records.map(({ value }) => value)
      await target.append(topic, values, { key: progress, value: last.offset + 1 })
      at = last.offset + 1
      copied(at - first)
    }
  }
  const groups = [...source.groups(topic.name)].sort(([, one], [, other]) => one - other)
  for (const [group, committed] of groups) {
    await copyUntil(Math.max(first, committed))
    const place = placeKey(topic.name, group)
    if (target.recall(place) === undefined)
      await target.remember(place, await target.ends(topic.name))
  }
  await copyUntil(next)
}

const placeKey = (topic: TopicName, group: string): string => `place/${topic}/${group}`

export async function placeGroups(source: LmdbExport, target: KafkaSeed): Promise<void> {
  for (const topic of topicNames)
    for (const group of source.groups(topic).keys()) {
      const place = target.recall(placeKey(topic, group))
      if (!Array.isArray(place)) throw new TypeError(`${group} has no place in ${topic}`)
      await target.place(topic, group, place.map(Number))
    }
  // A further transaction begins only when those before it can be read.
  await target.remember('placed', true)
}
