/** What the API answers of components (部件). Their versions are a table of the catalogue. */
import { z } from 'zod'

import { limitSchema } from '../../core/api-fields.ts'
import { componentStates } from '../../core/component-terms.ts'
import { instant } from './contract.ts'

const component = z.object({
  code: z.string().describe('Division (6 digits), big class, small class, number (6)'),
  name: z.string(),
  owner: z.string().optional().describe('Unit that owns it (权属单位)'),
  maintenance: z.string().optional().describe('Unit that maintains it (养护单位)'),
  state: z.enum(componentStates),
  longitude: z.number().optional(),
  latitude: z.number().optional(),
  cell: z.string().optional(),
  census: z.string().optional().describe('Day of the census (普查日期)'),
  note: z.string().optional(),
  version: z.int().describe('The version of the table that says so'),
  from: z.string().describe('First day on which it does'),
})

export const componentParamsSchema = z.object({ code: z.string().regex(/^\d{16}$/) })
export const componentQuerySchema = z.object({
  on: z.iso.date().optional().describe('As they are on this day; today when left out'),
  q: z.string().trim().min(1).max(100).optional().describe('Head of a code, or a part of a name'),
  state: z.enum(componentStates).optional(),
  unit: z.string().max(64).optional().describe('Owner, or who maintains it'),
  after: z.string().max(16).optional().describe('The last code of the page before'),
  limit: limitSchema(50, 500),
})
export const componentsSchema = z.object({
  items: z.array(component).readonly(),
  next: z.string().optional(),
})
export const componentViewSchema = z.object({
  component: component.optional().describe('As it is today; left out when it begins later'),
  unit: z.string().optional().describe('The unit that its cases go to, when no boundary says more'),
  devices: z.array(z.string()).readonly().describe('Devices on it'),
  versions: z
    .array(component.extend({ at: instant, by: z.string(), reason: z.string() }))
    .readonly()
    .describe('What was and will be said of it, the newest first'),
})
