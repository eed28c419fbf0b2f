/** What a route asks and answers, by the schemas of its contract. Types only. */
import type { z } from 'zod'

import type { Answered } from '../../core/answered.ts'

export type Answer<Schema extends z.ZodType> = Answered<z.output<Schema>>
export type Body<Schema extends z.ZodType> = Answered<z.input<Schema>>
/** A query is text in the end: the contract says its names, the server what each may hold. */
export type Query<Schema extends z.ZodType> = {
  readonly [Name in keyof z.input<Schema>]?: string | number | boolean | undefined
}
