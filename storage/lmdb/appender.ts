import { UrbanBrainError } from '../../core/errors.ts'
import type { TopicName } from '../../core/log.ts'

import { encodeBlock } from './block.ts'
import { afterLost, mostClaims } from './claims.ts'
import { purposeOf } from './purpose.ts'
import { blockKey, nextOffset, type WritableVolume } from './volume.ts'

interface Waiting {
  readonly records: readonly Uint8Array[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

const mostRecords = 1_024
const mostBytes = 1 << 20

/**
 * Group commit for one topic: what arrives while a commit is under way goes into the next block. Offsets are dense;
 * the base of a block is taken from the store and claimed by "if no such key exists", so that two threads that append
 * to the same topic can never write over each other: the loser looks again.
 */
export class Appender {
  readonly #volume: WritableVolume
  readonly #topic: TopicName
  readonly #now: () => number
  readonly #written: (records: number, seconds: number) => void
  #waiting: Waiting[] = []
  #running: Promise<void> | undefined

  constructor(
    volume: WritableVolume,
    topic: TopicName,
    now: () => number,
    written: (records: number, seconds: number) => void,
  ) {
    this.#volume = volume
    this.#topic = topic
    this.#now = now
    this.#written = written
  }

  append(records: readonly Uint8Array[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#take()
      const started = performance.now()
      try {
        const records =
          group.length === 1 ? (group[0]?.records ?? []) : group.flatMap((w) => w.records)
        await this.#commit(records)
        this.#written(records.length, (performance.now() - started) / 1_000)
        for (const { resolve } of group) resolve()
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    // Here and not a turn later: whoever was answered may append again at once.
    this.#running = undefined
  }

  /** As many waiting calls as fit a block, at least one. */
  #take(): Waiting[] {
    let records = 0
    let bytes = 0
    let calls = 0
    for (const waiting of this.#waiting) {
      for (const record of waiting.records) bytes += record.length
      records += waiting.records.length
      if (calls > 0 && (records > mostRecords || bytes > mostBytes)) break
      calls += 1
    }
    return this.#waiting.splice(0, calls)
  }

  async #commit(records: readonly Uint8Array[]): Promise<void> {
    const block = encodeBlock(records, this.#now())
    const { data, root, write } = this.#volume
    for (let turn = 1; turn <= mostClaims; turn += 1) {
      root.resetReadTxn()
      const key = blockKey(this.#topic, nextOffset(this.#volume, this.#topic))
      const claimed = await write({
        purpose: purposeOf([this.#topic]),
        bytes: block.length,
        scattered: 0,
        work: () =>
          data.ifNoExists(key, () => {
            void data.put(key, block)
          }),
      })
      if (claimed) return
      await afterLost(turn)
    }
    throw new UrbanBrainError('log-unavailable', `no free offset in ${this.#topic}`)
  }
}
