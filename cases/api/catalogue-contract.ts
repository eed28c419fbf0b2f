/** What the API takes and answers of the tables of a city and their versions. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { catalogueTables } from '../../core/catalogue-terms.ts'
import { words } from '../life/commands.ts'
import { assignmentSchema, instant } from './contract.ts'

export const catalogueParamsSchema = z.object({ table: z.enum(catalogueTables) })
export const catalogueVersionParamsSchema = z.object({
  table: z.enum(catalogueTables),
  version: z.coerce.number().int().min(0),
})

const head = z
  .object({
    table: z.enum(catalogueTables),
    version: z.int(),
    from: z.string().describe('First day on which it holds'),
    at: instant,
    by: z.string(),
    reason: z.string(),
    rows: z.int(),
    restores: z.int().optional().describe('The earlier version that it is again'),
  })
  .describe('A version of a table; a later one that has begun replaces it')

const cells = z.record(z.string(), z.string()).describe('A row by the columns of its file')

export const catalogueSchema = z.object({
  table: z.enum(catalogueTables),
  columns: z.array(z.string()).readonly(),
  inForce: z.int().describe('The version that holds today; 0: the files of the city folder'),
  newest: z.int(),
  versions: z.array(head).describe('The newest first'),
})

export const catalogueVersionSchema = z.object({
  table: z.enum(catalogueTables),
  version: z.int(),
  head: head.optional().describe('Not of version 0, the files of the city folder'),
  rows: z.array(cells).readonly(),
})

export const catalogueCheckQuerySchema = z.object({
  from: z.iso.date().optional().describe('Day from which it is to hold; today when left out'),
})

export const cataloguePutQuerySchema = z.object({
  from: z.iso.date().optional(),
  after: z.coerce.number().int().min(0).describe('The newest version that the check named'),
  reason: words(500),
})

export const catalogueRestoreSchema = z.strictObject({
  version: z.int().min(0),
  after: z.int().min(0),
  from: z.iso.date().optional(),
  reason: words(500),
})

export const catalogueCheckSchema = z.object({
  rows: z.int(),
  mistakes: z
    .array(z.object({ line: z.int(), message: z.string(), zh: z.string() }))
    .readonly()
    .describe('With any of them there is no difference, and nothing can be put in force'),
  difference: z
    .object({
      against: z.int().describe('The version that holds on that day'),
      newest: z.int(),
      counts: z
        .object({ added: z.int(), gone: z.int(), changed: z.int() })
        .describe('Of all rows; the lists hold the first five hundred'),
      added: z.array(cells).readonly(),
      gone: z.array(cells).readonly(),
      changed: z.array(z.object({ before: cells, after: cells })).readonly(),
      touched: z
        .array(z.object({ row: z.string(), open: z.int() }))
        .readonly()
        .describe('Open cases that were filed by rows which change or go; they keep their version'),
      more: z.boolean().describe('More open cases than were looked at'),
      concerns: z
        .array(
          z.object({
            ...{ zh: z.string(), en: z.string() },
            refused: z.string().optional().describe('Why it cannot be put in force'),
          }),
        )
        .readonly()
        .describe('Of units and the dispatch table: what would be left behind or decide nothing'),
      effects: z
        .array(
          z.object({
            category: z.string().optional().describe('None: whatever has the duty'),
            lead: z.string().describe('Empty: whatever its duty'),
            cell: z.string().optional().describe('One of the cells'),
            cells: z.int(),
            before: z.string().optional().describe('None: nobody gets it'),
            after: z.string().optional(),
          }),
        )
        .readonly()
        .describe(
          'Who would get cases in place of whom, owners of things and boundaries aside; the first five hundred',
        ),
    })
    .optional(),
})

export const cataloguePutSchema = head

export const catalogueTryParamsSchema = z.object({ table: z.enum(['units', 'dispatch']) })

export const catalogueTryQuerySchema = z.object({
  category: z.string().regex(/^\d{4}$/),
  lead: z.string().max(32).optional().describe('That of the filing standard when left out'),
  cell: z
    .string()
    .regex(/^\d{15}$/)
    .optional()
    .describe('Where; with a device its own'),
  device: z.string().max(64).optional().describe('Of which the case is'),
  from: z.iso.date().optional().describe('The day; today when left out'),
})

export const catalogueTrySchema = z.object({
  lead: z.string(),
  inForce: assignmentSchema,
  file: assignmentSchema.optional().describe('By the file'),
})
export type CatalogueCheck = Answered<z.output<typeof catalogueCheckSchema>>
