/** What the API takes and answers of patrols (巡查): tasks, what a phone tells of them, and how they were walked. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { limitSchema } from '../../core/api-fields.ts'
import { patrolDimensions, patrolStates } from '../../core/patrol-terms.ts'
import { instant as toInstant } from '../../core/time.ts'
import { patrolIdSchema, words } from '../life/commands.ts'
import { instant } from './contract.ts'

export const patrolParamsSchema = z.object({ id: patrolIdSchema })

const told = { at: instant, received: instant.describe('When the phone was heard of') }
const pointSchema = z.object({
  ...{ name: z.string(), longitude: z.number(), latitude: z.number() },
  radius: z.number().describe('Metres'),
})

export const patrolSchema = z
  .object({
    id: z.string(),
    plan: z.string(),
    version: z.int().describe('Of the table of plans'),
    name: z.string(),
    grid: z.string().optional().describe('Responsibility grid (责任网格)'),
    from: instant,
    to: instant,
    state: z.enum(patrolStates),
    late: z.boolean().describe('Its time is over, and it is not started or not ended'),
    people: z.array(z.string()).readonly().describe('Who may walk it; empty: any inspector'),
    cells: z.array(z.string()).readonly().describe('Heads of codes of unit grids'),
    points: z.array(pointSchema).readonly().describe('Check points (必到点)'),
    unplaced: z
      .array(z.string())
      .readonly()
      .optional()
      .describe('Check points that are components without a known place; they do not count'),
    look: z.string().optional().describe('What to look for'),
    started: z.object({ ...told, by: z.string(), person: z.string().optional() }).optional(),
    ended: z
      .object({
        ...told,
        clock: z.literal(true).optional().describe('Nobody ended it'),
        text: z.string().optional(),
      })
      .optional(),
    coverage: z
      .object({
        points: z.array(z.string()).readonly().describe('Check points that were reached'),
        ...{ cells: z.int(), ofCells: z.int(), metres: z.number() },
      })
      .optional()
      .describe('What the track has come past'),
    missed: instant.optional(),
  })
  .describe('A patrol task (巡查任务)')
export type Patrol = Answered<z.output<typeof patrolSchema>>

/** Days on the city's clocks. */
const datesShape = {
  from: z.iso.date().describe('Tasks that begin from this day on'),
  to: z.iso.date().describe('The last day, included'),
}

export const patrolsQuerySchema = z.object({
  ...datesShape,
  state: z.enum(patrolStates).optional(),
  grid: z.string().max(64).optional(),
  person: z.string().max(64).optional().describe('Who walked it, or may walk it'),
  limit: limitSchema(200, 500),
  cursor: z
    .string()
    .regex(/^\d{1,15}\.P\d{8}-[0-9a-f]{12}$/, 'is no cursor of this list')
    .optional(),
})
export const patrolsPageSchema = z.object({
  items: z.array(patrolSchema).readonly(),
  next: z.string().optional(),
})

export const myPatrolsSchema = z
  .array(patrolSchema)
  .readonly()
  .describe('Of the last day and of the rest of today, in the order in which they begin')

export const patrolWithCasesSchema = patrolSchema.extend({
  cases: z.array(z.string()).readonly().describe('Reported on the way'),
})

/** A phone tells what it was without network too: `at` is then earlier than when we hear of it. */
const at = z.int().min(0).max(999_999_999_999_999).transform(toInstant)
const positionSchema = z.strictObject({
  at,
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
  accuracy: z.number().min(0).max(100_000).describe('Metres'),
})
export const patrolCommandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('start'), at: at.optional() }),
  z.strictObject({
    command: z.literal('track'),
    positions: z.array(positionSchema).min(1).max(500),
  }),
  z.strictObject({ command: z.literal('end'), at: at.optional(), text: words(500).optional() }),
])
export type PatrolCommandBody = Answered<z.input<typeof patrolCommandSchema>>

export const trackSchema = z.object({
  positions: z
    .array(
      z.object({ at: instant, longitude: z.number(), latitude: z.number(), accuracy: z.number() }),
    )
    .readonly(),
  keptUntil: instant.describe('Then its first position is deleted, and the others after it'),
})

export const patrolFiguresQuerySchema = z.object({
  ...datesShape,
  by: z.enum(patrolDimensions).default('all'),
})
const count = z.int()
export const patrolFiguresSchema = z.object({
  from: z.string(),
  to: z.string(),
  by: z.enum(patrolDimensions),
  rows: z
    .array(
      z.object({
        key: z.string().optional().describe('Person, grid or plan; empty: none is named'),
        ...{ due: count, done: count, unfinished: count, missed: count },
        ...{ points: count, reached: count, cells: count, covered: count },
        metres: z.number(),
        milliseconds: z.number(),
        doneRate: z.number().optional().describe('done / due (完成率)'),
        reachedRate: z.number().optional().describe('reached / points (到位率)'),
        coveredRate: z.number().optional().describe('covered / cells (覆盖率)'),
      }),
    )
    .readonly(),
})
