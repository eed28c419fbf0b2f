import { expect, onTestFinished, test } from 'vitest'

import { json } from '../../../core/codecs.ts'
import { silentObserver } from '../../../core/observer.ts'
import { outgoing, type Topic, type TopicName } from '../../../core/log.ts'
import { LmdbLog } from '../../../storage/lmdb/lmdb-log.ts'
import { realClock } from '../../support/clocks.ts'
import { ampleDisk } from '../../support/disk.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const topic = (name: TopicName): Topic<string> => ({
  name,
  key: () => 'k',
  ...json<string>(),
  retention: 1_000,
})
const [frames, readings, alarms] = [topic('frames'), topic('readings'), topic('alarms')]
const refused = { code: 'log-unavailable', retry: 'later' }

async function openOn(disk: { free: number; says?: Error }): Promise<LmdbLog> {
  const log = new LmdbLog({
    folder: await temporaryFolder(),
    clock: realClock,
    observer: silentObserver,
    maxBytes: 1 << 30,
    disk: {
      ...ampleDisk,
      room: {
        reserve: 1_000,
        free: () => disk.free,
        probe: () => {
          if (disk.says !== undefined) throw disk.says
        },
      },
    },
  })
  onTestFinished(() => log[Symbol.asyncDispose]())
  return log
}

const valuesOf = async (log: LmdbLog, of: Topic<string>): Promise<readonly string[]> =>
  (await log.read(of, 0, 0, 100)).map(({ value }) => value)

test('below the reserve readings are refused and the record goes on, until a quarter of it', async () => {
  const disk = { free: 1_000 }
  const log = await openOn(disk)
  await log.append(frames, ['1'])
  disk.free = 999
  await expect(log.append(frames, ['refused'])).rejects.toMatchObject(refused)
  await expect(log.append(readings, ['refused'])).rejects.toMatchObject(refused)
  await log.append(alarms, ['a'])
  disk.free = 249
  await expect(log.append(alarms, ['refused'])).rejects.toMatchObject(refused)
  disk.free = 1_000
  await log.append(frames, ['2'])
  await log.append(alarms, ['b'])
  expect(await valuesOf(log, frames)).toEqual(['1', '2'])
  expect(await valuesOf(log, alarms)).toEqual(['a', 'b'])
})

test('a disk that takes no write is refused in its own words', async () => {
  const disk: { free: number; says?: Error } = { free: 1e9 }
  const log = await openOn(disk)
  disk.says = new Error('EROFS: read-only file system, write')
  await expect(log.append(frames, ['refused'])).rejects.toThrow('read-only file system')
  delete disk.says
  await log.append(frames, ['1'])
  expect(await valuesOf(log, frames)).toEqual(['1'])
})

test('a batch that was refused is completed again when there is room', async () => {
  const disk = { free: 1_000 }
  const log = await openOn(disk)
  await log.append(frames, ['1'])
  const stop = new AbortController()
  const step = await log.consume(frames, 'g', {}, stop.signal)[Symbol.asyncIterator]().next()
  if (step.done === true) throw new Error('no batch')
  disk.free = 999
  const effects = { append: [outgoing(readings, ['r'])], state: [{ key: 's', value: 1 }] }
  await expect(step.value.complete(effects)).rejects.toMatchObject(refused)
  expect(await log.recall('frames', 'g', 's')).toEqual([])
  disk.free = 1_000
  await step.value.complete(effects)
  expect(await valuesOf(log, readings)).toEqual(['r'])
  expect(await log.recall('frames', 'g', 's')).toEqual([1])
})

test('a group that comes to a full disk waits for room instead of ending', async () => {
  const disk = { free: 1_000 }
  const log = await openOn(disk)
  await log.append(frames, ['1'])
  disk.free = 0
  const stop = new AbortController()
  const first = log.consume(frames, 'late', {}, stop.signal)[Symbol.asyncIterator]().next()
  await expect(log.append(frames, ['refused'])).rejects.toMatchObject(refused)
  disk.free = 1_000
  const step = await first
  expect(step.done === true ? [] : step.value.records.map(({ value }) => value)).toEqual(['1'])
})
