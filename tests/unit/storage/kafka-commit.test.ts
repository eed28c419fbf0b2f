import { EventEmitter } from 'node:events'

import { expect, test } from 'vitest'

import { silentObserver } from '../../../core/observer.ts'
import type { Kafka } from '../../../storage/kafka/client.ts'
import { kafkaConfigSchema } from '../../../storage/kafka/config.ts'
import { Membership } from '../../../storage/kafka/membership.ts'
import { consumeKafka } from '../../../storage/kafka/consume.ts'
import { KafkaPartitionState } from '../../../storage/kafka/partition-state.ts'
import { wordsTopic } from '../../support/counted-words.ts'

/** A consumer of the library that owns one partition, reaches its end, and answers commits as the test says. */
class ScriptedConsumer extends EventEmitter {
  readonly commits: number[] = []
  readonly #settings: Record<string, (...values: unknown[]) => void>
  #assigned = false

  constructor(settings: Record<string, (...values: unknown[]) => void>) {
    super()
    this.#settings = settings
  }
  connect(_: unknown, done: (error: null) => void) {
    done(null)
  }
  setDefaultConsumeTimeout() {}
  committed(places: readonly object[], _: number, done: (error: null, places: unknown[]) => void) {
    done(null, [...places])
  }
  subscribe() {
    this.#settings['rebalance_cb']?.({ code: -175 }, [{ topic: 'words', partition: 0 }])
  }
  incrementalAssign() {
    this.#assigned = true
  }
  consume(_: number, done: (error: null, messages: unknown[]) => void) {
    if (this.#assigned) this.emit('partition.eof', { partition: 0, offset: 7 })
    setImmediate(() => done(null, []))
  }
  commit({ offset }: { readonly offset: number }) {
    this.commits.push(offset)
  }
  answer(code: number | undefined) {
    this.#settings['offset_commit_cb']?.(code === undefined ? undefined : { code }, [
      { topic: 'words', partition: 0 },
    ])
  }
  disconnect(done: (error: null) => void) {
    done(null)
  }
}

const illegalGeneration = 22

function scripted() {
  const consumers: ScriptedConsumer[] = []
  const kafka = {
    KafkaConsumer: class extends ScriptedConsumer {
      constructor(settings: Record<string, () => void>) {
        super(settings)
        consumers.push(this)
      }
    },
  } as unknown as Kafka
  const config = kafkaConfigSchema.parse({ brokers: '127.0.0.1:9092' })
  const membership = {
    kafka,
    config,
    observer: silentObserver,
    topic: 'words',
    group: 'listeners',
    restore: (partitions: readonly number[]) =>
      Promise.resolve(new Map(partitions.map((one) => [one, new KafkaPartitionState()]))),
  }
  return { membership, consumers }
}

test('an offset that the cluster refused is said again, and one that it took is not', async () => {
  const { membership, consumers } = scripted()
  const leaving = new AbortController()
  const batches = consumeKafka(
    {
      ...membership,
      source: wordsTopic,
      options: {},
      records: () => [],
      workers: new Set(),
      stateTopic: () => Promise.resolve('words.state'),
    },
    leaving.signal,
  )
  const over = batches.next()
  const commits = () => consumers[0]?.commits
  await expect.poll(commits).toEqual([7])
  consumers[0]?.answer(illegalGeneration)
  await expect.poll(commits).toEqual([7, 7])
  consumers[0]?.answer(undefined)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(commits()).toEqual([7, 7])
  leaving.abort()
  await over
})

test('what follows a commit waits until the cluster has answered it', async () => {
  const { membership, consumers } = scripted()
  const member = await Membership.join(membership)
  await expect.poll(() => [...member.owned].length).toBe(1)
  const [owned] = member.owned
  if (owned === undefined) throw new Error('no partition')
  member.commit(owned, 5)
  let settled = false
  const settling = member.settle(owned).then(() => (settled = true))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(settled).toBe(false)
  consumers[0]?.answer(undefined)
  await settling
  expect(owned.committed).toBe(5)
  await member.leave()
})
