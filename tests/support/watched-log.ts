import type { Batch, DurableLog, Topic, TopicName } from '../../core/log.ts'

/**
 * Counts what goes through a log, so that a test sees at once when all of it was worked off. Asking the log itself costs
 * round trips, and Kafka tells a group half a second late that only the end of a transaction stands behind the last record.
 */
export class LogCounts {
  readonly #written = new Map<TopicName, number>()
  readonly #worked = new Map<string, number>()

  written(topic: TopicName): number {
    return this.#written.get(topic) ?? 0
  }

  isWorkedOff(topic: TopicName, group: string): boolean {
    return (this.#worked.get(`${topic} ${group}`) ?? 0) === this.written(topic)
  }

  /** The log itself says so. */
  workedOff(topic: TopicName, group: string): void {
    this.#worked.set(`${topic} ${group}`, this.written(topic))
  }

  /** The log with its counts kept; a record for every partition counts once for each of them. */
  watch(log: DurableLog, partitions: number): DurableLog {
    const count = <T>(topic: Topic<T>, values: readonly T[]) => {
      const everywhere = values.filter((value) => topic.key(value) === '').length
      const records = values.length + everywhere * (partitions - 1)
      this.#written.set(topic.name, this.written(topic.name) + records)
    }
    const watched = <T>(batch: Batch<T>, name: string): Batch<T> => ({
      partition: batch.partition,
      partitions: batch.partitions,
      ownedPartitions: batch.ownedPartitions,
      records: batch.records,
      state: batch.state,
      owns: (key) => batch.owns(key),
      complete: async (effects) => {
        await batch.complete(effects)
        // In one go: nobody ever sees the input worked off and its output not written.
        for (const { topic, values } of effects?.append ?? [])
          count(topic as Topic<unknown>, values)
        this.#worked.set(name, (this.#worked.get(name) ?? 0) + batch.records.length)
      },
    })
    return {
      append: async (topic, values) => {
        count(topic, values)
        await log.append(topic, values)
      },
      async *consume(topic, group, options, signal) {
        for await (const batch of log.consume(topic, group, options, signal))
          yield watched(batch, `${topic.name} ${group}`)
      },
      read: (topic, partition, from, limit) => log.read(topic, partition, from, limit),
      positions: (topic, group) => log.positions(topic, group),
      recall: (topic, group, key) => log.recall(topic, group, key),
      [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
    }
  }
}
