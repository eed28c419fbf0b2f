/** The fields of queries and bodies, by their contracts, that commands take from their options. */
import type { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import type { Input } from './command.ts'

/** Of any of the forms that something has. */
export type FieldOf<One> = One extends unknown ? Extract<keyof One, string> : never

/** What was given of the options that have the name of a field, of a query or of a body. */
export const givenOf = <Field extends string>(
  input: Input,
  fields: readonly NoInfer<Field>[],
): { [Name in Field]?: string } => {
  const given: { [Name in Field]?: string } = {}
  for (const field of fields) {
    const text = input.text(field)
    if (text !== undefined) given[field] = text
  }
  return given
}

/** The options of a schema, which says what stands in the place of those that were left out. */
export function numbersOf<Shape extends z.ZodRawShape>(
  input: Input,
  schema: z.ZodObject<Shape>,
): z.output<z.ZodObject<Shape>> {
  const given = Object.keys(schema.shape).map((name) => [name, input.text(name)] as const)
  const result = schema.safeParse(Object.fromEntries(given))
  if (result.success) return result.data
  throw new UrbanBrainError('usage', 'these options cannot be used', {
    details: result.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`),
  })
}
