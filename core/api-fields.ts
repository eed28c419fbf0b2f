/** Fields that several routes take. */
import { z } from 'zod'

import { deviceIdSchema } from './identity.ts'
import { kindSchema } from './kinds.ts'
import { unwantedCharacter } from './plain-text.ts'
import { instant } from './time.ts'
import type { Selection } from './series.ts'
import { parseRfc3339 } from './rfc3339.ts'

/** In a query: epoch milliseconds or RFC 3339 with a zone. */
export const instantSchema = z.string().transform((text, context) => {
  const found = /^\d{1,15}$/.test(text) ? Number(text) : parseRfc3339(text)
  if (found !== undefined) return instant(Math.trunc(found))
  context.addIssue({
    code: 'custom',
    message: 'an instant is epoch milliseconds or RFC 3339 with a zone',
  })
  return z.NEVER
})

export const limitSchema = (fallback: number, most: number) =>
  z.coerce.number().int().min(1).max(most).default(fallback)

/** What a person writes and others read: not nothing, and nothing that does not show. */
export const writtenSchema = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .superRefine((text, context) => {
      const unwanted = unwantedCharacter(text)
      if (unwanted !== undefined) context.addIssue(unwanted)
    })

/** Chosen by whoever asks; the same for each try of one request, another for each request. */
export const idempotencySchema = z.object({
  'idempotency-key': z.string().min(8).max(128).optional(),
})

export const deviceParams = z.object({ id: deviceIdSchema })

export const selectionSchema = z.object({
  device: deviceIdSchema.optional(),
  kind: kindSchema.optional(),
  cell: z
    .string()
    .regex(/^\d{1,15}$/, 'a cell is given by the first digits of its code')
    .optional(),
})

export const selectionOf = ({
  device,
  kind,
  cell,
}: z.output<typeof selectionSchema>): Selection => ({
  ...(device === undefined ? {} : { device }),
  ...(kind === undefined ? {} : { kind }),
  ...(cell === undefined ? {} : { cell }),
})
