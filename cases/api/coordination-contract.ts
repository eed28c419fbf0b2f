/** What a case says of its coordination by the city (市级协调). */
import { z } from 'zod'

import { coordinationGrounds, coordinationStates } from '../../core/coordination-terms.ts'

export const coordinationShape = {
  district: z
    .string()
    .optional()
    .describe('Six digits: the city gave it to this district, which is not that of its place'),
  coordination: z
    .object({
      state: z.enum(coordinationStates),
      ground: z.enum(coordinationGrounds),
      reason: z.string(),
      district: z.string().optional().describe('It was given to, if to one'),
      unit: z.string().optional().describe('It was given to, if to one'),
      answer: z.string().optional().describe('The instruction (协调意见), or why it was returned'),
    })
    .optional()
    .describe('The last time that the city was asked to coordinate (市级协调)'),
}
