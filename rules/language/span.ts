/** Durations as people write them. */
import { z } from 'zod'

import { parseDuration } from '../../core/time.ts'

/** `90s`, `5m`, and sums of them such as `1h30m`; milliseconds, undefined when it is none. */
export function parseSpan(text: string): number | undefined {
  const parts = text.trim().match(/\d+(?:\.\d+)?(?:ms|s|m|h|d)/g)
  if (parts === null || parts.join('') !== text.trim()) return undefined
  return parts.reduce((sum, part) => sum + (parseDuration(part) ?? 0), 0)
}

/** Longer than anybody writes; what looks for the parts of one is quadratic. */
export const spanText = z.string().max(64)

export const span = spanText.transform((text, context): number => {
  const parsed = parseSpan(text)
  if (parsed !== undefined) return parsed
  context.addIssue(`'${text}' is not a duration such as 90s, 5m or 1h30m`)
  return z.NEVER
})
