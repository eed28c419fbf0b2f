/** kill -9 in the middle of appending and copying: nothing acknowledged is lost, nothing is there twice. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

import { silentObserver } from '../../core/observer.ts'
import { LmdbLog } from '../../storage/lmdb/lmdb-log.ts'
import { ampleDisk } from '../support/disk.ts'
import { realClock } from '../support/clocks.ts'
import { numbersIn } from '../support/log-writer.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const rounds = 8
const writer = fileURLToPath(new URL('../support/log-writer.ts', import.meta.url))

test(`the LMDB log survives ${rounds} kills`, async () => {
  const folder = await temporaryFolder()
  const acknowledged = new Set<number>()
  for (let round = 0; round < rounds; round += 1) {
    const child = spawn(process.execPath, ['--import', 'tsx', writer, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    await once(child.stdout, 'data')
    setTimeout(() => child.kill('SIGKILL'), 20 + 60 * Math.random())
    await once(child, 'close')
    // The last line may be cut by the kill; a whole line is a promise.
    for (const line of output.split('\n').slice(0, -1)) acknowledged.add(Number(line))

    const log = new LmdbLog({
      folder,
      clock: realClock,
      observer: silentObserver,
      maxBytes: 1 << 30,
      disk: ampleDisk,
    })
    const frames = (await log.read(numbersIn('frames'), 0, 0, 1e7)).map(({ value }) => value)
    const copies = (await log.read(numbersIn('readings'), 0, 0, 1e7)).map(({ value }) => value)
    const [position] = await log.positions('frames', 'copy')
    await log[Symbol.asyncDispose]()
    const kept = new Set(frames)
    expect([...acknowledged].filter((value) => !kept.has(value))).toEqual([])
    expect(kept.size).toBe(frames.length)
    expect(copies).toEqual(frames.slice(0, position?.committed))
  }
  expect(acknowledged.size).toBeGreaterThan(rounds)
  process.stdout.write(
    `log kill test: ${rounds} kills, ${acknowledged.size} acknowledged, 0 lost, 0 doubled\n`,
  )
}, 120_000)
