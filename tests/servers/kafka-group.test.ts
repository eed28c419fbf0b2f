import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeAll, describe, expect, test } from 'vitest'

import type { KafkaConfig } from '../../storage/kafka/config.ts'
import type { KafkaLog } from '../../storage/kafka/kafka-log.ts'
import { servicesMissing } from '../services/available.ts'
import { startKafka, type KafkaCluster } from '../services/kafka.ts'
import { countedTopic, wordsTopic, type Counted } from '../support/counted-words.ts'
import { freshKafka, openKafka } from '../support/kafka.ts'

const program = fileURLToPath(new URL('../support/counting-worker.ts', import.meta.url))
const partitions = 6
const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`)

/** A worker in a process of its own, with what it has said. */
class CountingWorker {
  said = ''
  readonly process: ChildProcess

  constructor(config: KafkaConfig, ...more: readonly string[]) {
    this.process = spawn(
      process.execPath,
      ['--import', 'tsx', program, JSON.stringify(config), ...more],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    this.process.stdout?.on('data', (chunk: Buffer) => {
      this.said += chunk.toString()
    })
  }

  says(words: string, timeout = 60_000): Promise<void> {
    return expect.poll(() => this.said, { timeout }).toContain(words)
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    const exit = once(this.process, 'exit')
    this.process.kill(signal)
    await exit
  }
}

describe.skipIf(servicesMissing('kafka') !== undefined)('a group on Kafka', () => {
  let cluster: KafkaCluster
  let log: KafkaLog
  let config: KafkaConfig
  let numbers = 0
  const workers: CountingWorker[] = []

  beforeAll(async () => {
    cluster = await startKafka({ severable: true })
    return () => cluster[Symbol.asyncDispose]()
  }, 60_000)

  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.end('SIGKILL')))
    await log[Symbol.asyncDispose]()
  })

  const begin = async () => {
    config = freshKafka(cluster.bootstrap, { partitions })
    log = await openKafka(config)
    numbers = 0
  }
  const worker = (...more: readonly string[]): CountingWorker => {
    const started = new CountingWorker(config, ...more)
    workers.push(started)
    return started
  }
  /** One more word of every key. */
  const speak = async (times: number) => {
    for (let round = 0; round < times; round++) {
      numbers++
      await log.append(
        wordsTopic,
        keys.map((key) => ({ key, number: numbers })),
      )
    }
  }
  const allCounted = async (): Promise<readonly Counted[]> => {
    const all: Counted[] = []
    for (let partition = 0; partition < partitions; partition++)
      for (const { value } of await log.read(countedTopic, partition, 0, 1_000_000)) all.push(value)
    return all
  }
  /** Every word was counted once, in order, by somebody who knew all before it. */
  const expectExact = async () => {
    await expect
      .poll(async () => (await allCounted()).length, { timeout: 60_000, interval: 500 })
      .toBeGreaterThanOrEqual(numbers * keys.length)
    const all = await allCounted()
    expect(all.filter(({ number, count }) => number !== count)).toEqual([])
    expect(all.length).toBe(numbers * keys.length)
    expect(new Set(all.map(({ key, number }) => `${key} ${number}`)).size).toBe(all.length)
  }

  test('state and partitions move together while workers come, go and are killed', async () => {
    await begin()
    const first = worker()
    await speak(20)
    await first.says('log.partitions-taken')
    const second = worker()
    await speak(20)
    await second.says('log.partitions-taken')
    const third = worker()
    await speak(20)
    await third.says('log.partitions-taken')
    await second.end('SIGKILL')
    await speak(20)
    await first.end('SIGTERM')
    worker()
    await speak(20)
    await expectExact()
  }, 180_000)

  test('a worker that was away too long is refused, and nothing it did is seen', async () => {
    await begin()
    await speak(3)
    const zombie = worker('hold')
    await zombie.says('holding')
    zombie.process.kill('SIGSTOP')
    await speak(3)
    worker()
    await expectExact()
    zombie.process.kill('SIGCONT')
    zombie.process.stdin?.write('go\n')
    await zombie.says('refused')
    await speak(2)
    await expectExact()
  }, 180_000)

  test('a broker that is killed and a network that is cut cost time and nothing else', async () => {
    await begin()
    worker()
    worker()
    await speak(10)
    await expectExact()
    const [server] = cluster.servers
    await server?.kill()
    await server?.start()
    // An append that failed may be kept or not; the device, or here the test, would say it again under the same name.
    await expect.poll(() => log.positions('readings', 'count'), { timeout: 60_000 }).toHaveLength(6)
    await speak(10)
    await expectExact()
    cluster.cut()
    await new Promise((resolve) => setTimeout(resolve, 8_000))
    cluster.mend()
    await speak(10)
    await expectExact()
  }, 240_000)

  test('appending while the cluster is away is refused with a reason, and works when it is back', async () => {
    await begin()
    const impatient = await openKafka({ ...config, deliveryTimeout: 2_000 })
    cluster.cut()
    await expect(impatient.append(wordsTopic, [{ key: 'a', number: 1 }])).rejects.toMatchObject({
      code: 'log-unavailable',
      retry: 'later',
    })
    cluster.mend()
    await expect
      .poll(
        () =>
          impatient.append(wordsTopic, [{ key: 'a', number: 2 }]).then(
            () => 'taken',
            () => 'refused',
          ),
        { timeout: 60_000 },
      )
      .toBe('taken')
    await impatient[Symbol.asyncDispose]()
  }, 120_000)

  test('topics of another size are refused with the setting to change', async () => {
    await begin()
    await expect(openKafka({ ...config, partitions: 4 })).rejects.toMatchObject({
      code: 'engine-mismatch',
    })
  })
})
