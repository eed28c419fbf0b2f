import { getEventListeners } from 'node:events'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { json } from '../../core/codecs.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { outgoing, type Batch, type DurableLog, type Topic } from '../../core/log.ts'
import { framesTopic } from '../../core/topics.ts'

interface Word {
  readonly key: string
  readonly word: string
}

const topic = (name: Topic<Word>['name']): Topic<Word> => ({
  name,
  key: (value) => value.key,
  ...json<Word>(),
  retention: Number.POSITIVE_INFINITY,
})
const source = topic('readings')
const sink = topic('alarms')
const words = (...list: string[]): Word[] => list.map((word) => ({ key: 'k', word }))

/** What a durable log must do whatever it is made of. `restart` ends the log as a crash would and opens it again. */
export function durableLogSuite(
  name: string,
  open: () => Promise<{ log: DurableLog; restart: (log: DurableLog) => Promise<DurableLog> }>,
): void {
  describe(`durable log: ${name}`, () => {
    let log: DurableLog
    let restart: (log: DurableLog) => Promise<DurableLog>
    let stop: AbortController

    beforeEach(async () => {
      stop = new AbortController()
      ;({ log, restart } = await open())
    })
    afterEach(async () => {
      stop.abort()
      await log[Symbol.asyncDispose]()
    })

    const batches = (group: string, signal: AbortSignal = stop.signal) =>
      log.consume(source, group, {}, signal)[Symbol.asyncIterator]()
    const nextBatch = async (iterator: AsyncIterator<Batch<Word>>): Promise<Batch<Word>> => {
      const step = await iterator.next()
      if (step.done === true) throw new Error('the stream ended')
      return step.value
    }
    const wordsOf = (batch: Batch<Word>) => batch.records.map(({ value }) => value.word)
    const allOf = async (from: Topic<Word>) =>
      (await log.read(from, 0, 0, 10_000)).map(({ value }) => value.word)

    test('hands out what was appended, in order, with dense offsets', async () => {
      await log.append(source, words('a', 'b'))
      await log.append(source, words('c'))
      const iterator = batches('g')
      const batch = await nextBatch(iterator)
      expect(wordsOf(batch)).toEqual(['a', 'b', 'c'])
      expect(batch.records.map(({ offset }) => offset)).toEqual([0, 1, 2])
      // A signal that lives as long as the process keeps nothing of those who have stopped.
      await iterator.return?.()
      expect(getEventListeners(stop.signal, 'abort')).toEqual([])
    })

    test('ends a batch of large records early, and loses none of them', async () => {
      const large = (n: number) => `${n}:${'x'.repeat(500_000)}`
      for (let n = 0; n < 60; n += 1) await log.append(source, words(large(n)))
      const seen: string[] = []
      const iterator = batches('g')
      while (seen.length < 60) {
        const batch = await nextBatch(iterator)
        // Sixteen of them are 8 MB.
        expect(batch.records.length).toBeLessThanOrEqual(18)
        seen.push(...wordsOf(batch).map((word) => word.split(':')[0] ?? ''))
        await batch.complete({
          append: [
            outgoing(
              sink,
              batch.records.map(({ value }) => value),
            ),
          ],
        })
      }
      expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => String(n)))
    })

    test('keeps the order of concurrent calls of one caller', async () => {
      const expected = Array.from({ length: 300 }, (_, index) => `w${index}`)
      await Promise.all(expected.map((word) => log.append(source, words(word))))
      expect(await allOf(source)).toEqual(expected)
    })

    test('wakes a consumer that waits', async () => {
      const waiting = nextBatch(batches('g'))
      await log.append(source, words('late'))
      expect(wordsOf(await waiting)).toEqual(['late'])
    })

    test('gives a batch again that was not completed, and goes on after one that was', async () => {
      await log.append(source, words('a', 'b'))
      await nextBatch(batches('g'))
      log = await restart(log)
      const again = await nextBatch(batches('g'))
      expect(wordsOf(again)).toEqual(['a', 'b'])
      await again.complete()
      await log.append(source, words('c'))
      log = await restart(log)
      expect(wordsOf(await nextBatch(batches('g')))).toEqual(['c'])
    })

    test('gives one batch more when it stops, without records, to whoever asks for it', async () => {
      await log.append(source, words('a', 'b'))
      const stopping = new AbortController()
      const options = { last: true }
      const iterator = log.consume(source, 'g', options, stopping.signal)[Symbol.asyncIterator]()
      const first = await nextBatch(iterator)
      await first.complete({ append: [outgoing(sink, words('out'))], from: 0 })
      stopping.abort()
      const last = await nextBatch(iterator)
      expect(last.records).toEqual([])
      expect(last.state).toBe(first.state)
      await last.complete({
        append: [outgoing(sink, words('end'))],
        state: [{ key: 'known', value: 2 }],
        from: Number.POSITIVE_INFINITY,
      })
      expect((await iterator.next()).done).toBe(true)
      log = await restart(log)
      expect(await log.recall('readings', 'g', 'known')).toEqual([2])
      expect(await allOf(sink)).toEqual(['out', 'end'])
      await log.append(source, words('c'))
      expect(wordsOf(await nextBatch(batches('g')))).toEqual(['c'])
    })

    test('keeps outputs, state and offset together over a restart', async () => {
      await log.append(source, words('a'))
      const batch = await nextBatch(batches('g'))
      await batch.complete({
        append: [outgoing(sink, words('out1', 'out2')), outgoing(sink, words('out3'))],
        state: [
          { key: 'count', value: { n: 1, list: [1, 2, 3] } },
          { key: 'numbers', value: Float64Array.of(1.5, 2.5) },
        ],
      })
      log = await restart(log)
      expect(await allOf(sink)).toEqual(['out1', 'out2', 'out3'])
      await log.append(source, words('b'))
      const next = await nextBatch(batches('g'))
      expect(wordsOf(next)).toEqual(['b'])
      expect(next.state.get('count')).toEqual({ n: 1, list: [1, 2, 3] })
      expect(next.state.get('numbers')).toEqual(Float64Array.of(1.5, 2.5))
      expect(next.state.get('never')).toBeUndefined()
    })

    test('forgets a key set to undefined and lists the others in order', async () => {
      await log.append(source, words('a'))
      const iterator = batches('g')
      const first = await nextBatch(iterator)
      await first.complete({
        state: ['p/b', 'p/a', 'q/c', 'p/z'].map((key) => ({ key, value: key })),
      })
      await log.append(source, words('b'))
      const second = await nextBatch(iterator)
      await second.complete({ state: [{ key: 'p/z', value: undefined }] })
      await log.append(source, words('c'))
      const third = await nextBatch(iterator)
      expect([...third.state.entries('p/')]).toEqual([
        ['p/a', 'p/a'],
        ['p/b', 'p/b'],
      ])
      expect(third.state.get('p/z')).toBeUndefined()
    })

    test('groups go their own ways and keep their own state', async () => {
      await log.append(source, words('a', 'b'))
      const one = await nextBatch(batches('one'))
      await one.complete({ state: [{ key: 'mine', value: 1 }] })
      const two = await nextBatch(batches('two'))
      expect(wordsOf(two)).toEqual(['a', 'b'])
      expect(two.state.get('mine')).toBeUndefined()
      const [position] = await log.positions('readings', 'one')
      expect(position).toEqual({ partition: 0, first: 0, next: 2, committed: 2 })
    })

    test('tells others what a group remembers, as it was last completed', async () => {
      expect(await log.recall('readings', 'g', 'total')).toEqual([])
      await log.append(source, words('a'))
      const iterator = batches('g')
      const first = await nextBatch(iterator)
      expect(first.owns('k')).toBe(true)
      expect(first.ownedPartitions).toEqual([0])
      const other = Array.from({ length: 100 }, (_, n) => ({ key: `other/${n}`, value: n }))
      await first.complete({ state: [{ key: 'total', value: { n: 1 } }, ...other] })
      expect(await log.recall('readings', 'g', 'total')).toEqual([{ n: 1 }])
      await log.append(source, words('b'))
      const second = await nextBatch(iterator)
      expect(second.state).toBe(first.state)
      await second.complete({ state: [{ key: 'total', value: { n: 2 } }] })
      expect(await log.recall('readings', 'g', 'total')).toEqual([{ n: 2 }])
      expect(await log.recall('readings', 'nobody', 'total')).toEqual([])
    })

    test('says that nothing is left once all was worked off, also to a worker that came later', async () => {
      await log.append(source, words('a'))
      const batch = await nextBatch(batches('g'))
      await batch.complete({ append: [outgoing(sink, words('out'))] })
      const alarms = log.consume(sink, 'h', {}, stop.signal)[Symbol.asyncIterator]()
      await (await nextBatch(alarms)).complete()
      log = await restart(log)
      const waiting = log.consume(sink, 'h', {}, stop.signal)[Symbol.asyncIterator]().next()
      await expect
        .poll(
          async () => {
            const [position] = await log.positions('alarms', 'h')
            return (position?.next ?? 1) - (position?.committed ?? 0)
          },
          { timeout: 20_000 },
        )
        .toBe(0)
      await log[Symbol.asyncDispose]()
      expect((await waiting).done).toBe(true)
    })

    test('an output wakes the consumer of its topic', async () => {
      const alarms = log.consume(sink, 'g', {}, stop.signal)[Symbol.asyncIterator]()
      const waiting = nextBatch(alarms)
      await log.append(source, words('a'))
      await (await nextBatch(batches('g'))).complete({ append: [outgoing(sink, words('out'))] })
      expect(wordsOf(await waiting)).toEqual(['out'])
    })

    test('completing twice, or feeding frames from a batch, is refused as a mistake', async () => {
      await log.append(source, words('a'))
      const batch = await nextBatch(batches('g'))
      await expect(batch.complete({ append: [outgoing(framesTopic, [])] })).rejects.toThrow(
        TypeError,
      )
      await batch.complete()
      await expect(batch.complete()).rejects.toThrow(TypeError)
    })

    test('ends when the signal aborts, also while it waits', async () => {
      const controller = new AbortController()
      const step = batches('g', controller.signal).next()
      controller.abort()
      expect((await step).done).toBe(true)
    })

    test('reads any range without a group', async () => {
      await log.append(source, words('a', 'b'))
      await log.append(source, words('c', 'd'))
      const range = await log.read(source, 0, 1, 2)
      expect(range.map(({ offset, value }) => [offset, value.word])).toEqual([
        [1, 'b'],
        [2, 'c'],
      ])
      expect(await log.read(source, 0, 99, 5)).toEqual([])
    })

    test('says which record it cannot decode, where it stands and why', async () => {
      await log.append(source, words('a', 'b'))
      const newer: Topic<Word> = {
        ...source,
        decode(bytes) {
          const value = source.decode(bytes)
          if (value.word === 'b')
            throw new UrbanBrainError('record-newer', 'a word is of version 2')
          return value
        },
      }
      const error = { code: 'record-newer', message: 'readings/0 at 1: a word is of version 2' }
      // Read by their bytes: what was appended just now may still be known without them.
      log = await restart(log)
      await expect(log.read(newer, 0, 0, 10)).rejects.toMatchObject(error)
      const iterator = log.consume(newer, 'g', {}, stop.signal)[Symbol.asyncIterator]()
      await expect(iterator.next()).rejects.toMatchObject(error)
    })

    test('refuses work after it was closed', async () => {
      await log[Symbol.asyncDispose]()
      await expect(log.append(source, words('x'))).rejects.toMatchObject({ code: 'log-closed' })
    })
  })
}
