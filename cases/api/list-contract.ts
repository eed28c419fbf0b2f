/** What lists of cases and of alarms are both asked for. */
import { z } from 'zod'

import { gridCode } from './grid-contract.ts'

/** Where, and on which days, on the clocks of the city. */
export const placeAndDays = (what: string) => ({
  cell: z
    .string()
    .regex(/^\d{1,15}$/, 'the head of a grid code is 1-15 digits')
    .optional(),
  from: z.iso.date().optional().describe(`${what} on this day or later`),
  to: z.iso.date().optional().describe(`${what} on this day or before`),
})

/** Of cases. */
export const inGrid = {
  grid: gridCode.optional().describe('In this responsibility grid (责任网格) of today'),
}
