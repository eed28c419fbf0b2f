import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

import { open, type Database, type Key, type RootDatabase } from 'lmdb'

import { holdsTheLog } from '../../core/consumers.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { PartitionState } from '../../core/log.ts'
import { refusal, type Purpose, type Room } from '../../core/room.ts'

import { blockCount } from './block.ts'
import { LaidOut } from './laid-out.ts'
import { decodeCell } from './state-cell.ts'

/**
 * One LMDB environment. Frames have a volume of their own, so that the commits of the stages behind never hold the
 * writer lock that a PUBACK waits for. Keys: `b topic base` a block by the offset of its first record,
 * `o topic group` where a group goes on, `f topic group` from where it reads again, `s topic group key` what it remembers.
 *
 * Callback transactions of the engine are not used: conditional batches run on its own thread and commit with fsync
 * (`overlappingSync: false`) before their promise resolves.
 */
export interface Volume {
  readonly folder: string
  readonly root: RootDatabase<Buffer, Key>
  readonly data: Database<Buffer, Key>
}

interface Write {
  readonly purpose: Purpose | 'retention'
  /** Of the values. */
  readonly bytes: number
  /** Keys that lie anywhere in the tree, each of which may touch pages of its own. */
  readonly scattered: number
  readonly work: () => Promise<boolean>
}

/** Every write of the log goes through `write`, which rejects with nothing but errors of ours. */
export interface WritableVolume extends Volume, AsyncDisposable {
  readonly write: (write: Write) => Promise<boolean>
}

export interface Disk {
  readonly room: Room
  /** The engine refused a write although there was room for it: nothing in this process can be relied on. */
  readonly broken: (error: UrbanBrainError) => void
}

/**
 * Beyond what one commit needs: for those of other threads, and for the list of freed pages. Readings leave some of it to
 * the record, and both to retention, which makes room within the file.
 */
const slack = { readings: 8 << 20, record: 4 << 20, retention: 2 << 20 } as const

export function openVolume(folder: string, { room, broken }: Disk): WritableVolume {
  mkdirSync(folder, { recursive: true })
  const root = open<Buffer, Key>({
    path: folder,
    encoding: 'binary',
    overlappingSync: false,
    maxDbs: 2,
  })
  const data = root.openDB<Buffer, Key>({ name: 'log', encoding: 'binary' })
  const laidOut = new LaidOut(join(folder, 'data.mdb'))
  const makeRoom = ({ purpose, bytes, scattered }: Write) => {
    const reason = refusal(room, purpose === 'readings' ? 'readings' : 'record')
    if (reason !== undefined) throw unavailable(reason)
    const { pageSize, lastPageNumber, treeLeafPageCount } = data.getStats() as EngineStats
    const touched = 2 * Math.min(scattered, treeLeafPageCount)
    try {
      laidOut.ensure(
        (lastPageNumber + 1) * pageSize,
        slack[purpose] + 2 * bytes + touched * pageSize,
      )
    } catch (error) {
      throw unavailable(messageOf(error), error)
    }
  }
  return {
    folder,
    root,
    data,
    write: async (write) => {
      makeRoom(write)
      try {
        return await write.work()
      } catch (error) {
        const failed = await failure(error)
        if (isEngineFailure(error)) broken(failed)
        throw failed
      }
    },
    [Symbol.asyncDispose]: async () => {
      await root.close()
      laidOut[Symbol.dispose]()
    },
  }
}

interface EngineStats {
  readonly pageSize: number
  readonly lastPageNumber: number
  readonly treeLeafPageCount: number
}

/** The engine rejects a write with this and tells the cause in a promise of its own. */
const isEngineFailure = (
  error: unknown,
): error is Error & { readonly commitError: Promise<void> } =>
  error instanceof Error && 'commitError' in error

async function failure(error: unknown): Promise<UrbanBrainError> {
  if (error instanceof UrbanBrainError) return error
  if (!isEngineFailure(error)) return unavailable(messageOf(error), error)
  try {
    await error.commitError
    return unavailable(error.message, error)
  } catch (cause) {
    return unavailable(messageOf(cause), cause)
  }
}

/** All may be better a moment later. */
const unavailable = (reason: string, cause?: unknown): UrbanBrainError =>
  new UrbanBrainError('log-unavailable', `the durable log cannot be written: ${reason}`, { cause })

