/** Random actions on a real LMDB log, compared after each with a model of a few arrays. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { json } from '../../core/codecs.ts'
import { silentObserver } from '../../core/observer.ts'
import { outgoing, type Batch, type Topic } from '../../core/log.ts'
import { instant } from '../../core/time.ts'
import { LmdbLog } from '../../storage/lmdb/lmdb-log.ts'
import { ampleDisk } from '../support/disk.ts'
import { VirtualClock } from '../support/clocks.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const numbers = (name: Topic<number>['name'], retention: number): Topic<number> => ({
  name,
  key: () => 'k',
  ...json<number>(),
  retention,
})
const source = numbers('readings', 1_000)
const sink = numbers('alarms', Number.POSITIVE_INFINITY)

interface Model {
  appended: { value: number; at: number }[]
  /** Records before it are gone. */
  retired: number
  committed: number
  /** From where the group reads again. */
  from: number
  /** The group has been seen, so what it has not read must stay. */
  registered: boolean
  outputs: number[]
  sum: number | undefined
  now: number
}

interface Real {
  readonly folder: string
  readonly clock: VirtualClock
  log: LmdbLog
  batch: Batch<number> | undefined
  iterator: AsyncIterator<Batch<number>> | undefined
}

type Action = fc.AsyncCommand<Model, Real>

const open = (real: Pick<Real, 'folder' | 'clock'>) =>
  new LmdbLog({ ...real, observer: silentObserver, maxBytes: 1 << 30, disk: ampleDisk })

const append = (values: readonly number[]): Action => ({
  check: () => true,
  toString: () => `append(${values.length})`,
  async run(model, real) {
    await real.log.append(source, values)
    for (const value of values) model.appended.push({ value, at: model.now })
  },
})

const take: Action = {
  check: (model) => model.committed < model.appended.length,
  toString: () => 'take',
  async run(model, real) {
    const { signal } = new AbortController()
    const batches = () => real.log.consume(source, 'g', { maxRecords: 7 }, signal)
    real.iterator ??= batches()[Symbol.asyncIterator]()
    const step = await real.iterator.next()
    if (step.done === true) throw new Error('the stream ended')
    real.batch = step.value
    model.registered = true
    const { records, state } = step.value
    expect(records[0]?.offset).toBe(model.committed)
    const expected = model.appended.slice(model.committed, model.committed + records.length)
    expect(records.map(({ value }) => value)).toEqual(expected.map(({ value }) => value))
    expect(state.get('sum')).toEqual(model.sum)
  },
}

/** `back`: so many records before its end the batch says that they are read again; undefined: it says nothing. */
const complete = (back: number | undefined): Action => ({
  check: () => true,
  toString: () => `complete(${back})`,
  async run(model, real) {
    const { batch } = real
    if (batch === undefined) return
    const values = batch.records.map(({ value }) => value)
    const sum = values.reduce((total, value) => total + value, model.sum ?? 0)
    model.committed += values.length
    const from = back === undefined ? undefined : Math.max(model.retired, model.committed - back)
    await batch.complete({
      append: [outgoing(sink, values)],
      state: [{ key: 'sum', value: sum }],
      ...(from !== undefined && { from }),
    })
    model.from = from ?? model.from
    model.outputs.push(...values)
    model.sum = sum
    real.batch = undefined
  },
})

const restart: Action = {
  check: () => true,
  toString: () => 'restart',
  async run(_model, real) {
    await real.log[Symbol.asyncDispose]()
    real.log = open(real)
    real.batch = undefined
    real.iterator = undefined
  },
}

const pass = (milliseconds: number): Action => ({
  check: () => true,
  toString: () => `pass(${milliseconds})`,
  run(model, real) {
    model.now += milliseconds
    real.clock.set(instant(model.now))
    return Promise.resolve()
  },
})

const retain: Action = {
  check: () => true,
  toString: () => 'retain',
  async run(model, real) {
    await real.log.retain([source])
    const [position] = await real.log.positions('readings', 'g')
    const first = position?.first ?? 0
    // Whole blocks go, so not all that may go has to; but nothing young, unread or already counted as kept.
    expect(first).toBeGreaterThanOrEqual(model.retired)
    for (const { at } of model.appended.slice(model.retired, first))
      expect(at).toBeLessThan(model.now - source.retention)
    if (model.registered) expect(first).toBeLessThanOrEqual(Math.min(model.committed, model.from))
    model.retired = first
    if (model.committed < first) model.committed = first
  },
}

const look: Action = {
  check: () => true,
  toString: () => 'look',
  async run(model, real) {
    const kept = await real.log.read(source, 0, 0, 10_000)
    expect(kept.map(({ value }) => value)).toEqual(
      model.appended.slice(model.retired).map(({ value }) => value),
    )
    const outputs = await real.log.read(sink, 0, 0, 10_000)
    expect(outputs.map(({ value }) => value)).toEqual(model.outputs)
  },
}

test('the LMDB log does what the model does', async () => {
  const actions = fc.commands(
    [
      fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 20 }).map(append),
      fc.constant(take),
      fc.constantFrom(undefined, undefined, 0, 5, 30, Number.NEGATIVE_INFINITY).map(complete),
      fc.constant(restart),
      fc.constant(retain),
      fc.constant(look),
      fc.integer({ min: 1, max: 2_000 }).map(pass),
    ],
    { maxCommands: 40, size: 'max' },
  )
  await fc.assert(
    fc.asyncProperty(actions, async (commands) => {
      const clock = new VirtualClock(instant(1_000_000))
      const real: Real = {
        folder: await temporaryFolder(),
        clock,
        log: undefined as unknown as LmdbLog,
        batch: undefined,
        iterator: undefined,
      }
      real.log = open(real)
      const model: Model = {
        appended: [],
        retired: 0,
        committed: 0,
        from: Number.POSITIVE_INFINITY,
        registered: false,
        outputs: [],
        sum: undefined,
        now: 1_000_000,
      }
      try {
        await fc.asyncModelRun(() => ({ model, real }), commands)
      } finally {
        await real.log[Symbol.asyncDispose]()
      }
    }),
    { numRuns: 60, endOnFailure: true },
  )
}, 120_000)
