/**
 * A block holds the records of one group commit, so that the cost of the engine is paid once for all of them.
 *
 * Layout, big endian: 0 version (2), 1..8 written at (double, epoch ms), 9..12 number of records n, 13..16 CRC-32 of all
 * other bytes, then n lengths of 4 bytes, then the records. Version 1 has no sum, and its lengths begin at 13. Version 3 has
 * the records packed together behind the sum, see packed.ts.
 */
import { crc32 } from 'node:zlib'

import { UrbanBrainError } from '../../core/errors.ts'

const version = 2
const packedVersion = 3
const sumAt = 13
const head = 17
const unsummed = 1
const unsummedHead = 13

export function encodeBlock(records: readonly Uint8Array[], writtenAt: number): Buffer {
  let length = head + 4 * records.length
  for (const record of records) length += record.length
  const block = Buffer.allocUnsafe(length)
  block[0] = version
  block.writeDoubleBE(writtenAt, 1)
  block.writeUInt32BE(records.length, 9)
  let at = head + 4 * records.length
  records.forEach((record, index) => {
    block.writeUInt32BE(record.length, head + 4 * index)
    block.set(record, at)
    at += record.length
  })
  block.writeUInt32BE(sumOf(block), sumAt)
  return block
}

export function encodePacked(packed: Uint8Array, records: number, writtenAt: number): Buffer {
  const block = Buffer.allocUnsafe(head + packed.length)
  block[0] = packedVersion
  block.writeDoubleBE(writtenAt, 1)
  block.writeUInt32BE(records, 9)
  block.set(packed, head)
  block.writeUInt32BE(sumOf(block), sumAt)
  return block
}

export const isPacked = (block: Buffer): boolean => block[0] === packedVersion

const sumOf = (block: Buffer): number =>
  crc32(block.subarray(head), crc32(block.subarray(0, sumAt)))

function check(block: Buffer): void {
  if (block.length < headOf(block))
    throw new UrbanBrainError('log-corrupt', `log block of ${block.length} bytes`)
}

function headOf(block: Buffer): number {
  if (isSummed(block)) return head
  if (block[0] === unsummed) return unsummedHead
  throw new UrbanBrainError('log-corrupt', `log block of unknown version ${block[0]}`)
}

/** Whether it carries a checksum; those of older versions do not. */
export const isSummed = (block: Buffer): boolean => block[0] === version || isPacked(block)

export function blockCount(block: Buffer): number {
  check(block)
  return block.readUInt32BE(9)
}

export function blockWrittenAt(block: Buffer): number {
  check(block)
  return block.readDoubleBE(1)
}

/** Of a block that is as it was written. */
function checkedCount(block: Buffer, where: string): number {
  const count = blockCount(block)
  if (isSummed(block) && sumOf(block) !== block.readUInt32BE(sumAt))
    throw new UrbanBrainError('log-corrupt', `${where} differs from its checksum`)
  return count
}

/** What is packed in a block, and how many records that are. Throws `log-corrupt` unless it is as it was written. */
export const packedIn = (block: Buffer, where: string) => ({
  count: checkedCount(block, where),
  packed: block.subarray(head),
})

/** The records from the `skip`-th on; they are views into the block. Throws `log-corrupt` unless the block is as it was written. */
export function decodeBlock(block: Buffer, skip = 0, where = 'a log block'): Buffer[] {
  const count = checkedCount(block, where)
  const head = headOf(block)
  const records: Buffer[] = []
  let at = head + 4 * count
  if (at > block.length) throw new UrbanBrainError('log-corrupt', `${where} is cut short`)
  for (let index = 0; index < count; index += 1) {
    const end = at + block.readUInt32BE(head + 4 * index)
    if (end > block.length) throw new UrbanBrainError('log-corrupt', `${where} is cut short`)
    if (index >= skip) records.push(block.subarray(at, end))
    at = end
  }
  return records
}
