import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { createObserver } from '../../../app/run/observer.ts'
import { smallDisk } from '../../support/small-disk.ts'

const words = 'x'.repeat(1_000)

test('lines that a full disk does not take end nothing; the rest is counted, and said when there is room', async () => {
  const disk = await smallDisk(4, 'tmpfs')
  const file = join(disk.folder, 'logs', 'urban-brain.log')
  const observer = createObserver({ destination: file, level: 'warn' }, 'test')
  observer.emit('broker.unstored', { reason: 'before' })
  disk.fill(0)
  for (let n = 0; n < 2_000; n += 1) observer.emit('broker.unstored', { reason: `${n} ${words}` })
  disk.empty()
  observer.emit('http.failed', { method: 'GET', route: '/', message: 'after' })

  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(parsed[0]).toMatchObject({ reason: 'before' })
  const kept = parsed.filter(({ reason }) => String(reason).endsWith(words)).length
  // What fitted into memory was written later; of the rest there is the number.
  expect(kept).toBeGreaterThan(100)
  const said = parsed.filter(({ event }) => event === 'lines.dropped')
  const after = parsed.filter(({ message }) => message === 'after').length
  const dropped = 2_000 + 1 - kept - after
  expect(said.map((line) => line['lines'])).toEqual([dropped])
  expect(await observer.registry.metrics()).toContain(
    `urban_brain_lines_dropped_total ${dropped}\n`,
  )
})

test('a log file that cannot be opened is no reason not to run', async () => {
  const disk = await smallDisk(4, 'tmpfs')
  disk.mount('ro')
  const observer = createObserver(
    { destination: join(disk.folder, 'logs', 'urban-brain.log'), level: 'error' },
    'test',
  )
  observer.emit('component.failed', { component: 'a test', message: 'this line is wanted here' })
  expect(await observer.registry.metrics()).toContain('urban_brain_component_failed_total 1\n')
})
