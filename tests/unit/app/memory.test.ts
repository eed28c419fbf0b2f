import { describe, expect, test } from 'vitest'

import { resident, residentOf } from '../../../app/run/memory.ts'
import { memoryOf, trendOf } from '../../support/process-memory.ts'

const status = `Name:	node
VmHWM:	 1049536 kB
VmRSS:	  957240 kB
RssAnon:	  625888 kB
RssFile:	  331352 kB
RssShmem:	       4 kB
`

describe('resident memory', () => {
  test('is told apart into what is ours and what is of files', () => {
    expect(residentOf(status)).toEqual({ anonymous: 625_888 * 1_024, file: 331_356 * 1_024 })
  })

  test('of a text that says nothing is none', () => {
    expect(residentOf('')).toEqual({ anonymous: 0, file: 0 })
  })

  test.runIf(process.platform === 'linux')('of this process is what the system says', () => {
    const { anonymous, file } = resident() ?? { anonymous: 0, file: 0 }
    const all = process.memoryUsage().rss
    expect(anonymous).toBeGreaterThan(0)
    expect(file).toBeGreaterThan(0)
    expect(Math.abs(anonymous + file - all)).toBeLessThan(64 * 2 ** 20)
    expect(memoryOf(process.pid).peak).toBeGreaterThan(0)
  })
})

describe('the trend of a level', () => {
  test('compares what follows the warm-up with the end', () => {
    const rising = Array.from({ length: 100 }, (_, index) => (index < 50 ? 1 : 100 + index - 50))
    expect(trendOf(rising, 0.5)).toEqual({ first: 102, last: 147, growthPercent: 44 })
  })

  test('of a plateau is none, however long the way up was', () => {
    const plateau = [10, 200, 500, ...Array.from({ length: 17 }, () => 600)]
    expect(trendOf(plateau, 0.3).growthPercent).toBe(0)
  })

  test('of nothing is none', () => {
    expect(trendOf([], 0.3)).toEqual({ first: 0, last: 0, growthPercent: 0 })
  })
})
