/** What the case desk takes and answers over HTTP; routes, console and command line have it from here. */
import { z } from 'zod'

import { severities } from '../../core/severity.ts'
import { roles } from '../../core/actor.ts'
import type { Answered } from '../../core/answered.ts'
import { unitIdSchema } from '../../core/identity.ts'
import {
  deadlineKinds,
  extensions,
  latenesses,
  stages,
  works,
  checks,
  sources,
} from '../../core/case-terms.ts'
import { disputeStates } from '../../core/dispute-terms.ts'
import { waitings } from '../../core/supervision-terms.ts'
import { personCommands, type collectSchema, type personCommandSchema } from '../life/commands.ts'
import type { acknowledgeSchema } from '../life/suppression-command.ts'
import { alarmOutcomes, caseOrders } from '../life/listing.ts'
import { comingBack } from '../life/order-words.ts'
import { duplicateShape } from './duplicate-contract.ts'
import { ratingShape } from './follow-contract.ts'
import { inGrid, placeAndDays } from './list-contract.ts'
import { supervisionShape } from './supervision-contract.ts'
import { coordinationShape } from './coordination-contract.ts'
import { transferShape } from './transfer-contract.ts'
import { supportShape } from './support-contract.ts'
import { suspensionShape } from './suspension-contract.ts'

export const instant = z.int().describe('Epoch milliseconds, UTC')
export const bilingual = z.object({ zh: z.string(), en: z.string() })

export const caseSchema = z
  .object({
    id: z.string(),
    version: z.int(),
    stage: z.enum(stages),
    source: z.enum(sources),
    work: z.enum(works),
    category: z.string(),
    title: bilingual,
    severity: z.enum(severities),
    place: z.object({
      device: z.string().optional(),
      component: z.string().optional(),
      cell: z.string().optional(),
      area: z
        .string()
        .optional()
        .describe('Of a rule over an area: all of it, and not the one device'),
      longitude: z.number().optional(),
      latitude: z.number().optional(),
      description: z.string().optional(),
    }),
    names: z
      .object({ device: z.string().optional(), cell: z.string().optional() })
      .optional()
      .describe('Where it was read: what device and cell of its place are called today'),
    cameBack: z
      .object({ event: z.enum(comingBack), at: instant, reason: z.string() })
      .optional()
      .describe(
        'Where it was read: why it came back, until it goes on (退回、撤回派遣、返工、复开)',
      ),
    note: z
      .string()
      .optional()
      .describe('Where it was read: what its unit was told with the order (派遣留言)'),
    lead: z.string(),
    limit: z.string(),
    alarms: z.array(z.string()).readonly(),
    standing: z.array(z.string()).readonly().describe('Alarms of the case that are not cleared'),
    unit: z.string().optional(),
    returnedBy: z.string().optional().describe('Gave it back, until another unit has it'),
    deadlines: z
      .array(
        z.object({
          kind: z.enum(deadlineKinds),
          at: instant,
          certain: z.boolean().describe('false: the calendar had no data for a day it needed'),
          since: instant.optional().describe('When its time began'),
          overdue: z.boolean(),
          lateness: z
            .enum(latenesses)
            .optional()
            .describe('What became of the reason for its having passed (超期说明)'),
        }),
      )
      .readonly(),
    overdues: z.int(),
    returns: z.int(),
    patrol: z.string().optional().describe('The patrol (巡查任务) on which it was met'),
    selfHandled: z
      .literal(true)
      .optional()
      .describe('Mended on the spot by whoever found it (自行处置)'),
    dispute: z.enum(disputeStates).optional().describe('Whose it is (争议)'),
    reworks: z.int(),
    reopens: z.int().optional().describe('How often it was opened again (复开)'),
    ...coordinationShape,
    ...transferShape,
    ...supportShape,
    ...ratingShape,
    check: z.enum(checks).optional().describe('Seen on site before it is filed (核实)'),
    claimed: z.object({ name: z.string(), person: z.string().optional() }).optional(),
    extension: z.enum(extensions).optional().describe('More time for its order (延期)'),
    ...suspensionShape,
    ...supervisionShape,
    verified: z.boolean(),
    collectedAt: instant,
    filedAt: instant.optional(),
    dispatchedAt: instant.optional(),
    arrivedAt: instant.optional(),
    reportedAt: instant.optional(),
    endedAt: instant.optional(),
    recheck: instant.optional().describe('When alarms are looked at again that stood at its end'),
    folded: z.int().optional().describe('Alarms of the same cause that are folded into it'),
    doubts: z.array(z.string()).readonly().optional().describe('Faults of its sensors'),
    standard: z
      .object({
        ...{ id: z.string(), filing: bilingual, closing: bilingual },
        catalogue: z.int().optional().describe('Version of the table that it was filed under'),
      })
      .optional()
      .describe("What a person's problem was filed by, in the words of that day"),
    follows: z.string().optional().describe('The case of the same thing that ended before'),
    ...duplicateShape,
    updatedAt: instant,
    receipts: z.array(z.string()).readonly(),
  })
  .describe('A grid case (网格案件)')

