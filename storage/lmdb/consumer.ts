import { isRetryable, UrbanBrainError } from '../../core/errors.ts'
import type {
  Batch,
  ConsumeOptions,
  Effects,
  LogRecord,
  PartitionState,
  Topic,
} from '../../core/log.ts'

import { mostBatchBytes } from '../batch.ts'

import { afterLost, mostClaims } from './claims.ts'
import { blockOf, recordsIn } from './packed.ts'
import { purposeOf } from './purpose.ts'
import type { RecentBlocks } from './recent-blocks.ts'
import { StateCache } from './state-cache.ts'
import { decodeCell, encodeCell } from './state-cell.ts'
import {
  againKey,
  baseAtOrBefore,
  baseOf,
  blockKey,
  blocksFrom,
  committedOffset,
  encodeOffset,
  firstOffset,
  nextOffset,
  offsetKey,
  stateKey,
  storedCells,
  storedState,
  type Volume,
  type WritableVolume,
} from './volume.ts'

const partition = 0

export interface ConsumerContext<T> {
  /** Where the topic is kept. */
  readonly source: Volume
  /** Where offset, state and outputs are kept: one transaction. */
  readonly sink: WritableVolume
  readonly recent: RecentBlocks
  readonly topic: Topic<T>
  readonly group: string
  readonly options: ConsumeOptions
  readonly now: () => number
  /** Resolves when the topic may have grown, the signal aborts or the log closes. */
  readonly more: (signal: AbortSignal) => Promise<void>
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly closed: () => boolean
  readonly appended: (effects: Effects) => void
  /** So many records were retired before the group had read them. */
  readonly expired: (records: number) => void
}

export async function* consumeTopic<T>(
  context: ConsumerContext<T>,
  signal: AbortSignal,
): AsyncIterable<Batch<T>> {
  const { source, sink, recent, topic, group, options } = context
  const most = options.maxRecords ?? 2_048
  const cache = new StateCache()
  const state = stateOf(context, cache)
  const known = committedOffset(sink, topic.name, group)
  let next = known ?? firstOffset(source, topic.name) ?? 0
  if (known === undefined && !(await entered(context, next, signal))) return
  const batch = (records: readonly LogRecord<T>[]): Batch<T> => {
    const after = (records.at(-1)?.offset ?? next - 1) + 1
    let completed = false
    return {
      partition,
      partitions: 1,
      ownedPartitions: [partition],
      records,
      state,
      owns: () => true,
      async complete(effects: Effects = {}) {
        if (completed) throw new TypeError('this batch was completed before')
        if (effects.append?.some((out) => out.topic.name === 'frames'))
          throw new TypeError('frames are fed by append only')
        if (context.closed()) throw new UrbanBrainError('log-closed', 'the log was closed')
        await commit(context, after, effects)
        completed = true
        next = after
        for (const { key, value } of effects.state ?? []) cache.set(key, value)
        context.appended(effects)
      },
    }
  }
  while (!signal.aborted && !context.closed()) {
    let records = readRecords(source, topic, next, most, { recent })
    if (records.length === 0) {
      await context.more(signal)
      continue
    }
    if (options.linger !== undefined && options.linger > 0 && records.length < most) {
      await context.pause(options.linger, signal)
      if (signal.aborted || context.closed()) break
      records = readRecords(source, topic, next, most, { recent })
    }
    const gone = (records[0]?.offset ?? next) - next
    if (gone > 0) context.expired(gone)
    yield batch(records)
  }
  if (options.last === true && !context.closed()) yield batch([])
}

const patience = 1_000

/** Makes the group known, so that retention waits for it; false when it stopped before there was room for that. */
async function entered<T>(
  { sink, topic, group, pause, closed }: ConsumerContext<T>,
  offset: number,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted && !closed()) {
    try {
      const key = offsetKey(topic.name, group)
      const work = () => sink.data.put(key, encodeOffset(offset))
      return await sink.write({ purpose: 'record', bytes: 0, scattered: 1, work })
    } catch (error) {
      if (!isRetryable(error)) throw error
      await pause(patience, signal)
    }
  }
  return false
}

