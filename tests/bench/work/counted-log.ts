/**
 * A log that counts what is put into bytes, read from bytes and committed, and in which one group works at a time: a batch is then
 * what there is when its turn comes, and not what a machine had got to by then.
 */
import type { Batch, DurableLog, Effects, Topic, TopicName } from '../../../core/log.ts'
import { blockOf } from '../../../storage/lmdb/packed.ts'
import { encodeState } from '../../../storage/state-codec.ts'
import type { Tally } from './tally.ts'

export class CountedLog {
  readonly log: DurableLog
  readonly #tally: Tally
  /** Of the groups that wait for their turn: what lets each go on. */
  readonly #resting = new Map<string, () => void>()
  #over: (() => void) | undefined

  constructor(log: DurableLog, tally: Tally) {
    this.#tally = tally
    this.log = {
      append: (topic, values) => log.append(this.#counted(topic), values),
      consume: (topic, group, options, signal) => {
        const batches = log.consume(this.#counted(topic), group, options, signal)
        return this.#inTurns(log, batches, topic.name, group, signal)
      },
      read: (topic, partition, from, limit) => log.read(topic, partition, from, limit),
      positions: (topic, group) => log.positions(topic, group),
      recall: (topic, group, key) => log.recall(topic, group, key),
      [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
    }
  }

  /** Lets a group work until nothing is left for it. */
  async workOff(group: string): Promise<void> {
    const work = this.#resting.get(group)
    if (work === undefined) throw new Error(`${group} does not wait for its turn`)
    const over = new Promise<void>((resolve) => (this.#over = resolve))
    work()
    await over
  }

  async *#inTurns<T>(
    log: DurableLog,
    batches: AsyncIterable<Batch<T>>,
    topic: TopicName,
    group: string,
    signal: AbortSignal,
  ): AsyncIterable<Batch<T>> {
    const each = batches[Symbol.asyncIterator]()
    signal.addEventListener('abort', () => this.#resting.get(group)?.())
    while (!signal.aborted) {
      const [position] = await log.positions(topic, group)
      if (position === undefined || position.committed === position.next) {
        await new Promise<void>((resolve) => {
          this.#resting.set(group, resolve)
          this.#over?.()
        })
        continue
      }
      const { done, value } = await each.next()
      if (done === true) return
      yield this.#watched(value, group)
    }
  }

  #watched<T>(batch: Batch<T>, group: string): Batch<T> {
    const { partition, partitions, ownedPartitions, records, state } = batch
    return {
      ...{ partition, partitions, ownedPartitions, records, state },
      owns: (key) => batch.owns(key),
      complete: (effects) => {
        this.#tally.add(`batches.${group}`)
        return batch.complete(effects === undefined ? undefined : this.#effects(effects, group))
      },
    }
  }

  #effects(effects: Effects, group: string): Effects {
    for (const { value } of effects.state ?? []) {
      this.#tally.add(`state.${group}.cells`)
      this.#tally.add(`state.${group}.bytes`, value === undefined ? 0 : encodeState(value).length)
    }
    if (effects.append === undefined) return effects
    for (const { topic, values } of effects.append)
      if (topic.name === 'readings' && values.length > 0) {
        this.#tally.add('packed.readings.records', values.length)
        this.#tally.add('packed.readings.bytes', blockOf(topic, values as never[], 0).length)
      }
    const append = effects.append.map((out) => ({ ...out, topic: this.#counted(out.topic) }))
    return { ...effects, append }
  }

  #counted<T>(topic: Topic<T>): Topic<T> {
    return {
      ...topic,
      encode: (value) => {
        const bytes = topic.encode(value)
        this.#tally.add(`encoded.${topic.name}.records`)
        this.#tally.add(`encoded.${topic.name}.bytes`, bytes.length)
        return bytes
      },
      decode: (bytes) => {
        this.#tally.add(`decoded.${topic.name}`)
        return topic.decode(bytes)
      },
    }
  }
}
