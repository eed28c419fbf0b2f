import { bufferToKeyValue } from 'lmdb'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'

import type { TopicName } from '../../core/log.ts'

import { isSummed } from './block.ts'
import { decodeCell, isSealed } from './state-cell.ts'
import { recordsIn } from './packed.ts'
import { decodeOffset } from './volume.ts'
import { mustBeWhole } from './whole.ts'

declare module 'lmdb' {
  /** There, and missing in the types of the package. */
  export function bufferToKeyValue(bytes: Buffer): unknown
}

export interface Contents {
  readonly blocks: number
  readonly records: number
  /** Blocks and states of versions that wrote no checksum: of these only the shape is known to be right. */
  readonly unsummed: number
}

/**
 * Reads every byte that the volume holds: each block and what groups remember against its checksum, and each topic for gaps. `told` hears of the bytes
 * read. Rejects with `log-corrupt`. Nobody may write meanwhile.
 */
export function checkContents(folder: string, told: (bytes: number) => void): Contents {
  let blocks = 0
  let records = 0
  let unsummed = 0
  const ends = new Map<string, number>()
  const block = (topic: string, base: number, value: Buffer) => {
    const count = recordsIn({ name: topic as TopicName, decode: () => undefined }, value, {
      folder,
      base,
    }).length
    const end = ends.get(topic)
    if (end !== undefined && end !== base)
      throw new UrbanBrainError('log-corrupt', `${folder}: ${topic} goes from ${end} to ${base}`)
    ends.set(topic, base + count)
    blocks += 1
    records += count
    if (!isSummed(value)) unsummed += 1
  }
  const state = (key: string, value: Buffer) => {
    attempt(folder, () => decodeCell(key, value))
    if (!isSealed(value)) unsummed += 1
  }
  mustBeWhole(folder, {
    mostPages: Number.POSITIVE_INFINITY,
    entry: (bytes, value) => {
      told(bytes.length + value.length)
      const [kind, topic, at, key] = keyOf(folder, bytes)
      if (kind === 'b') block(String(topic), Number(at), value)
      else if (kind === 'o' || kind === 'f') decodeOffset(value)
      else if (kind === 's') state(String(key), value)
    },
  })
  return { blocks, records, unsummed }
}

function keyOf(folder: string, bytes: Buffer): readonly unknown[] {
  const key: unknown = attempt(`${folder} holds a key that nobody wrote`, () =>
    bufferToKeyValue(bytes),
  )
  return Array.isArray(key) ? key : []
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new UrbanBrainError('log-corrupt', `${what}: ${messageOf(cause)}`, { cause })
  }
}
