/** What the API takes and answers of logs of shifts and hand-overs (值班日志、交接班). */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { stages, suppressionKinds } from '../../core/case-terms.ts'
import { severities } from '../../core/severity.ts'
import { words } from '../life/commands.ts'
import { aboutKinds, takeOverWays } from '../life/duty-log.ts'
import { instant } from './contract.ts'

const desk = z
  .string()
  .max(200)
  .describe(
    'A unit, or a desk: @operator, @dispatcher, @inspector; of its people who are limited to areas with these: @operator.330106',
  )
export const dutyLogParamsSchema = z.object({ desk })
export const handOverParamsSchema = z.object({ desk, shift: z.coerce.number().int().min(1) })

const person = z.object({ name: z.string(), person: z.string() })
const by = z.string().describe('What the person is called; a token has only its name')
const about = z.object({ kind: z.enum(aboutKinds), id: z.string() })
const entrySchema = z.object({
  number: z.int(),
  shift: z.int().describe('In which it was written'),
  at: instant,
  by,
  text: z.string(),
  followUp: z.boolean().describe('Somebody has to follow it up (待办)'),
  about: z.array(about).readonly(),
  settled: z.object({ at: instant, by, words: z.string() }).optional(),
})
const entries = z.array(entrySchema).readonly()

const handOverSchema = z.object({
  shift: z.int(),
  at: instant,
  by,
  since: instant.optional().describe('When the shift began'),
  words: z.string(),
  entries: z.int(),
  followUps: z.int(),
  digest: z.string().describe('SHA-256 of the sheet'),
  standIn: z.boolean().optional().describe('A supervisor handed over for somebody who was absent'),
  takenOver: z
    .object({
      at: instant,
      by,
      way: z.enum(takeOverWays),
      remarks: z.string().optional(),
      disputed: z.boolean().describe('The remarks object to what was handed over (有异议)'),
    })
    .optional()
    .describe('Absent: nobody has taken it over'),
})

const headSchema = z.object({
  desk: z.string(),
  shift: z.int().describe('The one that runs'),
  since: instant.optional(),
  onDuty: z.array(person).readonly().describe('By the rota'),
  written: z.int().describe('Entries of the shift'),
  open: z.int().describe('Entries of all shifts that wait to be followed up'),
  waits: z.int().optional().describe('The shift whose hand-over nobody has taken over'),
  late: z
    .object({ since: instant, people: z.array(person).readonly() })
    .optional()
    .describe('By the rota the shift changed then, and nobody has taken over'),
})
export const dutyLogsSchema = z.array(headSchema)

export const dutyLogSchema = headSchema.extend({
  entries: entries.describe('Of the shift, oldest first'),
  followUps: entries,
  settled: entries.describe('Settled in this shift, of those before'),
  last: handOverSchema.optional().describe('The last hand-over'),
  mayWrite: z.boolean(),
  takesOverAs: z.enum(takeOverWays).optional().describe('What whoever asks would take over as'),
})

const list = <Row extends z.ZodType>(row: Row) =>
  z.object({ total: z.int(), rows: z.array(row).readonly() })
const title = z.object({ zh: z.string(), en: z.string() })
const alarm = z.object({
  alarm: z.string(),
  title,
  device: z.string(),
  cell: z.string().optional(),
  severity: z.enum(severities),
  since: instant,
  case: z.string().optional(),
  acknowledged: z.object({ by: z.string(), at: instant }).optional(),
})
const dueCase = z.object({
  case: z.string(),
  title,
  stage: z.enum(stages),
  severity: z.enum(severities),
  unit: z.string().optional(),
  due: instant.optional(),
})

export const sheetSchema = z.object({
  at: instant,
  until: instant.describe('What falls due or ends until then is named'),
  onDuty: z.array(person).readonly(),
  next: z.array(person).readonly().describe('Has duty at `until`, by the rota'),
  alarms: list(alarm).describe('Red and orange ones that stand'),
  gateways: list(alarm).describe('Milder ones that stand on gateways'),
  cases: z.object({
    stages: z.partialRecord(z.enum(stages), z.int()),
    open: z.int(),
    suspended: z.int(),
    overdue: list(dueCase),
    due: list(dueCase),
  }),
  heldBack: list(
    z.object({
      id: z.string(),
      kind: z.enum(suppressionKinds),
      reason: z.string(),
      permit: z.string().optional(),
      until: instant,
      by: z.string(),
    }),
  ),
  deadLetters: z.object({ count: z.int(), more: z.boolean() }).optional(),
  entries,
  settled: entries,
  followUps: entries,
})

export const frozenHandOverSchema = z.object({
  desk: z.string(),
  handOver: handOverSchema,
  sheet: sheetSchema.describe('As it was handed over'),
  intact: z.boolean().describe('It is what was sealed'),
})

export const handOversQuerySchema = z.strictObject({
  desk: desk.optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export const handOversSchema = z.object({
  items: z
    .array(handOverSchema.extend({ desk: z.string() }))
    .readonly()
    .describe('Newest first'),
})

const shift = z.int().min(1).describe('The one that was looked at')
export const dutyLogCommandSchema = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('write'),
    text: words(1_000),
    followUp: z.boolean().default(false),
    about: z
      .array(z.strictObject({ kind: z.enum(aboutKinds), id: words(100) }))
      .max(10)
      .default([]),
  }),
  z.strictObject({ command: z.literal('settle'), entry: z.int().min(1), words: words(500) }),
  z.strictObject({ command: z.literal('handOver'), shift, words: words(2_000).optional() }),
  z
    .strictObject({
      command: z.literal('takeOver'),
      shift,
      remarks: words(1_000).optional(),
      disputed: z.boolean().default(false),
    })
    .refine(({ disputed, remarks }) => !disputed || remarks !== undefined, {
      path: ['remarks'],
      message: 'say what you object to',
    }),
])

export type DutyLogHead = Answered<z.output<typeof headSchema>>
export type DutyLogView = Answered<z.output<typeof dutyLogSchema>>
export type LogEntryView = Answered<z.output<typeof entrySchema>>
export type HandOverView = Answered<z.output<typeof handOverSchema>>
export type HandOverSheetView = Answered<z.output<typeof sheetSchema>>
export type FrozenHandOver = Answered<z.output<typeof frozenHandOverSchema>>
export type HandOverList = Answered<z.output<typeof handOversSchema>>
export type DutyLogAsked = Answered<z.input<typeof dutyLogCommandSchema>>
