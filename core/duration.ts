import { z } from 'zod'

import { parseDuration } from './time.ts'

/**
 * A setting that is a length of time: `"90s"`, `"10m"`, `"30d"`, or a number of milliseconds. Inside it is always
 * milliseconds. `fallback` and `least` are milliseconds too.
 */
export const duration = (fallback: number, least = 1) =>
  z
    .union([z.string(), z.number()])
    .transform((written, context) => {
      const milliseconds = typeof written === 'number' ? written : parseDuration(written)
      if (milliseconds !== undefined && milliseconds >= least) return milliseconds
      context.addIssue({
        code: 'custom',
        message: `a duration is a number with ms, s, m, h or d, and here at least ${least}ms`,
      })
      return z.NEVER
    })
    .default(fallback)
