/** The values of the entries of `let` by their definition in docs/rules.md, from all samples there ever were. */
import type { Aggregate } from '../../rules/language/aggregates.ts'
import type { WallClock } from './oracle-clock.ts'
import type { Cond } from './oracle-conditions.ts'

export interface WindowDraft {
  readonly form: 'window'
  readonly of: string
  readonly aggregate: Aggregate
  readonly window?: number
  readonly every?: number
  readonly session?: number
  readonly per?: number
  readonly p?: number
  readonly min?: number
  readonly within?: 'period'
  readonly where?: Cond
}
export interface CountDraft {
  readonly form: 'count'
  readonly count: Cond
  readonly of?: 'exceedances'
  readonly last?: number
  readonly in?: 'day' | 'week' | 'month' | 'period' | number
}
export interface ChangeDraft {
  readonly form: 'change'
  readonly of: string
  readonly change: 'jump' | 'rate' | 'flat' | 'baseline' | 'drift' | 'outOfRange'
  readonly per?: number
  readonly tolerance?: number
  readonly days?: number
  readonly where?: Cond
}
export interface SequenceDraft {
  readonly form: 'sequence'
  readonly first: Cond
  readonly next: Cond
  readonly within: number
}
export type Draft = WindowDraft | CountDraft | ChangeDraft | SequenceDraft

/** `truth` of a count; `first` and `next` of a sequence. */
export interface Sample {
  readonly at: number
  readonly value: number
  readonly next?: boolean | undefined
  /** Came in the order of time. */
  readonly ordered: boolean
}

