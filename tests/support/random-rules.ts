/** Random rules over all forms of entries, and random streams of readings, for fast-check. */
import * as fc from 'fast-check'

import { aggregates, traitsOf } from '../../rules/language/aggregates.ts'
import { namesIn, written, type Cond } from './oracle-conditions.ts'
import type { WallCity } from './oracle-clock.ts'
import { cities } from './random-cities.ts'
import type { Draft } from './oracle-values.ts'
import { differs, type Differs } from './random-settings.ts'
import type { Plan } from './rules-oracle.ts'

const minute = 60_000

interface Kind {
  readonly name: string
  readonly numbers: readonly string[]
  readonly flag: string | undefined
  readonly level: boolean
  readonly values: readonly number[]
}

const kinds: readonly Kind[] = [
  {
    name: 'fume',
    numbers: ['fume', 'nmhc'],
    flag: 'fan',
    level: false,
    values: [0, 0.5, 1, 1.5, 2, 2.5, 3, 8],
  },
  {
    name: 'noise',
    numbers: ['laeq', 'lafmax'],
    flag: undefined,
    level: true,
    values: [40, 45, 50, 52, 55, 61, 70, 84],
  },
]

/** Away from values that samples have: nothing hangs on the last bit of a sum. */
const beside = 0.0137

interface Known {
  readonly numbers: readonly string[]
  readonly flags: readonly string[]
  /** Numbers that count. */
  readonly counts: ReadonlySet<string>
  readonly kind: Kind
}

function condition(known: Known, clocked: boolean): fc.Arbitrary<Cond> {
  const comparison = fc
    .record({
      op: fc.constantFrom('over' as const, 'under' as const),
      name: fc.constantFrom(...known.numbers),
      value: fc.constantFrom(...known.kind.values),
      small: fc.constantFrom(0, 1, 2, 3, 60, 300),
    })
    .map(({ op, name, value, small }): Cond => ({
      op,
      name,
      value: (known.counts.has(name) ? small : value) + beside,
    }))
  const simple: fc.Arbitrary<Cond>[] = [comparison, comparison]
  if (known.flags.length > 0) {
    simple.push(fc.constantFrom(...known.flags).map((name): Cond => ({ op: 'flag', name })))
  }
  if (clocked) {
    simple.push(
      fc.constantFrom<Cond>(
        { op: 'night' },
        { op: 'workday' },
        { op: 'holiday' },
        { op: 'swapDay' },
        { op: 'open' },
        { op: 'before', hour: 3 },
      ),
    )
  }
  const one = fc.oneof(...simple)
  const joined = fc
    .tuple(fc.constantFrom('and' as const, 'or' as const), one, one)
    .map(([op, a, b]): Cond => ({ op, parts: [a, b] }))
  return fc.oneof(
    { weight: 4, arbitrary: one },
    { weight: 2, arbitrary: joined },
    { weight: 1, arbitrary: one.map((of): Cond => ({ op: 'not', of })) },
  )
}

const scaled = (period: number, ...times: number[]) =>
  fc.constantFrom(...times.map((one) => one * period))

function windowDraft(known: Known, level: (name: string) => boolean, period: number) {
  return fc
    .record({
      of: fc.constantFrom(...known.numbers),
      aggregate: fc.nat(20),
      shape: fc.constantFrom('window', 'window', 'every', 'session'),
      window: scaled(period, 3, 4.5, 10, 31, 55, 70),
      every: period === minute ? scaled(minute, 5, 10, 15, 60) : scaled(minute, 60, 180, 360),
      session: scaled(period, 1.5, 2, 5),
      min: fc.constantFrom(undefined, undefined, 2),
      within: fc.constantFrom(undefined, undefined, 'period' as const),
      where: fc.option(condition(known, true), { nil: undefined, freq: 2 }),
    })
    .map((drawn): Draft => {
      const { of, shape, min, within, where } = drawn
      const wrong = level(of) ? 'no levels' : 'levels'
      const all = aggregates.filter((name) => traitsOf(name).of !== wrong)
      const aggregate = all[drawn.aggregate % all.length] ?? 'max'
      const { asks } = traitsOf(aggregate)
      return {
        form: 'window',
        of,
        aggregate,
        ...(shape === 'window' && { window: drawn.window }),
        ...(shape === 'every' && { every: drawn.every }),
        ...(shape === 'session' && { session: drawn.session }),
        ...(asks === 'per' && { per: 10 * minute }),
        ...(asks === 'p' && { p: 90 }),
        ...(min !== undefined && { min }),
        ...(shape === 'window' && within !== undefined && { within }),
        ...(where !== undefined && { where }),
      }
    })
}

