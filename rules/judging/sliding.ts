/**
 * Sliding windows: `(at - length, at]`. Samples are kept one by one where every one counts (`count`, `sum`), where they
 * are the values of an entry, and for aggregates without buckets; the others in buckets, see window.ts. Of more than 60
 * samples that a percentile, a deviation or a mean over time asks for, it keeps the newest of each 60th of the window.
 */
import type { WindowEntry } from '../language/entry.ts'
import { taken, type Operator } from './entry.ts'
import { fit, mostExact } from './fitting.ts'
import { addSampleTo, movedSamples, readSamples, type Asked, type Kept } from './samples.ts'
import { addSample, movedWindow, readWindow, type WindowSpec } from './window.ts'

/** A device may be so much faster than registered before the oldest samples of a window are lost. */
const faster = 4

export function sliding(window: WindowEntry, period: number): Operator {
  const { least, length, buckets } = fit(window, period)
  return buckets === undefined
    ? oneByOne(window, length, least, period)
    : inBuckets(window, buckets, least)
}

const scoped = ({ name, to, from, where, takes, within }: WindowEntry) => ({
  name,
  to,
  from,
  where,
  takes,
  within,
  lasting: takes !== undefined,
})

function inBuckets(window: WindowEntry, spec: WindowSpec, least: number): Operator {
  const { within, from, where } = window
  const add: Operator['add'] = (state, scope) => {
    const value = where === undefined ? scope.slots[from] : taken({ from, where }, scope)
    if (value === undefined) return state
    return addSample(spec, state, scope.at, value, cutOf(within, scope))
  }
  return {
    ...scoped(window),
    add,
    late: add,
    value: (state, scope) => readWindow(spec, state, scope.at, least, cutOf(within, scope)),
    moved: (state, by, judged) => movedWindow(spec, state, by, judged),
  }
}

function oneByOne(window: WindowEntry, length: number, least: number, period: number): Operator {
  const { aggregate, per, p, takes, within } = window
  const samples = Math.ceil(length / period)
  const thinned = takes === undefined && samples > mostExact
  const stands = aggregate === 'timeMean' ? 2 * period : 0
  const kept: Kept = {
    length,
    most: thinned ? 2 * mostExact : faster * mostExact,
    bin: thinned ? Math.ceil(length / mostExact) : 0,
    longer: stands + (takes ?? 0),
  }
  const asked: Asked = { aggregate, length, per, p, stands }
  const add: Operator['add'] = (state, scope) => {
    const value = taken(window, scope)
    if (value === undefined) return state
    return addSampleTo(kept, state, scope.at, value, takes !== undefined)
  }
  return {
    ...scoped(window),
    add,
    late: add,
    value: (state, scope) => readSamples(asked, state, scope.at, least, cutOf(within, scope)),
    moved: movedSamples,
  }
}

/** Since when a sample counts; undefined where day and night are one. */
const cutOf = (
  within: WindowEntry['within'],
  { clock, at }: Parameters<Operator['value']>[1],
): number | undefined => (within === undefined ? undefined : clock.periodStart(at))
