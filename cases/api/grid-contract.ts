/** What the API answers of responsibility grids (责任网格). Their versions are a table of the catalogue. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'

/** In a question: which one. */
export const gridCode = z.string().min(1).max(40)

const gridSchema = z.object({
  grid: z.string().describe('Its code, free in form'),
  name: z.string(),
  cells: z
    .array(z.string())
    .readonly()
    .describe('Heads of codes of unit grids: 6, 9, 12 or 15 digits'),
  people: z.array(z.string()).readonly().describe('Grid members (网格员), by their accounts'),
  unit: z.string().optional().describe('Unit that looks after it'),
})
export const gridsSchema = z.array(gridSchema)
export type ResponsibilityGrid = Answered<z.output<typeof gridSchema>>
