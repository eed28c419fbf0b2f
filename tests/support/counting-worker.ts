/**
 * A worker of a group for tests, in a process of its own: it counts the words of each key in its state and says the count
 * of each word in another topic. Run as `tsx counting-worker.ts <configuration as JSON> [hold]`. With `hold` it stops
 * before its first batch is completed, until it is sent a line.
 */
import { once } from 'node:events'

import { messageOf } from '../../core/errors.ts'
import { pump } from '../../runtime/pump.ts'
import type { KafkaConfig } from '../../storage/kafka/config.ts'
import { realClock } from './clocks.ts'
import { openKafka } from './kafka.ts'
import { counted, wordsTopic } from './counted-words.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)
const observer = {
  emit: (event: string, fields: unknown) => say(`${event} ${JSON.stringify(fields)}`),
  measure: () => {},
  gauge: () => {},
}
const config = JSON.parse(process.argv[2] ?? '{}') as KafkaConfig
const stop = new AbortController()
process.once('SIGTERM', () => stop.abort())
const log = await openKafka(config, observer)

if (process.argv[3] === 'hold') {
  for await (const batch of log.consume(wordsTopic, 'count', {}, stop.signal)) {
    say('holding')
    await once(process.stdin, 'data')
    await batch.complete(counted(batch.records, batch.state)).then(
      () => say('completed'),
      (error: unknown) => say(`refused ${messageOf(error)}`),
    )
    break
  }
} else {
  await pump(
    {
      log,
      clock: realClock,
      observer,
      topic: wordsTopic,
      group: 'count',
      consume: { maxRecords: 200 },
      work: ({ records, state }) => ({ effects: counted(records, state) }),
    },
    stop.signal,
  )
}
await log[Symbol.asyncDispose]()
process.exit(0)
