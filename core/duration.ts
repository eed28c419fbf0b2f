import { z } from 'zod'

import { parseDuration } from './time.ts'

/** A length of time: `"90s"`, `"10m"`, `"30d"`, or a number of milliseconds. Inside it is always milliseconds. */
export const lengthOfTime = (least = 1) =>
  z.union([z.string(), z.number()]).transform((written, context) => {
    const milliseconds = typeof written === 'number' ? written : parseDuration(written)
    if (milliseconds !== undefined && milliseconds >= least) return milliseconds
    context.addIssue({
      code: 'custom',
      message: `a duration is a number with ms, s, m, h and d, and here at least ${least}ms`,
    })
    return z.NEVER
  })

/** A setting that is a length of time. `fallback` and `least` are milliseconds. */
export const duration = (fallback: number, least = 1) => lengthOfTime(least).default(fallback)
