import { getEventListeners } from 'node:events'

import { describe, expect, onTestFinished, test } from 'vitest'

import { systemClock } from '../../../app/run/system-clock.ts'
import { json } from '../../../core/codecs.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import { silentObserver } from '../../../core/observer.ts'
import type { Topic } from '../../../core/log.ts'
import { instant } from '../../../core/time.ts'
import { Appender } from '../../../storage/lmdb/appender.ts'
import {
  blockCount,
  blockWrittenAt,
  decodeBlock,
  encodeBlock,
} from '../../../storage/lmdb/block.ts'
import { LmdbLog } from '../../../storage/lmdb/lmdb-log.ts'
import { nextOffset, openVolume, type WritableVolume } from '../../../storage/lmdb/volume.ts'
import { ampleDisk } from '../../support/disk.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const topic = (name: Topic<string>['name'], retention = 1_000): Topic<string> => ({
  name,
  key: () => 'k',
  ...json<string>(),
  retention,
})
const source = topic('readings')
const clock = new VirtualClock(instant(1_000_000))

function open(folder: string, maxBytes = 1 << 30): LmdbLog {
  const log = new LmdbLog({ folder, clock, observer: silentObserver, maxBytes, disk: ampleDisk })
  onTestFinished(() => log[Symbol.asyncDispose]())
  return log
}

/** What `AbortSignal.any` of Node has left with a signal. */
function leftWith(signal: AbortSignal): number {
  const symbol = Object.getOwnPropertySymbols(signal).find(
    ({ description }) => description === 'kDependantSignals',
  )
  if (symbol === undefined) return 0
  return (Reflect.get(signal, symbol) as { readonly size: number }).size
}