export const blockKey = (topic: string, base: number): Key => ['b', topic, base]
export const offsetKey = (topic: string, group: string): Key => ['o', topic, group]
export const againKey = (topic: string, group: string): Key => ['f', topic, group]
export const stateKey = (topic: string, group: string, key: string): Key => ['s', topic, group, key]

const beyond = Number.MAX_SAFE_INTEGER
const afterEveryText = '\u{10ffff}'

/** Base and bytes of the blocks whose first record is at `from` or later. */
export const blocksFrom = (volume: Volume, topic: string, from: number, limit?: number) =>
  volume.data.getRange({
    start: blockKey(topic, from),
    end: blockKey(topic, beyond),
    ...(limit === undefined ? {} : { limit }),
  })

/** The block that holds `offset`, or the first one after it. */
export function baseAtOrBefore(volume: Volume, topic: string, offset: number): number | undefined {
  for (const key of volume.data.getKeys({
    start: blockKey(topic, offset),
    end: blockKey(topic, -1),
    reverse: true,
    limit: 1,
  }))
    return baseOf(key)
  return undefined
}

export const baseOf = (key: Key): number =>
  Array.isArray(key) && typeof key[2] === 'number' ? key[2] : Number.NaN

export function firstOffset(volume: Volume, topic: string): number | undefined {
  for (const key of volume.data.getKeys({
    start: blockKey(topic, 0),
    end: blockKey(topic, beyond),
    limit: 1,
  }))
    return baseOf(key)
  return undefined
}

/** The offset the next record will get. Retention leaves the newest block of a topic, so it is always known. */
export function nextOffset(volume: Volume, topic: string): number {
  for (const { key, value } of volume.data.getRange({
    start: blockKey(topic, beyond),
    end: blockKey(topic, -1),
    reverse: true,
    limit: 1,
  }))
    return baseOf(key) + blockCount(value)
  return 0
}

export function* groupOffsets(
  volume: Volume,
  topic: string,
): Iterable<{ group: string; offset: number }> {
  const range = { start: offsetKey(topic, ''), end: offsetKey(topic, afterEveryText) }
  for (const { key, value } of volume.data.getRange(range))
    if (Array.isArray(key)) yield { group: String(key[2]), offset: decodeOffset(value) }
}

/** The oldest record of the topic that some group has to read or will read again; `Infinity` without a group. Outlets do not count. */
export function oldestWanted(volume: Volume, topic: string): number {
  let oldest = Number.POSITIVE_INFINITY
  for (const { group, offset } of groupOffsets(volume, topic)) {
    if (!holdsTheLog(group)) continue
    const again = volume.data.get(againKey(topic, group))
    oldest = Math.min(oldest, offset, again === undefined ? offset : decodeOffset(again))
  }
  return oldest
}

export function committedOffset(volume: Volume, topic: string, group: string): number | undefined {
  const bytes = volume.data.get(offsetKey(topic, group))
  return bytes === undefined ? undefined : decodeOffset(bytes)
}

/** The offset and its CRC-32; versions before wrote no sum. */
export function encodeOffset(offset: number): Buffer {
  const bytes = Buffer.allocUnsafe(12)
  bytes.writeDoubleBE(offset, 0)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8)
  return bytes
}

export function decodeOffset(bytes: Buffer): number {
  if (bytes.length === 12 && crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8))
    throw new UrbanBrainError('log-corrupt', 'the offset of a group differs from its checksum')
  return bytes.readDoubleBE(0)
}

/** What a group remembers, as it is stored. */
export const storedState = (volume: Volume, topic: string, group: string): PartitionState => ({
  get(key) {
    const bytes = volume.data.get(stateKey(topic, group, key))
    return bytes === undefined ? undefined : decodeCell(key, bytes)
  },
  *entries(prefix) {
    for (const [key, cell] of storedCells(volume, topic, group, prefix))
      yield [key, decodeCell(key, cell)]
  },
})

/** What a group remembers under keys that begin alike, as it lies there. */
export function* storedCells(
  volume: Volume,
  topic: string,
  group: string,
  prefix: string,
): Iterable<readonly [key: string, cell: Buffer]> {
  const range = {
    start: stateKey(topic, group, prefix),
    end: stateKey(topic, group, prefix + afterEveryText),
  }
  for (const { key, value } of volume.data.getRange(range))
    if (Array.isArray(key)) yield [String(key[3]), value]
}
