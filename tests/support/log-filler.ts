/**
 * A process of its own: fills a small disk with a log again and again, and frees it. Nothing but the log's own care
 * keeps the engine off the end of the disk, as the reserve is nothing. Ends with a line of JSON.
 */
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { json } from '../../core/codecs.ts'
import { silentObserver } from '../../core/observer.ts'
import type { Topic } from '../../core/log.ts'
import { isRetryable } from '../../core/errors.ts'
import { LmdbLog } from '../../storage/lmdb/lmdb-log.ts'
import { openRoom } from '../../storage/room.ts'
import { realClock } from './clocks.ts'

const [disk = '', rounds = '1'] = process.argv.slice(2)
const readings: Topic<string> = {
  name: 'readings',
  key: () => 'k',
  ...json<string>(),
  retention: 1,
}
const ballast = join(disk, 'ballast')
const broken: string[] = []
const log = new LmdbLog({
  folder: join(disk, 'log'),
  clock: realClock,
  observer: silentObserver,
  maxBytes: Number.MAX_SAFE_INTEGER,
  disk: { room: openRoom(disk, 0), broken: (error) => void broken.push(error.message) },
})
let acknowledged = 0
let refused = 0
let next = 0
const missing: number[] = []
const stop = new AbortController()
const reader = log.consume(readings, 'g', {}, stop.signal)[Symbol.asyncIterator]()

const append = async (): Promise<boolean> => {
  try {
    const size = 1_000 + Math.floor(Math.random() * 300_000)
    await log.append(readings, [`${acknowledged} ${'x'.repeat(size)}`])
    acknowledged += 1
    return true
  } catch (error) {
    if (!isRetryable(error)) throw error
    refused += 1
    return false
  }
}

for (let round = 0; round < Number(rounds); round += 1) {
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - (4 << 20))))
  for (let failures = 0; failures < 20;) if (!(await append())) failures += 1
  if (existsSync(ballast)) rmSync(ballast)
  while (next < acknowledged) {
    const step = await reader.next()
    if (step.done === true) break
    for (const { value } of step.value.records) {
      if (Number.parseInt(value) !== next) missing.push(next)
      next += 1
    }
    await step.value.complete()
  }
  await log.retain([readings])
}
stop.abort()
await log[Symbol.asyncDispose]()
process.stdout.write(`${JSON.stringify({ acknowledged, refused, read: next, missing, broken })}\n`)
