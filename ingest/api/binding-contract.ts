/** A binding tried on what was captured, over HTTP. Nothing of it is kept. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'

const longestText = 65_536
const bilingual = z.object({ zh: z.string(), en: z.string() })
const text = z.string().max(longestText)
const place = z.string().min(1).max(256)

const changeSchema = z.discriminatedUnion('set', [
  z.strictObject({
    set: z.literal('value'),
    quantity: z.string().min(1).max(64),
    place: place.nullable(),
    unit: z.string().min(1).max(16).optional(),
    words: z
      .record(z.string().max(64), z.number())
      .refine((words) => Object.keys(words).length <= 64, 'up to 64 words')
      .optional(),
  }),
  z.strictObject({
    set: z.literal('device'),
    place: place.nullable(),
    register: z.enum(['mn', 'externalId']).optional(),
  }),
  z.strictObject({
    set: z.literal('time'),
    place: place.nullable(),
    zone: z.string().max(6).optional(),
  }),
  z.strictObject({
    set: z.literal('level'),
    index: z.int().min(0).max(255),
    name: z
      .string()
      .regex(/^[a-z][A-Za-z0-9]{0,31}$/, 'a level has a name of letters and digits')
      .nullable(),
  }),
  z.strictObject({ set: z.literal('each'), place: place.nullable() }),
])

export const tryBindingSchema = z.strictObject({
  partition: z.int().min(0).default(0),
  offset: z.int().min(0).describe('Of the dead letter'),
  text: text
    .optional()
    .describe('The binding; left out, that in force for the topic, or a first draft'),
  changes: z
    .array(changeSchema)
    .max(16)
    .default([])
    .describe('Made in the text before it is tried'),
})

const mistakes = z
  .array(z.object({ line: z.int(), message: z.string(), zh: z.string() }))
  .describe('Of the text; with any of them nothing is tried')

const inForce = z
  .enum(['none', 'other', 'same'])
  .describe('Whether the binding of this id is in force in this process, as it stands here')

export const triedBindingSchema = z.object({
  text: z.string(),
  id: z.string().optional(),
  topic: z.string().describe('Of the letter'),
  levels: z.array(
    z.object({ text: z.string(), name: z.string().optional().describe('As the binding calls it') }),
  ),
  covers: z.boolean().describe('The letter came on a topic of the binding'),
  inForce,
  mistakes,
  unreadable: bilingual.optional().describe('Why the message cannot be read in that format'),
  places: z.array(
    z.object({
      place: z.string(),
      value: z.string(),
      type: z.enum(['number', 'text', 'boolean', 'null']),
    }),
  ),
  lists: z.array(z.string()).describe('Where items may stand'),
  each: z.string().optional(),
  uses: z.array(
    z.object({
      as: z.string().describe('device, time, or a quantity'),
      place: z.string().optional(),
      unit: z.string().optional(),
      words: z.record(z.string(), z.number()).optional(),
      zone: z.string().optional(),
      register: z.string().optional(),
    }),
  ),
  count: z.int().describe('Readings that come of it, of which the first are listed'),
  readings: z.array(
    z.object({
      device: z.string(),
      registered: z.boolean(),
      observedAt: z.number(),
      late: z.boolean().describe('By its own word'),
      values: z.array(
        z.object({
          quantity: z.string(),
          value: z.number(),
          unit: z.string(),
          quality: z.string().optional(),
        }),
      ),
    }),
  ),
  refused: z.array(
    z.object({ device: z.string().optional(), reason: z.string(), detail: bilingual }),
  ),
})

export const tryLettersSchema = z.strictObject({ text })

export const triedLettersSchema = z.object({
  inForce,
  looked: z.int().describe('Dead letters looked at, the newest of each partition'),
  more: z.boolean().describe('Older ones were not looked at'),
  covered: z.int().describe('On topics of the binding'),
  read: z.int(),
  partly: z.int(),
  others: z.int().describe('Messages that its `when` is not for'),
  unread: z.int(),
  cut: z.int().describe('Too long to say whether they are whole'),
  readings: z.int(),
  unregistered: z.array(z.string()).describe('The first devices that the register does not have'),
  examples: z.array(
    z.object({
      partition: z.int(),
      offset: z.int(),
      reason: z.string(),
      detail: bilingual,
    }),
  ),
  useful: z
    .array(z.object({ partition: z.int(), offsets: z.array(z.int()) }))
    .describe('Letters that would give readings of registered devices'),
})

export type TryBinding = Answered<z.input<typeof tryBindingSchema>>
export type TriedBinding = Answered<z.output<typeof triedBindingSchema>>
export type BindingUse = TriedBinding['uses'][number]
export type TriedLettersView = Answered<z.output<typeof triedLettersSchema>>
