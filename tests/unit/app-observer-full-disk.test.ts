import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { createObserver } from '../../app/observer.ts'
import { smallDisk } from '../support/small-disk.ts'

const words = 'x'.repeat(1_000)

test('lines that a full disk does not take end nothing; the rest is counted, and said when there is room', async () => {
  const disk = await smallDisk(4, 'tmpfs')
  const file = join(disk.folder, 'logs', 'urban-brain.log')
  const observer = createObserver({ destination: file, level: 'warn' }, 'test')
  observer.emit('broker.unstored', { reason: 'before' })
  disk.fill(0)
  for (let n = 0; n < 2_000; n += 1) observer.emit('broker.unstored', { reason: `${n} ${words}` })
  disk.empty()
  observer.emit('broker.unstored', { reason: 'after' })

  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(parsed[0]).toMatchObject({ reason: 'before' })
  const said = parsed.filter(({ event }) => event === 'lines.dropped')
  const kept = parsed.filter(({ reason }) => String(reason).endsWith(words))
  // What fitted into memory was written later; of the rest there is the number.
  expect(kept.length).toBeGreaterThan(100)
  expect(said.reduce((sum, { lines: count }) => sum + Number(count), 0)).toBe(
    2_000 + 1 - kept.length - parsed.filter(({ reason }) => reason === 'after').length,
  )
  expect(await observer.registry.metrics()).toContain(
    `urban_brain_lines_dropped_total ${2_000 + 1 - kept.length - parsed.filter(({ reason }) => reason === 'after').length}`,
  )
})
