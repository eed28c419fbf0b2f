/** The fields of queries and bodies, by their contracts, that commands take from their options. */
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
