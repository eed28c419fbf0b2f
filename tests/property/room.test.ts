import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { refusal, roomLevel, roomLevels, type Room, type RoomLevel } from '../../core/room.ts'

const reserve = 1_000
const frees = fc.array(fc.integer({ min: 0, max: 6_000 }), { minLength: 1, maxLength: 60 })
const rank = (level: RoomLevel): number => roomLevels.indexOf(level)
const disk = (free: number): Room => ({ reserve, free: () => free, probe: () => {} })

const levels = (sequence: readonly number[]): readonly RoomLevel[] => {
  let level: RoomLevel = 'ample'
  return sequence.map((free) => (level = roomLevel(free, reserve, level)))
}

test('whatever a disk does, its level is never better than what is refused at that moment', () => {
  fc.assert(
    fc.property(frees, (sequence) => {
      levels(sequence).forEach((level, index) => {
        const room = disk(sequence[index] ?? 0)
        if (refusal(room, 'record') !== undefined) expect(level).toBe('none')
        if (refusal(room, 'readings') !== undefined) expect(rank(level)).toBeGreaterThanOrEqual(2)
        // The record is the last to go.
        if (refusal(room, 'readings') === undefined) expect(refusal(room, 'record')).toBeUndefined()
      })
    }),
  )
})

test('a tenth more than a limit brings the better level, whatever was before', () => {
  fc.assert(
    fc.property(frees, (sequence) => {
      const before = levels(sequence).at(-1) ?? 'ample'
      expect(roomLevel(Math.ceil(reserve * 4 * 1.1), reserve, before)).toBe('ample')
      expect(rank(roomLevel(Math.ceil(reserve * 1.1), reserve, before))).toBeLessThanOrEqual(1)
    }),
  )
})

test('a disk that swings less than a tenth around a limit changes its level once', () => {
  const around = fc.integer({ min: 952, max: 1_048 })
  fc.assert(
    fc.property(fc.array(around, { minLength: 1, maxLength: 60 }), (sequence) => {
      const changes = levels(sequence).filter((level, index, all) => level !== all[index - 1])
      // Low at first at most, then short for as long as it swings.
      expect(changes.length).toBeLessThanOrEqual(2)
    }),
  )
})

test('a disk that cannot be asked, or not written, is refused with its own words', () => {
  const away = () => {
    throw new Error('EIO: i/o error, statfs')
  }
  expect(refusal({ reserve, free: away, probe: () => {} }, 'record')).toBe(
    'disk: EIO: i/o error, statfs',
  )
  expect(
    refusal(
      {
        reserve,
        free: () => 1e9,
        probe: () => {
          throw new Error('EROFS: read-only file system, write')
        },
      },
      'readings',
    ),
  ).toBe('disk: EROFS: read-only file system, write')
  expect(refusal(disk(999), 'readings')).toMatch(/^disk: .* MiB free of the .* MiB reserve$/)
})
