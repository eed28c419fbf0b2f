/** Counts what a copy brought into the topics, by reading all of it back. */
import type { TopicName } from '../../core/log.ts'

import { loadKafka, type Kafka } from './client.ts'
import type { KafkaConfig } from './config.ts'
import { kafkaNames } from './names.ts'
import { Reader } from './reader.ts'
import type { KafkaPartitionState } from './partition-state.ts'
import { restoreState } from './restore.ts'

interface TopicCensus {
  /** Records; one that went to every partition counts once. */
  readonly records: number
  /** Of these, what each group has still to read. */
  readonly left: ReadonlyMap<string, number>
}

export interface KafkaCensus extends AsyncDisposable {
  count(topic: TopicName, groups: readonly string[]): Promise<TopicCensus>
  /** What the group remembers, partition after partition. */
  state(topic: TopicName, group: string): AsyncIterable<KafkaPartitionState>
}

const page = 10_000

export async function openKafkaCensus(config: KafkaConfig): Promise<KafkaCensus> {
  const kafka = await loadKafka()
  const reader = new Reader(kafka, config)
  return {
    count: (topic, groups) => count(reader, config, topic, groups),
    state: (topic, group) => states(kafka, config, kafkaNames(config.prefix).state(topic, group)),
    [Symbol.asyncDispose]: () => reader.close(),
  }
}

async function* states(
  kafka: Kafka,
  config: KafkaConfig,
  name: string,
): AsyncIterable<KafkaPartitionState> {
  const { signal } = new AbortController()
  for (let partition = 0; partition < config.partitions; partition++)
    yield await restoreState(kafka, config, name, partition, signal)
}

async function count(
  reader: Reader,
  config: KafkaConfig,
  topic: TopicName,
  groups: readonly string[],
): Promise<TopicCensus> {
  const names = kafkaNames(config.prefix)
  const name = names.topic(topic)
  const { partitions } = config
  const places = new Map<string, readonly number[]>()
  for (const group of groups) {
    const positions = await reader.positions(name, names.group(topic, group), partitions)
    places.set(
      group,
      positions.map(({ committed }) => committed),
    )
  }
  const all = new Tally(partitions)
  const left = new Map(groups.map((group) => [group, new Tally(partitions)]))
  for (let partition = 0; partition < partitions; partition++) {
    for (let from = 0; ;) {
      const messages = await reader.read(name, partition, from, page)
      const last = messages.at(-1)
      if (last === undefined) break
      for (const { key, offset } of messages) {
        const everybody = String(key) === ''
        all.take(everybody)
        for (const group of groups)
          if (offset >= (places.get(group)?.[partition] ?? 0)) left.get(group)?.take(everybody)
      }
      from = last.offset + 1
    }
  }
  return {
    records: all.records,
    left: new Map([...left].map(([group, tally]) => [group, tally.records])),
  }
}

class Tally {
  readonly #partitions: number
  #keyed = 0
  #everywhere = 0

  constructor(partitions: number) {
    this.#partitions = partitions
  }

  take(everybody: boolean): void {
    if (everybody) this.#everywhere += 1
    else this.#keyed += 1
  }

  get records(): number {
    return this.#keyed + this.#everywhere / this.#partitions
  }
}
