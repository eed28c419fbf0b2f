/** What stands when a shift is handed over (交班单), as it is kept: a sheet is made once and never computed again. */
import { z } from 'zod'

import { suppressionKinds } from '../../core/case-terms.ts'
import { bilingualSchema, instantSchema, severitySchema } from '../../core/record-schemas.ts'
import { stages } from '../../core/case-terms.ts'
import { entriesSchema } from './duty-log.ts'

/** Of each list so many rows; how many there are stands beside it. */
export const mostRows = 100

const listOf = <Row extends z.ZodType>(row: Row) =>
  z.looseObject({ total: z.int(), rows: z.array(row).readonly() }).readonly()

const alarmSchema = z.looseObject({
  alarm: z.string(),
  title: bilingualSchema,
  device: z.string(),
  cell: z.string().exactOptional(),
  severity: severitySchema,
  since: instantSchema,
  case: z.string().exactOptional(),
  acknowledged: z.looseObject({ by: z.string(), at: instantSchema }).exactOptional(),
})

const caseSchema = z.looseObject({
  case: z.string(),
  title: bilingualSchema,
  stage: z.enum(stages),
  severity: severitySchema,
  unit: z.string().exactOptional(),
  due: instantSchema.exactOptional(),
})

const heldBackSchema = z.looseObject({
  id: z.string(),
  kind: z.enum(suppressionKinds),
  reason: z.string(),
  permit: z.string().exactOptional(),
  until: instantSchema,
  by: z.string(),
})

export const handOverSheetSchema = z.looseObject({
  at: instantSchema,
  /** What falls due, or ends, until then is named. */
  until: instantSchema,
  /** By the rota: now, and at the end. Names of accounts. */
  onDuty: z.array(z.string()).readonly(),
  next: z.array(z.string()).readonly(),
  /** Red and orange ones that stand, the gravest first. */
  alarms: listOf(alarmSchema),
  /** Milder ones that stand on gateways: what is behind a silent one is not heard. */
  gateways: listOf(alarmSchema),
  cases: z.looseObject({
    /** Open ones. */
    stages: z.partialRecord(z.enum(stages), z.int()),
    open: z.int(),
    suspended: z.int(),
    overdue: listOf(caseSchema),
    /** What is not overdue and falls due in time. */
    due: listOf(caseSchema),
  }),
  /** What holds alarms back, what ends first first. */
  heldBack: listOf(heldBackSchema),
  /** What could not be used since the shift began; of a desk that may see it. `more`: at least so many. */
  deadLetters: z.looseObject({ count: z.int(), more: z.boolean() }).exactOptional(),
  /** Of the shift. */
  entries: entriesSchema,
  /** Settled in it, of shifts before. */
  settled: entriesSchema,
  /** Left to be followed up. */
  followUps: entriesSchema,
})
export type HandOverSheet = z.output<typeof handOverSheetSchema>