const eventSchema = z.object({
  sequence: z.int(),
  case: z.string(),
  version: z.int(),
  at: instant,
  by: z.object({
    name: z.string(),
    role: z.enum(roles),
    unit: z.string().optional(),
    /** Of a person with an account. */
    account: z.string().optional(),
    person: z.string().optional(),
  }),
  event: z.string(),
  data: z.record(z.string(), z.unknown()).readonly(),
})

export const caseWithTimelineSchema = z.object({
  case: caseSchema,
  timeline: z.array(eventSchema).readonly(),
  commands: z
    .array(z.enum(personCommands))
    .readonly()
    .describe('What whoever asks may ask of the case now'),
  photoRequired: z.boolean().describe('A report of handling needs a picture'),
})

export const next = z
  .string()
  .optional()
  .describe('Cursor of the next page; absent on the last one')

export const casePageSchema = z.object({ items: z.array(caseSchema).readonly(), next })

const alarmSchema = z.object({
  alarm: z.string(),
  rule: z.string(),
  title: bilingual,
  device: z.string(),
  cell: z.string().optional(),
  severity: z.enum(severities).optional(),
  standing: z.boolean(),
  raisedAt: instant,
  at: instant,
  clearedAt: instant.optional(),
  outcome: z.enum(alarmOutcomes),
  case: z.string().optional(),
  opened: z.int(),
  suppression: z.string().optional().describe('What held it back last'),
  cause: z.string().optional().describe('Storm, gateway or faulty device that folded or held it'),
  acknowledged: z
    .object({
      by: z.string(),
      at: instant,
      severity: z.enum(severities),
      note: z.string().optional(),
    })
    .optional()
    .describe('Who has seen it (确认); gone when it gets graver'),
})

export const alarmWithEvidenceSchema = alarmSchema.extend({
  evidence: z
    .object({
      version: z.string().describe('Content hash of the rule'),
      condition: z.string(),
      values: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
      readings: z.array(z.object({ id: z.string(), frame: z.string() })).readonly(),
      since: instant,
    })
    .optional()
    .describe('Of the last transition that raised or escalated the alarm'),
})

export const alarmPageSchema = z.object({ items: z.array(alarmSchema).readonly(), next })

export const verificationSchema = z.object({
  intact: z.boolean(),
  cases: z.int(),
  events: z.int(),
  faults: z
    .array(
      z.object({
        case: z.string(),
        version: z.int(),
        fault: z.enum(['changed', 'missing', 'not-in-register', 'photo-damaged']),
      }),
    )
    .readonly(),
})

export const unitsSchema = z.array(
  z.object({
    id: z.string(),
    name: bilingual,
    duties: z.array(z.string()).readonly(),
    cells: z.array(z.string()).readonly(),
    channels: z.array(z.string()).readonly(),
    former: z.literal(true).optional().describe('It is none any more; open orders stay with it'),
  }),
)

