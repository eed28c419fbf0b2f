/** Durations as people write them. */
import { z } from 'zod'

import { parseDuration } from '../../core/time.ts'
import { excerpt, wrong } from './mistake-words.ts'

/** `90s`, `5m`, and sums of them such as `1h30m`; milliseconds, undefined when it is none. */
export function parseSpan(text: string): number | undefined {
  const parts = text.trim().match(/\d+(?:\.\d+)?(?:ms|s|m|h|d)/g)
  if (parts === null || parts.join('') !== text.trim()) return undefined
  return parts.reduce((sum, part) => sum + (parseDuration(part) ?? 0), 0)
}

/** Longer than anybody writes; what looks for the parts of one is quadratic. */
export const spanText = z.string().max(64)

/** Said to editors as well, so as a pattern. */
export const span = spanText
  .regex(/^\s*(\d+(\.\d+)?(ms|s|m|h|d))+\s*$/, {
    error: ({ input }) => wrong('duration', { text: excerpt(input) }).en,
    abort: true,
  })
  .transform((text): number => parseSpan(text) ?? 0)
