/**
 * Child process of the kill test: appends numbers to the log in the folder of its argument and says on its standard
 * output which are acknowledged, while a consumer copies them on and counts them in its state.
 */
import { writeSync } from 'node:fs'

import { json } from '../../core/codecs.ts'
import { silentObserver } from '../../core/observer.ts'
import { outgoing, type Topic } from '../../core/log.ts'
import { LmdbLog } from '../../storage/lmdb/lmdb-log.ts'

import { ampleDisk } from './disk.ts'
import { realClock } from './clocks.ts'

export const numbersIn = (name: Topic<number>['name']): Topic<number> => ({
  name,
  key: () => 'k',
  ...json<number>(),
  retention: Number.POSITIVE_INFINITY,
})

async function write(folder: string): Promise<void> {
  const log = new LmdbLog({
    folder,
    clock: realClock,
    observer: silentObserver,
    maxBytes: 1 << 30,
    disk: ampleDisk,
  })
  const frames = numbersIn('frames')
  const copies = numbersIn('readings')
  const [position] = await log.positions('frames', 'copy')
  let next = position?.next ?? 0
  const append = async () => {
    for (;;) {
      const values = Array.from({ length: 1 + (next % 5) }, () => next++)
      await log.append(frames, values)
      writeSync(1, `${values.join('\n')}\n`)
    }
  }
  const copy = async () => {
    for await (const batch of log.consume(frames, 'copy', {}, new AbortController().signal)) {
      const values = batch.records.map(({ value }) => value)
      const before = batch.state.get('count')
      const count = (typeof before === 'number' ? before : 0) + values.length
      await batch.complete({
        append: [outgoing(copies, values)],
        state: [{ key: 'count', value: count }],
      })
    }
  }
  await Promise.all([append(), append(), append(), copy()])
}

const folder = process.argv[2]
if (folder !== undefined && process.argv[1]?.endsWith('log-writer.ts') === true) await write(folder)