describe('the LMDB log', () => {
  test('waits of a consumer for more leave nothing with its signal', async () => {
    const log = new LmdbLog({
      folder: await temporaryFolder(),
      clock: systemClock,
      observer: silentObserver,
      maxBytes: 1 << 30,
      disk: ampleDisk,
    })
    onTestFinished(() => log[Symbol.asyncDispose]())
    const { signal } = new AbortController()
    await log.append(source, ['first'])
    let batches = 0
    for await (const batch of log.consume(source, 'rules', { linger: 1 }, signal)) {
      await batch.complete({})
      if ((batches += 1) === 20) break
      await log.append(source, ['more'])
    }
    expect(leftWith(signal)).toBe(0)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('two writers of one topic never write over each other', async () => {
    const folder = await temporaryFolder()
    const [one, two] = [open(folder), open(folder)]
    const write = async (log: LmdbLog, who: string) => {
      for (let n = 0; n < 100; n += 1) await log.append(source, [`${who}${n}`, `${who}${n}b`])
    }
    await Promise.all([write(one, 'a'), write(two, 'b')])
    const records = await one.read(source, 0, 0, 1_000)
    expect(records.map(({ offset }) => offset)).toEqual(records.map((_, index) => index))
    expect(new Set(records.map(({ value }) => value)).size).toBe(400)
    for (const who of ['a', 'b']) {
      const own = records.map(({ value }) => value).filter((value) => value.startsWith(who))
      expect(own).toEqual(
        Array.from({ length: 100 }, (_, n) => [`${who}${n}`, `${who}${n}b`]).flat(),
      )
    }
  })

  test('an append whose claims another one wins three hundred times is kept, once', async () => {
    await using volume = openVolume(await temporaryFolder(), ampleDisk)
    let lost = 300
    const contested: WritableVolume = {
      ...volume,
      write: (what) => (lost-- > 0 ? Promise.resolve(false) : volume.write(what)),
    }
    const appender = new Appender(
      contested,
      'readings',
      () => 0,
      () => {},
    )
    await appender.append([Buffer.from('kept')])
    expect(nextOffset(volume, 'readings')).toBe(1)
  })

  test('an append that follows in the turn in which the one before was heard is kept', async () => {
    await using volume = openVolume(await temporaryFolder(), ampleDisk)
    const appender = new Appender(
      volume,
      'readings',
      () => 0,
      () => {},
    )
    for (let n = 0; n < 3; n += 1) await appender.append([Buffer.from([n])])
    expect(nextOffset(volume, 'readings')).toBe(3)
  }, 5_000)

  test('a commit wakes the consumer of another handle', async () => {
    const folder = await temporaryFolder()
    const [one, two] = [open(folder), open(folder)]
    const stop = new AbortController()
    const first = two.consume(source, 'g', {}, stop.signal)[Symbol.asyncIterator]().next()
    await one.append(source, ['hello'])
    const step = await first
    expect(step.done === true ? [] : step.value.records.map(({ value }) => value)).toEqual([
      'hello',
    ])
  })

  test('refuses more when it is full, and takes it again after what was read has been retired', async () => {
    const log = open(await temporaryFolder(), 3_000_000)
    const stop = new AbortController()
    const iterator = log
      .consume(source, 'g', { maxRecords: 1 }, stop.signal)
      [Symbol.asyncIterator]()
    const big = 'x'.repeat(200_000)
    const fill = async () => {
      for (let n = 0; n < 40; n += 1) {
        await log.append(source, [big])
        // The size is looked at once a second at most.
        await log.retain([])
      }
    }
    await expect(fill()).rejects.toMatchObject({ code: 'log-full', retry: 'later' })
    const before = await log.read(source, 0, 0, 100)
    expect(await log.retain([source])).toBe(0)
    for (let n = 0; n < before.length; n += 1) {
      const step = await iterator.next()
      if (step.done !== true) await step.value.complete()
    }
    expect(await log.retain([source])).toBeGreaterThan(0)
    await log.append(source, ['fits again'])
    expect((await log.read(source, 0, 0, 100)).at(-1)?.value).toBe('fits again')
  })

  test('does not wait for an outlet: what is old goes, it says how much was not sent, and the outlet goes on behind it', async () => {
    const observer = new RecordingObserver()
    const time = new VirtualClock(instant(1_000_000))
    const log = new LmdbLog({
      ...{ folder: await temporaryFolder(), clock: time, observer },
      ...{ maxBytes: 1 << 30, disk: ampleDisk },
    })
    onTestFinished(() => log[Symbol.asyncDispose]())
    const { signal } = new AbortController()
    const read = async (group: string) => {
      for await (const batch of log.consume(source, group, {}, signal)) {
        await batch.complete()
        return batch.records.map(({ value }) => value)
      }
      return []
    }
    const outlet = 'outlet-city'
    await log.append(source, ['0'])
    expect([await read('rules'), await read(outlet)]).toEqual([['0'], ['0']])
    for (const value of ['1', '2', '3']) await log.append(source, [value])
    expect(await read('rules')).toEqual(['1', '2', '3'])
    expect(await log.retain([source])).toBe(0)
    time.advance(source.retention + 1)
    await log.append(source, ['4'])
    expect(await log.retain([source])).toBe(4)
    expect(observer.count('log.expired')).toBe(0)
    expect(await read(outlet)).toEqual(['4'])
    expect(observer.events.filter(({ event }) => event === 'log.expired')).toEqual([
      {
        event: 'log.expired',
        fields: { group: outlet, topic: 'readings', partition: 0 },
        count: 3,
      },
    ])
  })

  test('bytes that are no record of ours are an error with the place, not a crash', async () => {
    const folder = await temporaryFolder()
    const log = open(folder)
    await log.append(source, ['fine'])
    const broken: Topic<string> = {
      ...source,
      decode: () => {
        throw new SyntaxError('nonsense')
      },
    }
    await expect(log.read(broken, 0, 0, 1)).rejects.toMatchObject({ code: 'log-corrupt' })
  })
})

describe('a block', () => {
  const block = encodeBlock([Buffer.from('one'), Buffer.from('two')], 1)

  test('that is cut short or of another version is refused', () => {
    expect(decodeBlock(block, 1).map(String)).toEqual(['two'])
    expect(() => decodeBlock(block.subarray(0, block.length - 1))).toThrow('checksum')
    expect(() => decodeBlock(Buffer.concat([Buffer.of(9), block.subarray(1)]))).toThrow(
      'unknown version',
    )
  })

  test('tells any bit that was flipped', () => {
    for (let bit = 0; bit < block.length * 8; bit += 1) {
      const flipped = Buffer.from(block)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit % 8))
      expect(() => decodeBlock(flipped, 0, 'readings at 7'), `bit ${bit}`).toThrow(UrbanBrainError)
    }
  })

  test('of the version before, without a sum, is read', () => {
    const old = Buffer.from(
      '01 4070e00000000000 00000002 00000003 00000002 6f6e65 7477'.replaceAll(' ', ''),
      'hex',
    )
    expect(decodeBlock(old).map(String)).toEqual(['one', 'tw'])
    expect(blockCount(old)).toBe(2)
    expect(blockWrittenAt(old)).toBe(270)
    expect(() => decodeBlock(old.subarray(0, 20))).toThrow('cut short')
  })
})
