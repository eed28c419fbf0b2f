import { z } from 'zod'

import type { CaseTables } from './case-tables.ts'

/** What indexes beside the record read of a row of it. */
export type SaidRow = Pick<CaseTables['case_events'], 'event' | 'at' | 'actor' | 'data'> & {
  readonly unit?: string | null | undefined
}

const actorSchema = z.object({
  name: z.string(),
  role: z.string(),
  person: z.string().exactOptional(),
})
const dataSchema = z.looseObject({})

/** Undefined for a damaged row: that one is named by the proof of the record, and not by an index. */
export function saidIn({ event, at, actor, data, unit }: SaidRow) {
  const by = jsonAs(actorSchema, actor)
  const said = jsonAs(dataSchema, data)
  return by === undefined || said === undefined ? undefined : { event, at, by, unit, data: said }
}

function jsonAs<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
