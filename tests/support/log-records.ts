import type { DurableLog, LogRecord, Topic } from '../../core/log.ts'

const page = 10_000

/** All records of a topic, partition after partition. */
export async function everyRecord<T>(
  log: DurableLog,
  topic: Topic<T>,
): Promise<readonly LogRecord<T>[]> {
  const all: LogRecord<T>[] = []
  for (const { partition, first, next } of await log.positions(topic.name, 'nobody')) {
    for (let from = first; from < next;) {
      const records = await log.read(topic, partition, from, page)
      for (const record of records) all.push(record)
      from = (records.at(-1)?.offset ?? next) + 1
    }
  }
  return all
}
