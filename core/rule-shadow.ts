/** What a version of the rules would have raised beside the one in force. */
import { z } from 'zod'

import type { AlarmTransition } from './alarm.ts'
import { compareSeverity, severities } from './severity.ts'

export type ShadowSide = 'inForce' | 'shadow'

const shadowAlarmSchema = z.object({
  alarm: z.string(),
  rule: z.string(),
  device: z.string(),
  at: z.int(),
  /** The gravest that each side gave it; left out by a side that did not raise it. */
  inForce: z.enum(severities).optional(),
  shadow: z.enum(severities).optional(),
})

export const shadowResultSchema = z.object({
  /** How many alarms each side raised, by rule. */
  rules: z.record(z.string(), z.object({ inForce: z.int(), shadow: z.int() })),
  /** Newest first. */
  alarms: z.array(shadowAlarmSchema).readonly(),
  /** A condition of the version that failed, or why it runs no more. */
  failure: z.string().optional(),
})

export type ShadowResult = z.output<typeof shadowResultSchema>
type ShadowAlarm = z.output<typeof shadowAlarmSchema>

export const noShadowResult: ShadowResult = { rules: {}, alarms: [] }

/** Of a partition, and of them together. */
const mostAlarms = 100

export function shadowResult(
  result: ShadowResult,
  side: ShadowSide,
  transition: AlarmTransition,
): ShadowResult {
  const { kind, alarm, rule, at } = transition
  if (kind !== 'raised' && kind !== 'escalated') return result
  const count = result.rules[rule] ?? { inForce: 0, shadow: 0 }
  const known = result.alarms.find((each) => each.alarm === alarm)
  const { severity } = transition
  const grave = compareSeverity(severity, known?.[side]) > 0 ? severity : known?.[side]
  const { device } = transition.subject
  const told: ShadowAlarm = { alarm, rule, device, at, ...known, [side]: grave }
  const others = result.alarms.filter((each) => each.alarm !== alarm)
  return {
    ...result,
    rules:
      kind === 'raised'
        ? { ...result.rules, [rule]: { ...count, [side]: count[side] + 1 } }
        : result.rules,
    alarms: [told, ...others].slice(0, mostAlarms),
  }
}

/** What several partitions saw. */
export function shadowTogether(results: readonly ShadowResult[]): ShadowResult {
  const rules: Record<string, { inForce: number; shadow: number }> = {}
  for (const result of results)
    for (const [rule, { inForce, shadow }] of Object.entries(result.rules)) {
      const sum = (rules[rule] ??= { inForce: 0, shadow: 0 })
      sum.inForce += inForce
      sum.shadow += shadow
    }
  const failure = results.find((each) => each.failure !== undefined)?.failure
  return {
    rules,
    alarms: results
      .flatMap(({ alarms }) => alarms)
      .toSorted((one, other) => other.at - one.at)
      .slice(0, mostAlarms),
    ...(failure !== undefined && { failure }),
  }
}