const countDraft = (known: Known, period: number): fc.Arbitrary<Draft> =>
  fc
    .record({
      count: condition(known, true),
      last: fc.integer({ min: 2, max: 8 }),
      in: fc.oneof(
        fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'period' as const),
        scaled(period, 3, 10, 40),
      ),
      over: fc.constantFrom('last', 'in', 'in', 'exceedances'),
    })
    .map(({ count, last, in: time, over }): Draft => {
      if (over === 'last') return { form: 'count', count, last }
      if (over === 'in') return { form: 'count', count, in: time }
      return { form: 'count', count, in: time, of: 'exceedances' }
    })

const changeDraft = (known: Known): fc.Arbitrary<Draft> =>
  fc
    .record({
      of: fc.constantFrom(...known.numbers),
      change: fc.constantFrom(
        'jump' as const,
        'rate' as const,
        'flat' as const,
        'baseline' as const,
        'drift' as const,
      ),
      tolerance: fc.constantFrom(0, 0.6, 5),
      where: fc.option(condition(known, true), { nil: undefined, freq: 2 }),
    })
    .map(({ of, change, tolerance, where }): Draft => ({
      form: 'change',
      of,
      change,
      ...(change === 'rate' && { per: 10 * minute }),
      ...(change === 'flat' && { tolerance }),
      ...(change === 'drift' && { days: 4 }),
      ...(where !== undefined && { where }),
    }))

const outOfRangeDraft = (kind: Kind): fc.Arbitrary<Draft> =>
  fc
    .constantFrom(...kind.numbers.filter((name) => name !== 'lag'))
    .map((of): Draft => ({ form: 'change', of, change: 'outOfRange' }))

const isFlag = (draft: Draft): boolean =>
  draft.form === 'sequence' || (draft.form === 'change' && draft.change === 'outOfRange')

const sequenceDraft = (known: Known, period: number): fc.Arbitrary<Draft> =>
  fc
    .record({
      first: condition(known, true),
      next: condition(known, true),
      within: scaled(period, 1.5, 4, 12),
    })
    .map((drawn): Draft => ({ form: 'sequence', ...drawn }))

/** Adds entries one by one: each may read those before it. */
function entries(kind: Kind, period: number, left: number, plan: Plan): fc.Arbitrary<Plan> {
  const drafts = new Map(plan.entries)
  const flag = kind.flag === undefined ? [] : [kind.flag]
  const known: Known = {
    numbers: [
      ...kind.numbers,
      ...plan.entries.filter(([, one]) => !isFlag(one)).map(([name]) => name),
    ],
    flags: [...flag, ...plan.entries.filter(([, one]) => isFlag(one)).map(([name]) => name)],
    counts: new Set([
      'lag',
      ...[...drafts]
        .filter(([, one]) => one.form !== 'window' || !traitsOf(one.aggregate).sameScale)
        .map(([name]) => name),
    ]),
    kind,
  }
  if (left === 0) {
    const names = plan.entries.map(([name]) => name)
    const own: Known = {
      ...known,
      numbers: known.numbers.filter((name) => names.includes(name)),
      flags: known.flags.filter((name) => names.includes(name)),
    }
    const numbers = own.numbers.length === 0 ? { ...own, numbers: [...kind.numbers] } : own
    return fc
      .tuple(condition(numbers, false), fc.constantFrom(undefined, undefined, 'and', 'or'))
      .map(([one, op]) => ({
        ...plan,
        when: op === undefined ? one : { op, parts: [one, { op: 'open' }] },
      }))
  }
  const draft = fc.oneof(
    { weight: 4, arbitrary: windowDraft(known, (name) => plan.levels.has(name), period) },
    { weight: 2, arbitrary: countDraft(known, period) },
    { weight: 2, arbitrary: changeDraft(known) },
    { weight: 1, arbitrary: sequenceDraft(known, period) },
    { weight: 1, arbitrary: outOfRangeDraft(kind) },
  )
  return draft.chain((one) => {
    const name = `e${plan.entries.length + 1}`
    const ofLevel =
      one.form === 'window' && traitsOf(one.aggregate).sameScale && plan.levels.has(one.of)
        ? [name]
        : []
    return entries(kind, period, left - 1, {
      ...plan,
      entries: [...plan.entries, [name, one]],
      levels: new Set([...plan.levels, ...ofLevel]),
    })
  })
}

export interface Play {
  readonly kind: string
  readonly city: WallCity
  readonly start: number
  /** Judged by receipt, and then what is measured is how late it is as well. */
  readonly byReceipt: boolean
  readonly plan: Plan
  readonly differs: Differs
  readonly said: readonly Said[]
}

interface Said {
  /** Milliseconds since the reading before, or so long ago for a late one. */
  readonly gap: number
  readonly how: 'next' | 'late' | 'again'
  /** By quantity an index of a value; -1 for none, -2 for one of bad quality, -3 for one out of range. */
  readonly values: Readonly<Record<string, number>>
  /** Seconds that the clock of the device is ahead. */
  readonly ahead: number
}

