import { expect, onTestFinished, test } from 'vitest'

import { UrbanBrainError } from '../../../core/errors.ts'
import { readingId, type DeviceId } from '../../../core/identity.ts'
import { outgoing } from '../../../core/log.ts'
import { silentObserver } from '../../../core/observer.ts'
import { instant } from '../../../core/time.ts'
import {
  alarmsTopic,
  framesTopic,
  readingsTopic,
  type ReadingRecord,
} from '../../../core/topics.ts'
import { blockCount, encodeBlock, isPacked } from '../../../storage/lmdb/block.ts'
import { checkContents } from '../../../storage/lmdb/contents.ts'
import { LmdbLog } from '../../../storage/lmdb/lmdb-log.ts'
import { blockOf, recordsIn } from '../../../storage/lmdb/packed.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { ampleDisk } from '../../support/disk.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const start = instant(1_796_000_000_000)

function reading(index: number): ReadingRecord {
  const parts = { device: `wl-${index % 3}` as DeviceId, observedAt: instant(start + index) }
  return {
    type: 'reading',
    id: readingId(parts),
    ...parts,
    receivedAt: instant(start + index + 40),
    values: { depth: index / 10 },
    timing: 'live',
    frame: `0:${index}`,
  }
}

const readings = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => reading(from + index))

const place = { folder: 'log', base: 7 }

test('a block of readings is packed, and is read from any of them on', () => {
  const block = blockOf(readingsTopic, readings(0, 10), start)
  expect(isPacked(block)).toBe(true)
  expect(blockCount(block)).toBe(10)
  for (let skip = 0; skip <= 10; skip += 1)
    expect(recordsIn(readingsTopic, block, { ...place, skip })).toEqual(readings(skip, 10 - skip))
})

test('a block of readings of the version before is read', () => {
  const written = readings(0, 3)
  const block = encodeBlock(
    written.map((record) => readingsTopic.encode(record)),
    start,
  )
  expect(isPacked(block)).toBe(false)
  expect(recordsIn(readingsTopic, block, place)).toEqual(written)
})

test('any bit of it that was flipped is told, with the place', () => {
  const block = blockOf(readingsTopic, readings(0, 4), start)
  for (let bit = 0; bit < block.length * 8; bit += 1) {
    const flipped = Buffer.from(block)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit % 8))
    expect(() => recordsIn(readingsTopic, flipped, place), `bit ${bit}`).toThrow(UrbanBrainError)
  }
  expect(() => recordsIn(readingsTopic, block.subarray(0, -1), place)).toThrow(
    'log: readings at 7 differs from its checksum',
  )
})

test('what is packed under another topic is nothing that we wrote', () => {
  const block = blockOf(readingsTopic, readings(0, 4), start)
  expect(() => recordsIn(alarmsTopic, block, place)).toThrow('alarms at 7 is packed')
})

test('readings that a stage puts out are there after a restart, from any of them on', async () => {
  const folder = await temporaryFolder()
  const open = () =>
    new LmdbLog({
      folder,
      clock: new VirtualClock(start),
      observer: silentObserver,
      maxBytes: 1 << 30,
      disk: ampleDisk,
    })
  const first = open()
  await first.append(framesTopic, [{ type: 'tick', at: start }])
  for await (const batch of first.consume(
    framesTopic,
    'ingest',
    {},
    new AbortController().signal,
  )) {
    await batch.complete({ append: [outgoing(readingsTopic, readings(0, 50))] })
    break
  }
  await first[Symbol.asyncDispose]()
  const again = open()
  onTestFinished(() => again[Symbol.asyncDispose]())
  const read = await again.read(readingsTopic, 0, 20, 5)
  expect(read).toEqual(
    readings(20, 5).map((value, index) => ({ partition: 0, offset: 20 + index, value })),
  )
  expect(checkContents(`${folder}/work`, () => undefined)).toMatchObject({
    blocks: 1,
    records: 50,
    unsummed: 0,
  })
})
