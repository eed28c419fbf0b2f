/**
 * What a group remembers under one key, as it stands in a volume: the byte 0xc1, with which no value of MessagePack begins,
 * CRC-32 of the key and the value, the value. What versions before wrote is the value alone.
 */
import { crc32 } from 'node:zlib'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { decodeState, encodeState } from '../state-codec.ts'

const mark = 0xc1
const head = 5

export function encodeCell(key: string, value: unknown): Buffer {
  const cell = encodeState(value, head)
  cell[0] = mark
  cell.writeUInt32BE(sumOf(key, cell), 1)
  return cell
}

/** Throws `log-corrupt` unless it is as it was written. A checksum that fits behind another mark tells that the mark is not. */
export function decodeCell(key: string, cell: Buffer): unknown {
  const sealed = isSealed(cell)
  const fits = cell.length >= head && sumOf(key, cell) === cell.readUInt32BE(1)
  if (sealed !== fits)
    throw new UrbanBrainError(
      'log-corrupt',
      `what is remembered of ${key} differs from its checksum`,
    )
  try {
    return decodeState(sealed ? cell.subarray(head) : cell)
  } catch (cause) {
    const message = `what is remembered of ${key} cannot be read: ${messageOf(cause)}`
    throw new UrbanBrainError('log-corrupt', message, { cause })
  }
}

/** Whether it carries a checksum. */
export const isSealed = (cell: Buffer): boolean => cell[0] === mark

const sumOf = (key: string, cell: Buffer): number => crc32(cell.subarray(head), crc32(key))