function stateOf<T>({ sink, topic, group }: ConsumerContext<T>, cache: StateCache): PartitionState {
  const stored = storedState(sink, topic.name, group)
  return {
    get(key) {
      const known = cache.get(key)
      if (known !== undefined || cache.has(key)) return known
      const value = stored.get(key)
      cache.set(key, value)
      return value
    },
    *entries(prefix) {
      for (const [key, cell] of storedCells(sink, topic.name, group, prefix)) {
        if (!cache.has(key)) cache.set(key, decodeCell(key, cell))
        yield [key, cache.get(key)]
      }
    },
  }
}

/**
 * At least `most` records from `from` on where there are as many, or a batch by their bytes: whole blocks, unless told to cut
 * the last one.
 */
export function readRecords<T>(
  volume: Volume,
  topic: Topic<T>,
  from: number,
  most: number,
  { cut = false, recent }: { readonly cut?: boolean; readonly recent?: RecentBlocks } = {},
): LogRecord<T>[] {
  volume.root.resetReadTxn()
  const records: LogRecord<T>[] = []
  const start = baseAtOrBefore(volume, topic.name, from) ?? from
  let bytes = 0
  for (const { key, value } of blocksFrom(volume, topic.name, start)) {
    const base = baseOf(key)
    const skip = Math.max(0, from - base)
    const known = recent?.get(topic.name, base)
    let offset = base + skip
    const values =
      (known?.slice(skip) as T[] | undefined) ??
      recordsIn(topic, value, { folder: volume.folder, base, skip })
    for (const each of values) {
      records.push({ partition, offset, value: each })
      offset += 1
      if (cut && records.length === most) return records
    }
    bytes += value.length
    if (records.length >= most || (!cut && bytes >= mostBatchBytes)) break
  }
  return records
}

/** Outputs, state and offset in one conditional batch: every block claims its base, the last claim holds all writes. */
async function commit<T>(
  { sink, recent, topic, group, now }: ConsumerContext<T>,
  after: number,
  effects: Effects,
) {
  const { data, root } = sink
  const states = (effects.state ?? []).map(({ key, value }) => ({
    id: stateKey(topic.name, group, key),
    bytes: value === undefined ? undefined : encodeCell(key, value),
  }))
  const outputs = (effects.append ?? []).filter(({ values }) => values.length > 0)
  for (let turn = 1; turn <= mostClaims; turn += 1) {
    root.resetReadTxn()
    const bases = new Map<string, number>()
    const blocks = outputs.map(({ topic: out, values }) => {
      const base = bases.get(out.name) ?? nextOffset(sink, out.name)
      bases.set(out.name, base + values.length)
      return {
        out,
        base,
        values,
        key: blockKey(out.name, base),
        block: blockOf(out, values as readonly never[], now()),
      }
    })
    const write = () => {
      for (const { key, block } of blocks) void data.put(key, block)
      for (const { id, bytes } of states) {
        if (bytes === undefined) void data.remove(id)
        else void data.put(id, bytes)
      }
      if (effects.from !== undefined)
        void data.put(againKey(topic.name, group), encodeOffset(effects.from))
      return data.put(offsetKey(topic.name, group), encodeOffset(after))
    }
    const claims = blocks.reduceRight<() => Promise<boolean>>(
      (inner, { key }) =>
        () => {
          let done: Promise<boolean> = Promise.resolve(false)
          return data
            .ifNoExists(key, () => {
              done = inner()
              // Told by the outer claim, which fails with it.
              done.catch(() => {})
            })
            .then((claimed) => claimed && done)
        },
      blocks.length === 0 ? () => batched(data, write) : () => write(),
    )
    const claimed = await sink.write({
      purpose: purposeOf(outputs.map(({ topic: out }) => out.name)),
      bytes: [...blocks.map(({ block }) => block), ...states.map(({ bytes }) => bytes)].reduce(
        (sum, each) => sum + (each?.length ?? 0),
        0,
      ),
      scattered: states.length + 2,
      work: claims,
    })
    if (claimed) {
      for (const { out, base, values, block } of blocks)
        recent.put(out.name, base, values, block.length)
      return
    }
    await afterLost(turn)
  }
  throw new UrbanBrainError('log-unavailable', 'no free offset for the outputs of a batch')
}

const batched = (data: Volume['data'], write: () => Promise<boolean>): Promise<boolean> =>
  data.batch(() => {
    void write()
  })