export interface Asking {
  readonly at: number
  /** Milliseconds between two samples. */
  readonly apart: number
  readonly level: boolean
  /** Whether it is made of the values of entries. */
  readonly derived: boolean
  readonly clock: WallClock
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length

function quantileOf(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = ((sorted.length - 1) * p) / 100
  const [low, high] = [sorted[Math.floor(rank)] ?? 0, sorted[Math.ceil(rank)] ?? 0]
  return low + (high - low) * (rank - Math.floor(rank))
}

function slopeOf(points: readonly (readonly [number, number])[], per: number) {
  const [t, v] = [mean(points.map(([one]) => one)), mean(points.map(([, one]) => one))]
  const variance = sum(points.map(([one]) => (one - t) ** 2))
  if (variance === 0) return undefined
  return (sum(points.map(([a, b]) => (a - t) * (b - v))) / variance) * per
}

/** Each value stands until the next one, and two periods at most; within `[from, to)`. */
function timeMean(samples: readonly Sample[], from: number, to: number, stands: number) {
  let area = 0
  let time = 0
  samples.forEach(({ at, value }, index) => {
    const end = Math.min(samples[index + 1]?.at ?? to, at + stands, to)
    const lasted = end - Math.max(at, from)
    if (lasted <= 0) return
    area += lasted * value
    time += lasted
  })
  return time > 0 ? area / time : undefined
}

const needed = (draft: WindowDraft): number =>
  ['slope', 'spread', 'deviation'].includes(draft.aggregate) ? 2 : 1

/** What a window asks of a device whose samples come a tenth later than they should. */
function fitted(draft: WindowDraft, { apart, derived }: Asking): WindowDraft {
  const late = 1.1 * apart
  const surely = (length: number) => {
    if (draft.every !== undefined) return Math.floor(length / late)
    if (derived || isThinned(draft.aggregate)) return Math.ceil(length / late)
    return 1 + Math.floor((length * 29) / 30 / late)
  }
  if (draft.session !== undefined) return draft
  const length = draft.every ?? draft.window ?? 0
  const short = draft.every === undefined && surely(length) < needed(draft)
  const reach = short ? needed(draft) * apart : length
  const min = Math.max(needed(draft), Math.min(draft.min ?? 1, surely(reach)))
  return { ...draft, min, ...(draft.every === undefined && { window: reach }) }
}

function aggregated(draft: WindowDraft, samples: readonly Sample[]): number | undefined {
  const values = samples.map(({ value }) => value)
  if (draft.aggregate === 'count') return values.length
  if (values.length < Math.max(needed(draft), draft.min ?? 1)) return undefined
  switch (draft.aggregate) {
    case 'mean':
      return mean(values)
    case 'sum':
      return sum(values)
    case 'leq':
      return 10 * Math.log10(mean(values.map((value) => 10 ** (value / 10))))
    case 'min':
      return Math.min(...values)
    case 'max':
      return Math.max(...values)
    case 'spread':
      return Math.max(...values) - Math.min(...values)
    case 'median':
      return quantileOf(values, 50)
    case 'percentile':
      return quantileOf(values, draft.p ?? 50)
    case 'deviation':
      return Math.sqrt(
        sum(values.map((value) => (value - mean(values)) ** 2)) / (values.length - 1),
      )
    case 'slope':
      return slopeOf(
        samples.map(({ at, value }) => [at - (samples[0]?.at ?? 0), value] as const),
        draft.per ?? 1,
      )
    case 'timeMean':
      break
  }
  throw new TypeError('a mean over time is not of values alone')
}

function grouped(samples: readonly Sample[], key: (one: Sample) => number) {
  const groups = new Map<number, Sample[]>()
  for (const one of samples) groups.set(key(one), [...(groups.get(key(one)) ?? []), one])
  return groups
}

const inOrder = (samples: readonly Sample[]): readonly Sample[] =>
  samples.toSorted((a, b) => a.at - b.at)

export function windowValue(
  written: WindowDraft,
  all: readonly Sample[],
  asking: Asking,
  ending: number | undefined,
): number | undefined {
  const { at, apart, derived, clock } = asking
  const draft = fitted(written, asking)
  const stands = 2 * apart
  const samples = inOrder(all)
  if (draft.session !== undefined) {
    const last = samples.at(-1)
    if (last === undefined || at < last.at || at - last.at > draft.session) return undefined
    let first = samples.length - 1
    const gap = (index: number) => (samples[index]?.at ?? 0) - (samples[index - 1]?.at ?? 0)
    while (first > 0 && gap(first) <= draft.session) first -= 1
    const inside = samples.slice(first)
    if (draft.aggregate !== 'timeMean') return aggregated(draft, inside)
    return inside.length < (draft.min ?? 1) ? undefined : timeMean(inside, 0, at, stands)
  }
  if (draft.every !== undefined) {
    const end = ending ?? clock.part(at, draft.every)[0]
    const [from] = clock.part(end - 1, draft.every)
    const inside = samples.filter((one) => one.at >= from && one.at < end)
    if (inside.length === 0) return undefined
    if (draft.aggregate !== 'timeMean') return aggregated(draft, inside)
    const before = samples.filter((one) => one.at < end)
    return inside.length < (draft.min ?? 1) ? undefined : timeMean(before, from, end, stands)
  }
  const length = draft.window ?? 0
  const cut = draft.within === undefined ? 0 : clock.unit(at, 'period')[0]
  const exact =
    derived ||
    isThinned(draft.aggregate) ||
    (['count', 'sum'].includes(draft.aggregate) && Math.ceil(length / apart) <= 60)
  const thin = !derived && isThinned(draft.aggregate) && Math.ceil(length / apart) > 60
  const bin = Math.ceil(length / 60)
  const kept = thin
    ? [...new Map(samples.map((one) => [Math.floor(one.at / bin), one])).values()]
    : samples
  const heard = kept.filter((one) => one.at >= cut && one.at <= at)
  if (draft.aggregate === 'timeMean') {
    const inside = heard.filter((one) => one.at > at - length)
    return inside.length < Math.max(1, draft.min ?? 1)
      ? undefined
      : timeMean(heard, at - length, at, stands)
  }
  if (exact)
    return aggregated(
      draft,
      heard.filter((one) => one.at > at - length),
    )
  return bucketed(draft, heard, at, length)
}

/** Of more than sixty samples the newest of each sixtieth of the window is kept. */
const isThinned = (aggregate: Aggregate): boolean =>
  ['percentile', 'deviation', 'timeMean'].includes(aggregate)

/** Windows whose samples are put together in at most 30 buckets. */
function bucketed(draft: WindowDraft, heard: readonly Sample[], at: number, length: number) {
  const buckets = Math.min(30, Math.max(1, Math.floor(length / 1_000)))
  const bucket = Math.ceil(length / buckets)
  const place = (one: Sample) => Math.floor(one.at / bucket)
  const inside = heard.filter((one) => place(one) > Math.floor(at / bucket) - buckets)
  if (draft.aggregate === 'median') {
    return aggregated(draft, [...new Map(inside.map((one) => [place(one), one])).values()])
  }
  if (draft.aggregate !== 'slope') return aggregated(draft, inside)
  if (inside.length < Math.max(2, draft.min ?? 1)) return undefined
  const groups = [...grouped(inside, place).values()]
  // Equal means differ in their last bits; through one point goes no line.
  if (groups.length < 2) return undefined
  // Not since `at`: the same samples have the same slope whenever it is asked for, to the last bit.
  const begin = inside[0]?.at ?? 0
  const points = groups.flatMap((group) => {
    const point = [
      mean(group.map((one) => one.at - begin)),
      mean(group.map((one) => one.value)),
    ] as const
    return group.map(() => point)
  })
  return slopeOf(points, draft.per ?? 1)
}

/** Of several samples of one instant the last one counts. */
const oncePerInstant = (samples: readonly Sample[]): readonly Sample[] => [
  ...new Map(samples.map((one) => [one.at, one])).values(),
]

export function countValue(draft: CountDraft, all: readonly Sample[], { at, clock }: Asking) {
  const truths = oncePerInstant(all)
  const counted = truths.filter(
    ({ value }, index) => value === 1 && (draft.of === undefined || truths[index - 1]?.value !== 1),
  )
  if (draft.last !== undefined) return sum(truths.slice(-draft.last).map(({ value }) => value))
  if (typeof draft.in === 'number') {
    const from = at - draft.in
    return counted.filter((one) => one.at > from && one.at <= at).length
  }
  const [from, to] = clock.unit(at, draft.in ?? 'day')
  return counted.filter((one) => one.at >= from && one.at < to).length
}

export function changeValue(
  draft: ChangeDraft,
  all: readonly Sample[],
  own: number | undefined,
  asking: Asking,
): number | undefined {
  if (draft.change === 'drift') return driftValue(draft, all, asking)
  if (own === undefined || draft.change === 'outOfRange') return own
  if (draft.change === 'baseline') return baselineValue(draft, all, own, asking)
  if (draft.change === 'flat') {
    const [first] = all
    if (first === undefined) return undefined
    let anchor = first
    for (const one of all) {
      if (Math.abs(one.value - anchor.value) > (draft.tolerance ?? 0)) anchor = one
    }
    return ((all.at(-1)?.at ?? 0) - anchor.at) / 1_000
  }
  const [before, newest] = oncePerInstant(all).slice(-2)
  if (before === undefined || newest === undefined) return undefined
  const rise = newest.value - before.value
  return draft.change === 'jump'
    ? Math.abs(rise)
    : (rise / (newest.at - before.at)) * (draft.per ?? 1)
}

function baselineValue(
  draft: ChangeDraft,
  all: readonly Sample[],
  own: number,
  { at, level, clock }: Asking,
): number | undefined {
  const hour = 3_600_000
  const [current] = clock.part(at, hour)
  const hours = grouped(all, (one) => clock.part(one.at, hour)[0])
  const means = [...hours]
    .filter(([begin]) => begin !== current && clock.hour(begin) === clock.hour(at))
    .map(([, samples]) => samples.map(({ value }) => value))
    .map((values) => meanOf(values, level))
  if (means.length < 3) return undefined
  const usual = means.reduce(
    (known, one, index) => known + (one - known) / Math.min(index + 1, draft.days ?? 7),
    0,
  )
  return own - usual
}

/** The mean of the samples, of energy for a level. */
const meanOf = (values: readonly number[], level: boolean): number =>
  level ? 10 * Math.log10(mean(values.map((value) => 10 ** (value / 10)))) : mean(values)

function driftValue(
  { days = 28 }: ChangeDraft,
  all: readonly Sample[],
  { at, level, clock }: Asking,
): number | undefined {
  const [today] = clock.unit(at, 'day')
  const means = [...grouped(all, (one) => clock.unit(one.at, 'day')[0])]
    .filter(([begin]) => begin < today)
    .map(([, samples]) =>
      meanOf(
        samples.map(({ value }) => value),
        level,
      ),
    )
  if (Math.min(means.length, days) < days / 2) return undefined
  const folded = (most: number) =>
    means.reduce((known, one, index) => known + (one - known) / Math.min(index + 1, most), 0)
  return folded(3) - folded(days)
}

/** `value` of a sample is whether the first holds; 1 where it does. */
export function sequenceValue(draft: SequenceDraft, all: readonly Sample[]): number | undefined {
  const samples = oncePerInstant(all)
  if (samples.length === 0) return undefined
  let so = false
  samples.forEach(({ at, next }, index) => {
    const begun = samples
      .slice(0, index)
      .some((one) => one.value === 1 && at - one.at <= draft.within)
    if (next !== undefined) so = next && (so || begun)
  })
  return so ? 1 : 0
}
