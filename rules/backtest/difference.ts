/**
 * What other rules would have raised otherwise. Alarms of one rule on one device that stood at the same time are one
 * happening, whatever instants they are named by: a lower limit is reached earlier, and may join two alarms into one.
 */
import type { RuleId } from '../../core/identity.ts'
import { grouped } from './grouped.ts'
import { raisedIn, type Span } from './report.ts'
import type { WouldBe } from './would-be.ts'

/** A happening that both have, otherwise. */
interface Changed {
  readonly before: readonly WouldBe[]
  readonly after: readonly WouldBe[]
}

/** Of each list; the rest is counted. */
const mostListed = 1_000

/** The first of each, and the number of all. */
export interface Difference {
  readonly onlyBefore: readonly WouldBe[]
  readonly onlyAfter: readonly WouldBe[]
  readonly changed: readonly Changed[]
  /** Alarms that both raise and clear alike. */
  readonly same: number
  /** Of rules that differ, in the order of their ids. */
  readonly byRule: readonly {
    readonly rule: RuleId
    readonly onlyBefore: number
    readonly onlyAfter: number
    readonly changed: number
  }[]
}

interface Side {
  readonly side: 'before' | 'after'
  readonly alarm: WouldBe
}

export function differenceOf(
  before: readonly WouldBe[],
  after: readonly WouldBe[],
  span: Span,
): Difference {
  const both: readonly Side[] = [
    ...before.map((alarm): Side => ({ side: 'before', alarm })),
    ...after.map((alarm): Side => ({ side: 'after', alarm })),
  ].toSorted((a, b) => a.alarm.raisedAt - b.alarm.raisedAt)
  const inSpan = raisedIn(span)
  const onlyBefore: WouldBe[] = []
  const onlyAfter: WouldBe[] = []
  const changed: Changed[] = []
  let same = 0
  const subjects = grouped(both, ({ alarm }) => `${alarm.rule}/${alarm.device}`)
  for (const happening of [...subjects.values()].flatMap(happenings)) {
    const of = (side: Side['side']) =>
      happening.filter((one) => one.side === side).map(({ alarm }) => alarm)
    const [was, is] = [of('before'), of('after')]
    if (is.length === 0) onlyBefore.push(...was.filter(inSpan))
    else if (was.length === 0) onlyAfter.push(...is.filter(inSpan))
    else if (was.length === is.length && was.every((one, index) => alike(one, is[index])))
      same += was.filter(inSpan).length
    else if ([...was, ...is].some(inSpan)) changed.push({ before: was, after: is })
  }
  const rules = new Set(
    [...onlyBefore, ...onlyAfter, ...changed.flatMap((one) => one.before)].map(({ rule }) => rule),
  )
  const count = (rule: RuleId, some: readonly WouldBe[]) =>
    some.filter((one) => one.rule === rule).length
  return {
    onlyBefore: onlyBefore.toSorted(inOrder).slice(0, mostListed),
    onlyAfter: onlyAfter.toSorted(inOrder).slice(0, mostListed),
    changed: changed.slice(0, mostListed),
    same,
    byRule: [...rules].sort().map((rule) => ({
      rule,
      onlyBefore: count(rule, onlyBefore),
      onlyAfter: count(rule, onlyAfter),
      changed: changed.filter((one) => one.before[0]?.rule === rule).length,
    })),
  }
}

/** In the order of their beginnings: what stands together, at an instant at least. */
function happenings(sides: readonly Side[]): readonly (readonly Side[])[] {
  const found: Side[][] = []
  let until = Number.NEGATIVE_INFINITY
  for (const one of sides) {
    const last = found.at(-1)
    const { raisedAt, clearedAt = Number.POSITIVE_INFINITY } = one.alarm
    if (last === undefined || raisedAt > until) found.push([one])
    else last.push(one)
    until = Math.max(until, clearedAt)
  }
  return found
}

const alike = (a: WouldBe, b: WouldBe | undefined): boolean =>
  a.raisedAt === b?.raisedAt &&
  a.clearedAt === b.clearedAt &&
  a.severity === b.severity &&
  a.filing === b.filing &&
  a.muted === b.muted

const inOrder = (a: WouldBe, b: WouldBe): number =>
  a.raisedAt - b.raisedAt || (a.alarm < b.alarm ? -1 : 1)
