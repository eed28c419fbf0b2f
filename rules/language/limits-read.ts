/** Which limits a rule reads, and where their numbers come from. Pure. */
import type { Certainty } from './certainty.ts'
import type { Condition } from './condition.ts'
import { conditionsOf } from './entry.ts'
import { limitAt, type LimitOrigin, type Limits } from './limits.ts'
import type { ConditionRule, Rule } from './rule.ts'

export interface LimitOfRule extends LimitOrigin {
  readonly path: string
  /** None where only devices have one. */
  readonly value?: number
}

/** Every number of the tables that the rule may read. */
export function limitsOfRule(rule: Rule, { tree, origins }: Limits): readonly LimitOfRule[] {
  const read = limitPathsRead(rule)
  return [...origins].flatMap(([path, origin]) => {
    if (!read.some((one) => isUnder(path, one))) return []
    const value = limitAt(tree, path)
    return [{ path, ...(typeof value === 'number' ? { value } : {}), ...origin }]
  })
}

/** Whether the rule, or a number it may read, was read in no standard. */
export const isUnverified = (rule: Rule, limits: Limits): boolean =>
  [rule.document, ...limitsOfRule(rule, limits)].some(({ certainty }) => certainty !== 'verified')

export interface Unverified {
  /** As far as it is written and not computed. */
  readonly path: string
  readonly certainty: Certainty
}

const leastSure: readonly Certainty[] = ['proposed', 'recalled', 'second-hand']

/** Limits that one level reads, itself or through entries, and nobody has read in their standard. */
export function unverifiedOf(
  rule: ConditionRule,
  level: number,
  { origins }: Limits,
  own: Readonly<Record<string, number>>,
): readonly Unverified[] {
  const when = rule.levels[level]?.when
  if (when === undefined) return []
  return pathsOf(throughEntries(rule, when)).flatMap((path) => {
    const under = [...origins]
      .filter(([one]) => isUnder(one, path) && !Object.hasOwn(own, one))
      .map(([, { certainty }]) => certainty)
    const certainty = leastSure.find((one) => under.includes(one))
    return certainty === undefined ? [] : [{ path, certainty }]
  })
}

const isUnder = (path: string, read: string): boolean =>
  read === '' || path === read || path.startsWith(`${read}.`)

/** The condition and those of the entries that it reads, of the entries that these read, and so on. */
function throughEntries(
  { entries, slotNames }: ConditionRule,
  when: Condition,
): readonly Condition[] {
  const found: Condition[] = [when]
  const open = when.reads.map(({ name }) => name)
  const seen = new Set<string>()
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const entry = seen.has(name) ? undefined : entries.find((one) => one.name === name)
    seen.add(name)
    if (entry === undefined) continue
    const conditions = conditionsOf(entry)
    found.push(...conditions)
    open.push(...conditions.flatMap(({ reads }) => reads.map((read) => read.name)))
    if ('from' in entry) open.push(slotNames[entry.from] ?? '')
  }
  return found
}

/** Paths of limits up to the first part that is computed; `''` when that is the first. */
export const limitPathsRead = (rule: Rule): readonly string[] =>
  rule.form === 'absence'
    ? []
    : pathsOf([
        ...rule.levels.flatMap(({ when, clear }) => [
          when,
          ...(clear === undefined ? [] : [clear]),
        ]),
        ...rule.entries.flatMap(conditionsOf),
      ])

function pathsOf(conditions: readonly Condition[]): readonly string[] {
  const names = conditions.flatMap(({ reads }) => reads.map(({ name }) => name))
  const paths = names.flatMap((name) => {
    const found = /^(?:device\.)?limits((?:\.\w+|\["\w+"\]|\['\w+'\])*)/.exec(name)
    const path = found?.[1]?.replaceAll(/\[["'](\w+)["']\]/g, '.$1')
    return path === undefined ? [] : [path.slice(1)]
  })
  return [...new Set(paths)]
}
