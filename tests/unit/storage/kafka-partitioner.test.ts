import { describe, expect, test } from 'vitest'

import { murmur2, partitionOf } from '../../../storage/kafka/partitioner.ts'

describe('the partitioner', () => {
  // From the test of Kafka's own Utils.murmur2, as signed numbers.
  test.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes %s as every Kafka client does', (text, expected) => {
    expect(murmur2(Buffer.from(text)) | 0).toBe(expected)
  })

  test('spreads the devices of a city evenly', () => {
    const counts = Array.from({ length: 12 }, () => 0)
    for (let device = 0; device < 12_000; device++) {
      const partition = partitionOf(`wl-${device}`, 12)
      counts[partition] = (counts[partition] ?? 0) + 1
    }
    expect(Math.min(...counts)).toBeGreaterThan(850)
    expect(Math.max(...counts)).toBeLessThan(1_150)
  })
})
