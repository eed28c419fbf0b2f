import { cp, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { json } from '../../../core/codecs.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import { silentObserver } from '../../../core/observer.ts'
import { outgoing, type Topic } from '../../../core/log.ts'
import { instant } from '../../../core/time.ts'
import { decodeBlock } from '../../../storage/lmdb/block.ts'
import { LmdbLog } from '../../../storage/lmdb/lmdb-log.ts'
import { mustBeWhole } from '../../../storage/lmdb/whole.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { ampleDisk } from '../../support/disk.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { withoutSpareRoom } from '../../support/volume-file.ts'

const all = { mostPages: Number.POSITIVE_INFINITY }
const pageSize = 4_096
let made: string

const topic = (name: Topic<string>['name']): Topic<string> => ({
  name,
  key: () => 'k',
  ...json<string>(),
  retention: 1_000,
})

/** A volume with a tree of some depth, values with pages of their own, states written over and over, and free pages. */
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'urban-brain-'))
  const clock = new VirtualClock(instant(1_000_000))
  await using log = new LmdbLog({
    folder: made,
    clock,
    observer: silentObserver,
    maxBytes: 1e9,
    disk: ampleDisk,
  })
  for (let n = 0; n < 400; n += 1) {
    await log.append(topic('readings'), [`${n} ${'x'.repeat((n * 37) % 9_000)}`])
    if (n % 40 === 0) await log.append(topic('frames'), ['f'])
  }
  const stop = new AbortController()
  let batches = 0
  for await (const batch of log.consume(
    topic('readings'),
    'rules',
    { maxRecords: 20 },
    stop.signal,
  )) {
    const state = batch.records.map(({ offset }) => ({
      key: `device ${offset % 150}`,
      value: { offset },
    }))
    await batch.complete({ append: [outgoing(topic('alarms'), ['a'])], state })
    if ((batches += 1) === 19) stop.abort()
  }
  clock.set(instant(9_000_000))
  expect(await log.retain([topic('readings')])).toBeGreaterThan(100)
  for (let n = 0; n < 30; n += 1) await log.append(topic('readings'), [`late ${n}`])
})
afterAll(() => rm(made, { recursive: true, force: true }))

/** A copy of the volume, to be damaged. */
async function copy(change: (path: string) => Promise<void>): Promise<string> {
  const folder = join(await temporaryFolder(), 'work')
  await cp(join(made, 'work'), folder, { recursive: true })
  await withoutSpareRoom(join(folder, 'data.mdb'))
  await change(join(folder, 'data.mdb'))
  return folder
}

const bytes =
  (at: number, ...values: readonly number[]) =>
  async (path: string) => {
    await using file = await open(path, 'r+')
    await file.write(Buffer.from(values), 0, values.length, at)
  }

describe('a volume of the log', () => {
  test('that is whole is taken as it is, and every value is read', () => {
    const blocks: number[] = []
    mustBeWhole(join(made, 'work'), {
      ...all,
      entry: (key, value) => {
        if (key[0] === 'b'.charCodeAt(0)) blocks.push(decodeBlock(value).length)
      },
    })
    expect(blocks.length).toBeGreaterThan(50)
    expect(() => mustBeWhole(join(made, 'intake'), all)).not.toThrow()
  })

  test.each([
    [
      'zeros over both meta pages',
      async (path: string) => {
        await using file = await open(path, 'r+')
        await file.write(Buffer.alloc(2 * pageSize), 0, 2 * pageSize, 0)
      },
    ],
    [
      'zeros over the second meta page',
      (path: string) => bytes(pageSize, ...Buffer.alloc(200))(path),
    ],
    ['another magic', bytes(24, 1)],
    ['another version of the format', bytes(28, 9)],
    ['a page size of three', bytes(48, 3, 0)],
    ['a transaction that cannot be', bytes(24 + 128, 255)],
    [
      'a file cut in half',
      async (path: string) => truncate(path, Math.floor((await stat(path)).size / 2)),
    ],
    ['a file cut to a byte', (path: string) => truncate(path, 1)],
    ['an empty file', (path: string) => writeFile(path, '')],
    ['text', (path: string) => writeFile(path, 'moved to the other disk\n'.repeat(1_000))],
  ])('with %s is refused by name', async (_, change) => {
    const folder = await copy(change)
    expect(() => mustBeWhole(folder, all)).toThrow(
      expect.objectContaining({
        code: 'log-corrupt',
        message: expect.stringContaining(join(folder, 'data.mdb')) as string,
      }),
    )
  })

  test('cut by one page after the other is refused from the first that holds something', async () => {
    const folder = await copy(() => Promise.resolve())
    const path = join(folder, 'data.mdb')
    const entries = entriesOf(folder)
    let left = (await stat(path)).size
    // The engine leaves free pages at the end; without them nothing is missing.
    for (; ; left -= pageSize) {
      await truncate(path, left - pageSize)
      const found = attempt(() => entriesOf(folder))
      if (found === undefined) break
      expect(found).toEqual(entries)
    }
    expect(left).toBeGreaterThan(10 * pageSize)
    for (let pages = left / pageSize - 2; pages > 0; pages -= 1) {
      await truncate(path, pages * pageSize)
      expect(() => mustBeWhole(folder, all)).toThrow(/it is cut off|it ends at byte/)
    }
  })

  test('with any bit flipped is refused in words or reads as before, but for what carries no sum', async () => {
    const folder = await copy(() => Promise.resolve())
    const whole = await readFile(join(folder, 'data.mdb'))
    const entries = entriesOf(folder)
    let refused = 0
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length / pageSize - 1),
        // Heads of pages and the pointers behind them are where it hurts most.
        fc.oneof(fc.nat(63), fc.nat(pageSize - 1)),
        fc.nat(7),
        async (page, at, bit) => {
          const damaged = Buffer.from(whole)
          const position = page * pageSize + at
          damaged[position] = (damaged[position] ?? 0) ^ (1 << bit)
          await writeFile(join(folder, 'data.mdb'), damaged)
          try {
            const found = entriesOf(folder)
            const blocks = (all: typeof found) => [...all].filter(([key]) => key.startsWith('62'))
            expect(found.size).toBe(entries.size)
            // A key of a block tells its offset, which the blocks beside it know; the rest has its sum.
            expect(blocks(found).map(([, value]) => value)).toEqual(
              blocks(entries).map(([, value]) => value),
            )
          } catch (error) {
            if (!(error instanceof UrbanBrainError)) throw error
            expect(error.code).toBe('log-corrupt')
            refused += 1
          }
        },
      ),
      { numRuns: 300 },
    )
    expect(refused).toBeGreaterThan(10)
  })
})

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof UrbanBrainError)) throw error
    return undefined
  }
}

function entriesOf(folder: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>()
  mustBeWhole(folder, {
    ...all,
    entry: (key, value) => {
      if (key[0] === 'b'.charCodeAt(0)) decodeBlock(value)
      entries.set(key.toString('hex'), value.toString('latin1'))
    },
  })
  return entries
}