export const valueAt = (kindName: string, name: string, index: number): number => {
  const kind = kinds.find((one) => one.name === kindName)
  return name === kind?.flag ? index % 2 : (kind?.values[index] ?? 0)
}

const said = (kind: Kind, period: number): fc.Arbitrary<Said> =>
  fc.record({
    gap: fc.oneof(
      { weight: 12, arbitrary: fc.constant(period) },
      {
        weight: 3,
        arbitrary: fc.integer({ min: 1, max: 20 }).map((tenths) => (tenths * period) / 10),
      },
      { weight: 1, arbitrary: scaled(period, 5, 7.5, 25) },
    ),
    how: fc.constantFrom<Said['how']>(
      'next',
      'next',
      'next',
      'next',
      'next',
      'next',
      'late',
      'again',
    ),
    ahead: fc.constantFrom(0, 0, 0, -700, -3600, 30, 90, 7200),
    values: fc.record(
      Object.fromEntries(
        [...kind.numbers, ...(kind.flag === undefined ? [] : [kind.flag])].map((name) => [
          name,
          fc.oneof(
            { weight: 10, arbitrary: fc.nat(kind.values.length - 1) },
            { weight: 1, arbitrary: fc.constantFrom(-1, -2, -3) },
          ),
        ]),
      ),
    ),
  })

export const plays: fc.Arbitrary<Play> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    period: fc.constantFrom(minute, minute, 30 * minute),
    count: fc.integer({ min: 1, max: 4 }),
    place: fc.constantFrom(...cities),
    start: fc.nat(9),
    length: fc.constantFrom(20, 60, 150),
    byReceipt: fc.constantFrom(false, false, true),
  })
  .chain(({ kind, period, count, place, start, length, byReceipt }) => {
    const known = byReceipt ? { ...kind, numbers: [...kind.numbers, 'lag'] } : kind
    const blank: Plan = {
      entries: [],
      when: { op: 'flag', name: '' },
      quantities: [...known.numbers, ...(kind.flag === undefined ? [] : [kind.flag])],
      levels: new Set(kind.level ? kind.numbers : []),
      period,
    }
    return fc.record({
      kind: fc.constant(kind.name),
      city: fc.constant(place.city),
      start: fc.constant(Date.parse(place.starts[start % place.starts.length] ?? '')),
      byReceipt: fc.constant(byReceipt),
      plan: entries(known, period, count, blank),
      differs,
      said: fc.array(said(kind, period), { minLength: 3, maxLength: length }),
    })
  })

/** The rule as people write it; YAML in JSON. */
export function ruleText({ kind, plan, byReceipt }: Play): string {
  const span = (ms: number) => `${ms}ms`
  const entry = (draft: Draft): unknown => {
    if (draft.form === 'sequence') {
      const { first, next, within } = draft
      return {
        sequence: { first: written(first), next: written(next), within: span(within) },
      }
    }
    const { form: _form, ...words } = draft
    return Object.fromEntries(
      Object.entries(words).map(([word, value]) => {
        if (typeof value === 'object') return [word, written(value)]
        const isSpan = ['window', 'every', 'session', 'per', 'in'].includes(word)
        return [word, isSpan && typeof value === 'number' ? span(value) : value]
      }),
    )
  }
  return JSON.stringify({
    id: 'random',
    title: { zh: '随机', en: 'Random' },
    on: { kind },
    ...(byReceipt && { time: 'receipt' }),
    let: Object.fromEntries(plan.entries.map(([name, draft]) => [name, entry(draft)])),
    levels: [{ severity: 'yellow', when: written(plan.when) }],
    case: { category: '0304', limit: '2 urgent hours', lead: 'enforcement' },
  })
}

/** Whether what an entry reads is finished at different times; such a rule is refused. */
export const readsSeveralLengths = ({ plan }: Play): boolean => {
  const takes = new Map<string, number>()
  return plan.entries.some(([name, draft]) => {
    const conditions =
      draft.form === 'count'
        ? [draft.count]
        : draft.form === 'sequence'
          ? [draft.first, draft.next]
          : [draft.where]
    const names = [
      ...('of' in draft && draft.form !== 'count' ? [draft.of] : []),
      ...conditions.flatMap((one) => (one === undefined ? [] : namesIn(one))),
    ]
    const lengths = new Set(
      names.flatMap((one) => {
        const above = plan.entries.find(([entry]) => entry === one)?.[1]
        const own = above?.form === 'window' ? above.every : undefined
        return own ?? takes.get(one) ?? []
      }),
    )
    const [first] = lengths
    if (first !== undefined) takes.set(name, first)
    return lengths.size > 1
  })
}
