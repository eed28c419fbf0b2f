/** What the API takes and answers of rotas (值班表). */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { words } from '../life/commands.ts'
import { instant } from './contract.ts'

const stretch = { from: instant, to: instant }
const person = z.object({
  name: z.string().describe('The name of the account'),
  person: z.string().optional().describe('What the person is called'),
})

const dutySchema = z.object({
  unit: z.string().describe('A unit, or a desk: @operator, @dispatcher, @inspector'),
  version: z.int().describe('0: there is no rota'),
  onDuty: z
    .array(person.extend({ until: instant, instead: z.string().optional() }))
    .describe('Now, in the order in which they are told'),
  gaps: z
    .array(z.object(stretch))
    .describe('When nobody is on duty within the days that are watched'),
})
export const dutiesSchema = z.array(dutySchema)
export type UnitDuty = Answered<z.output<typeof dutySchema>>

const text = (most: number) => z.string().trim().max(most)

const shiftSchema = z.strictObject({
  person: text(40).describe('The name of an account of the unit or the desk'),
  since: text(10).describe('First day, 2026-03-15'),
  until: text(10).optional().describe('Last day; left out: it goes on'),
  days: text(40).describe(
    'daily, workdays, restdays (by the calendar), or days such as Mo-Fr, Sa,Su',
  ),
  from: text(5).describe('08:00 on the clocks of the city'),
  to: text(5).describe('20:00; before `from`: on the next day'),
})

export const rotaSchema = dutySchema.extend({
  shifts: z.array(shiftSchema),
  swaps: z.array(
    z.object({
      ...stretch,
      out: z.string(),
      in: z.string(),
      at: instant,
      by: z.string(),
      reason: z.string(),
    }),
  ),
  turns: z
    .array(z.object({ ...stretch, person: z.string(), instead: z.string().optional() }))
    .describe('Within the days that are watched'),
  people: z.array(person).describe('Who can have duty there'),
  mayEdit: z.boolean(),
  maySwap: z.boolean(),
  changes: z
    .array(z.object({ version: z.int(), at: instant, by: z.string(), reason: z.string() }))
    .describe('Newest first'),
})

export type Rota = Answered<z.output<typeof rotaSchema>>

export const rotaEditSchema = z.strictObject({
  version: z.int().min(0).describe('The one that was looked at; 0: there was none'),
  shifts: z.array(shiftSchema).max(200),
  reason: words(500),
})

export const swapSchema = z.strictObject({
  ...stretch,
  out: text(40).describe('Who would be on duty'),
  in: text(40).describe('Who is instead'),
  reason: words(500),
})

export const rotaImportQuerySchema = z.object({
  dryRun: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
  reason: words(500).default('import'),
})

export const rotaImportedSchema = z.object({
  dryRun: z.boolean(),
  units: z.array(
    z.object({
      unit: z.string(),
      rows: z.int(),
      added: z.int(),
      removed: z.int(),
      gaps: z.int().describe('Stretches without anybody, within the days that are watched'),
    }),
  ),
})
export type RotaImported = Answered<z.output<typeof rotaImportedSchema>>

export const dutyParamsSchema = z.object({ unit: z.string().max(64) })
