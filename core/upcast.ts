import type { z } from 'zod'

import { UrbanBrainError } from './errors.ts'

/** The members of a kept object, of whatever version. */
export type Kept = Readonly<Record<string, unknown>>

/** How what was kept long ago becomes what is kept today: the first makes version 2 of version 1, and so on. */
export type Upcasts = readonly ((older: Kept) => Kept)[]

/** The version that is written. */
export const newest = (upcasts: Upcasts): number => upcasts.length + 1

/** `version` is what was kept with it; what was kept without one is of the first. */
export function upcast(what: string, upcasts: Upcasts, version: unknown, older: Kept): Kept {
  const from = version === undefined ? 1 : version
  if (typeof from !== 'number' || !Number.isInteger(from) || from < 1)
    throw new UrbanBrainError('record-damaged', `${what}: ${JSON.stringify(from)} is no version`)
  if (from > newest(upcasts))
    throw new UrbanBrainError(
      'record-newer',
      `${what} is of version ${from}, this program knows ${newest(upcasts)}`,
    )
  return upcasts.slice(from - 1).reduce((value, step) => step(value), older)
}

/** What was kept, once it is as the schema says. */
export function checked<T>(what: string, schema: z.ZodType<T>, value: unknown): T {
  const found = schema.safeParse(value)
  if (found.success) return found.data
  const details = found.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new UrbanBrainError('record-damaged', `${what}: ${details[0] ?? ''}`, { details })
}

/** What was kept as JSON, once it is as the schema says. */
export const checkedJson = <T>(what: string, schema: z.ZodType<T>, text: string): T =>
  checked(what, schema, keptJson(what, text))

export function keptJson(what: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new UrbanBrainError('record-damaged', `${what} is no JSON`, { cause: error })
  }
}
