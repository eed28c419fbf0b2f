/** Enrolment of devices in batches (批次入网) over HTTP; routes and console have it from here. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { writtenSchema } from '../../core/api-fields.ts'
import { deviceIdSchema } from '../../core/identity.ts'

const mostDevices = 10_000

export const newBatchSchema = z.strictObject({
  name: writtenSchema(100),
  devices: z
    .array(deviceIdSchema)
    .min(1)
    .max(mostDevices)
    .describe('Registered devices that have no credential yet'),
  days: z.int().min(1).max(365).default(30).describe('So long the code is in force'),
})

const batchSchema = z.object({
  id: z.string(),
  name: z.string(),
  by: z.string(),
  at: z.number(),
  until: z.number().describe('Nobody enrols from here on'),
  revoked: z.object({ by: z.string(), at: z.number() }).optional(),
  devices: z.int(),
  enrolled: z.int().describe('Of them, how many have enrolled'),
})
export type BatchView = Answered<z.output<typeof batchSchema>>

export const batchesSchema = z.object({ batches: z.array(batchSchema).describe('Newest first') })

export const newBatchAnswerSchema = z.object({
  batch: batchSchema,
  code: z.string().describe('Shown this once'),
})

export const batchParams = z.object({ id: z.string().max(16) })

export const batchDevicesSchema = z.object({
  devices: z
    .array(z.object({ device: z.string(), enrolled: z.number().optional() }))
    .describe('By their ids, with when they enrolled'),
})

export const enrollingSchema = z.strictObject({
  device: deviceIdSchema,
  code: z.string().min(1).max(128).describe('The code of its batch'),
  token: z
    .string()
    .regex(/^[\w~.+/=-]{32,128}$/, 'a token has 32 to 128 letters, digits or . _ ~ + / = -')
    .optional()
    .describe(
      'What it will connect with, made by itself at random: whoever lost the answer asks again with the same one. Left out: one is made',
    ),
})

export const enrolledSchema = z.object({
  device: z.string(),
  token: z.string().describe('Its password; shown this once'),
})