export const standardsSchema = z.array(
  z.object({
    id: z.string().describe('category and condition: 0506-1'),
    category: z.string(),
    lead: z.string(),
    limit: z.string(),
    filing: bilingual.describe('Condition under which it is filed (立案条件)'),
    closing: bilingual.describe('Condition under which it is closed (结案条件)'),
    from: z.string().optional(),
    until: z.string().optional(),
    catalogue: z.int().optional().describe('Version of the table; none: the city folder'),
  }),
)

export const summarySchema = z.object({
  stages: z.partialRecord(z.enum(stages), z.int()),
  open: z.int(),
  overdue: z.int(),
  suspended: z.int().describe('Cases that are suspended (挂账)'),
  given: z.int().describe('Open ones that the city gave to another district; not counted else'),
  standingAlarms: z.int(),
  waiting: z
    .record(z.enum(waitings), z.int())
    .describe('Open cases of which that waits for a supervisor or manager (待办)'),
})

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true')
export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
}

export const unitsQuerySchema = z.object({
  former: flag.optional().describe('true: those of earlier versions of the table too'),
})

export const caseQuerySchema = z.strictObject({
  stage: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(stages)).min(1))
    .optional()
    .describe('One stage or several with commas'),
  unit: unitIdSchema.optional(),
  supporting: unitIdSchema
    .optional()
    .describe('Open cases of other units in which that one has a part to do (配合)'),
  ...inGrid,
  category: z
    .string()
    .regex(/^\d{4}$/, 'a category has four digits')
    .optional(),
  severity: z.enum(severities).optional(),
  overdue: flag.optional(),
  suspended: flag.optional().describe('Those that are suspended (挂账), or are not'),
  given: flag.optional().describe('The city gave them to another district than of who asks'),
  device: z.string().max(64).optional(),
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe(
      'All of these words stand in number, titles, texts, place, device, cell, unit or category of the case, in Chinese or English, ' +
        'or are who acted; of Chinese two characters side by side are enough, other words count from their beginning',
    ),
  waiting: z
    .enum(waitings)
    .optional()
    .describe('Open cases of which that waits for a supervisor or manager (待办)'),
  ...placeAndDays('Collected'),
  order: z.enum(caseOrders).default('newest').describe('deadline: what runs out first'),
  ...paging,
})

export const alarmQuerySchema = z.strictObject({
  standing: flag.optional(),
  device: z.string().max(64).optional(),
  rule: z.string().max(64).optional(),
  suppression: z.string().max(64).optional().describe('Those that it held back'),
  foldedInto: z.string().max(64).optional().describe('Those that are folded into this case'),
  ...placeAndDays('Raised'),
  ...paging,
})

export const feedQuerySchema = z.strictObject({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Sequence to go on after; the header Last-Event-ID wins. Without either: from now'),
})

export const caseParamsSchema = z.object({ id: z.string().min(1).max(64) })

export const alarmParamsSchema = z.object({
  id: z.string().min(1).max(200).describe('`rule/device/began`, its slashes written as %2F'),
})

export type Case = Answered<z.output<typeof caseSchema>>
export type CaseCommand = Answered<z.input<typeof personCommandSchema>>
export { personCommands } from '../life/commands.ts'
export type Collect = Answered<z.input<typeof collectSchema>>
export type CaseWithTimeline = Answered<z.output<typeof caseWithTimelineSchema>>
export type CaseEvent = Answered<z.output<typeof eventSchema>>
/** `unit`: the unit that had the case after the event. */
export type FeedEvent = CaseEvent & { readonly unit?: string }
export type Alarm = Answered<z.output<typeof alarmWithEvidenceSchema>>
export type Acknowledge = Answered<z.input<typeof acknowledgeSchema>>
export type Unit = Answered<z.output<typeof unitsSchema>>[number]
export type Standard = Answered<z.output<typeof standardsSchema>>[number]
export type Summary = Answered<z.output<typeof summarySchema>>
export type Verification = Answered<z.output<typeof verificationSchema>>

export const assignmentSchema = z
  .object({
    unit: z.string().optional().describe('None: nobody gets it'),
    why: z.enum(['boundary', 'owner', 'table', 'duty']).optional(),
    row: z.int().optional().describe('Of the dispatch table, from 1'),
  })
  .describe('Who would get it')
