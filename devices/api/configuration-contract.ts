/** What devices should be set to and how they are, over HTTP; routes, console and command line have it from here. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { limitSchema, writtenSchema } from '../../core/api-fields.ts'
import { configurationStates } from '../../core/device-configuration.ts'
import { deviceIdSchema } from '../../core/identity.ts'
import { kindSchema } from '../../core/kinds.ts'

const reason = writtenSchema(300)

const values = z
  .record(
    z.string().min(1).max(80),
    z.union([z.number(), z.boolean(), z.string().max(64), z.null()]),
  )
  .refine((given) => Object.keys(given).length > 0, 'names one setting at least')
  .describe('By name; null: nothing is desired of it any more. Settings that are not named stay')

/** More are told part by part. */
export const mostConfigured = 1_000

export const configureSchema = z.strictObject({
  values,
  reason,
  version: z
    .int()
    .min(0)
    .optional()
    .describe('The one that was looked at; another by now is refused'),
})

export const configureManySchema = z
  .strictObject({
    devices: z.array(deviceIdSchema).min(1).max(mostConfigured).optional(),
    kind: kindSchema
      .optional()
      .describe('All of that kind that you see and that a configuration reaches'),
    values,
    reason,
    check: z.boolean().default(false).describe('Only says how many it would be; nothing is set'),
  })
  .refine(({ devices, kind }) => (devices === undefined) !== (kind === undefined), {
    error: 'names either devices or a kind',
  })

export const configuredManySchema = z.object({
  devices: z.int().describe('Of how many it is desired, or would be'),
  left: z
    .array(z.object({ device: z.string(), zh: z.string(), en: z.string() }))
    .describe('Which no configuration reaches, and why'),
})

const instant = z.number()
const state = z.enum(configurationStates)
const value = z.union([z.number(), z.boolean()])

export const configurationSchema = z.object({
  device: z.string(),
  version: z.int().describe('Of what is desired; 0 before anything was'),
  state,
  since: instant.optional().describe('Since when it is in that state'),
  by: z.string().optional(),
  at: instant.optional().describe('When it was desired'),
  reason: z.string().optional(),
  sent: instant.optional().describe('When this version went out last'),
  times: z.int().optional().describe('How often this version went out'),
  due: instant.optional().describe('When it goes out next'),
  reported: instant.optional().describe('When the device last said how it is set'),
  reportedVersion: z.int().optional().describe('The newest version that it says it has'),
  refused: z.string().optional().describe('Why the device does not take it, in its words'),
  differs: z.array(z.string()).describe('Settings that are desired and not reported so'),
})

export const deviceConfigurationSchema = configurationSchema.extend({
  mayChange: z.boolean().describe('Whoever asks may change it'),
  unreachable: z
    .object({ zh: z.string(), en: z.string() })
    .optional()
    .describe('Why no configuration reaches the device'),
  settings: z.array(
    z.object({
      name: z.string(),
      zh: z.string(),
      en: z.string(),
      unit: z.string().describe('bool: a switch'),
      min: z.number(),
      max: z.number(),
      whole: z.boolean(),
      desired: value.optional(),
      reported: value.optional(),
    }),
  ),
  period: z.number().describe('The period of the register, by which the rules wait for the device'),
})

export const configurationsQuerySchema = z.object({
  state: z
    .enum([...configurationStates, 'differs'])
    .default('differs')
    .describe('differs: different, unsupported or refused'),
  after: z.string().max(64).default(''),
  limit: limitSchema(100, 1_000),
})

export const configurationsSchema = z.object({
  configurations: z.array(configurationSchema),
  next: z.string().optional().describe('`after` of the next page, where there is one'),
})

export type ConfigurationView = Answered<z.output<typeof deviceConfigurationSchema>>
