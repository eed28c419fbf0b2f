/** Commands to devices over HTTP; routes, console and command line have it from here. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { limitSchema, writtenSchema } from '../../core/api-fields.ts'
import { commandStages, deviceCommandNameSchema } from '../../core/device-command.ts'

const plainText = writtenSchema(300)

export const giveCommandSchema = z.strictObject({
  command: z.string().min(1).max(64).describe('One of the `offers` of the device'),
  arguments: z
    .record(z.string(), z.union([z.number(), z.string().max(64)]))
    .default({})
    .describe('By name, in the units of the offer'),
  reason: plainText.optional().describe('Asked for where the offer is `dangerous`'),
})

export const commandParams = z.object({ id: z.string().min(1).max(64) })
export const deviceCommandsQuerySchema = z.object({ limit: limitSchema(20, 1_000) })

const instant = z.number()

/** A command as it stands. */
export const commandViewSchema = z.object({
  id: z.string(),
  device: z.string(),
  to: z.string().describe('Who hears it: the device, or the gateway that speaks for it'),
  command: deviceCommandNameSchema,
  arguments: z.record(z.string(), z.union([z.number(), z.string()])),
  reason: z.string().optional(),
  by: z.string(),
  given: instant,
  until: instant.describe('After it the device does not act, and an answer is late'),
  stage: z.enum(commandStages),
  late: z.boolean().describe('It was answered after `until`'),
  exchange: z.string().optional().describe('What a station calls it: the QN of HJ 212'),
  sent: instant
    .optional()
    .describe('The broker has it, or it was written to the connection of the station'),
  accepted: instant.optional().describe('A station said that it will do it'),
  expired: instant.optional().describe('Nothing was heard until then'),
  answered: instant.optional().describe('When the answer was received'),
  said: z.string().optional().describe('Why the device refused, in its words'),
  code: z
    .object({ zh: z.string(), en: z.string() })
    .optional()
    .describe('Why a station refused, in the words of its standard'),
})

const argumentOffer = z.object({
  name: z.string(),
  zh: z.string(),
  en: z.string(),
  type: z.enum(['seconds', 'minutes', 'quantity', 'value']),
  min: z.number().optional(),
  max: z.number().optional(),
  among: z
    .array(z.number())
    .readonly()
    .optional()
    .describe('The numbers of minutes that it may be'),
  of: z.string().optional().describe('The argument that names the quantity of a value'),
  quantities: z
    .array(
      z.object({
        ...{ name: z.string(), zh: z.string(), en: z.string(), unit: z.string() },
        ...{ min: z.number(), max: z.number() },
      }),
    )
    .optional(),
})

export const commandOfferSchema = z.object({
  command: deviceCommandNameSchema,
  zh: z.string(),
  en: z.string(),
  dangerous: z.boolean().describe('Whoever gives it says why'),
  patience: z.number().describe('How long it is good for, in milliseconds'),
  arguments: z.array(argumentOffer),
})

export const deviceCommandsSchema = z.object({
  offers: z.array(commandOfferSchema).describe('What whoever asks may tell the device now'),
  commands: z.array(commandViewSchema).describe('Newest first'),
})

export type CommandOffer = Answered<z.output<typeof commandOfferSchema>>
export type CommandView = Answered<z.output<typeof commandViewSchema>>
