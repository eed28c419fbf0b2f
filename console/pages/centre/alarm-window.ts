/** Which time and which quantities show an alarm. Pure. */

const minute = 60_000
const hour = 60 * minute
/** Points of one curve: more than a screen tells apart would only be slower. */
const mostPoints = 600

export interface AlarmTimes {
  /** When the condition first held, if the evidence says so. */
  readonly since: number
  readonly clearedAt: number | undefined
  /** Seconds between two reports of the device. */
  readonly period: number
  readonly now: number
}

export interface CurveWindow {
  readonly from: number
  readonly to: number
  /** Milliseconds; at least one report of the device falls into each. */
  readonly bucket: number
}

/** From before the condition held until after the alarm was over, or until now while it stands. */
export function curveWindow({ since, clearedAt, period, now }: AlarmTimes): CurveWindow {
  const margin = Math.max(2 * hour, 40 * period * 1_000)
  const from = since - margin
  const to = Math.max(Math.min(now, (clearedAt ?? now) + margin), since + minute)
  const reported = Math.ceil((period * 1_500) / minute) * minute
  const readable = Math.ceil((to - from) / mostPoints / minute) * minute
  return { from, to, bucket: Math.max(reported, readable) }
}

export interface NamedInRule {
  readonly condition: string
  readonly names: readonly string[]
  /** Quantities that the rule compares with a number, most important first. */
  readonly limited: readonly string[]
}

/**
 * The quantities of the device's kind, what the alarm is about first: what its rule limits, then what its condition or
 * its evidence names, then the rest.
 */
export function quantitiesByWeight(
  quantities: readonly string[],
  { condition, names, limited }: NamedInRule,
): readonly string[] {
  const words = new Set([...condition.split(/\W+/), ...names])
  const weightOf = (quantity: string): number => {
    if (limited.includes(quantity)) return 0
    // `depth3` of a rule is a median of `depth`: rules name what they compute after what they compute it of.
    const named = [...words].some((word) => word.replace(/\d+$/, '') === quantity)
    return named || words.has(quantity) ? 1 : 2
  }
  return [...quantities].sort((a, b) => weightOf(a) - weightOf(b))
}
