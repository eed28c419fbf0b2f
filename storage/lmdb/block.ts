/**
 * A block holds the records of one group commit, so that the cost of the engine is paid once for all of them.
 *
 * Layout, big endian: 0 version (1), 1..8 written at (double, epoch ms), 9..12 number of records n,
 * then n lengths of 4 bytes, then the records.
 */
import { UrbanBrainError } from '../../core/errors.ts'

const version = 1
const head = 13

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
  return block
}

function check(block: Buffer): void {
  if (block[0] !== version || block.length < head)
    throw new UrbanBrainError('log-corrupt', `log block of unknown version ${block[0]}`)
}

export function blockCount(block: Buffer): number {
  check(block)
  return block.readUInt32BE(9)
}

export function blockWrittenAt(block: Buffer): number {
  check(block)
  return block.readDoubleBE(1)
}

/** The records from the `skip`-th on; they are views into the block. */
export function decodeBlock(block: Buffer, skip = 0): Buffer[] {
  const count = blockCount(block)
  const records: Buffer[] = []
  let at = head + 4 * count
  for (let index = 0; index < count; index += 1) {
    const end = at + block.readUInt32BE(head + 4 * index)
    if (end > block.length) throw new UrbanBrainError('log-corrupt', 'log block is cut short')
    if (index >= skip) records.push(block.subarray(at, end))
    at = end
  }
  return records
}
