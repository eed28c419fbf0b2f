/**
 * A kind of device as it is written down: one file a kind. Those of the program stand in this folder, as TypeScript so that
 * the compiler knows their quantities; a city writes its own as `kinds/<id>.yaml` in its folder (docs/kinds.md).
 */
import { z } from 'zod'

import { kindCommands } from '../device-command-table.ts'

const word = z.string().trim().min(1).max(64)
const bilingual = { zh: word, en: word }

/** Longest time between two reports, in seconds. */
export const longestPeriod = 30 * 86_400

/** Also a measurement of InfluxDB, a tag and a word of rules. */
const kindId = z
  .string()
  .max(24)
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'a kind has small letters, digits and - between them, and starts with a letter',
  )
const siteId = z
  .string()
  .max(32)
  .regex(/^[a-z][a-z0-9-]*$/, 'a site has small letters, digits and -, and starts with a letter')
/** Without _, which separates a quantity from what is made of it: `flow_q`, `flow_mean`. */
const quantityName = z
  .string()
  .max(32)
  .regex(/^[a-z][A-Za-z0-9]*$/, 'a quantity has letters and digits, and starts with a small letter')
const categoryCode = z.string().regex(/^\d{4}$/, 'a category has four digits, in quotes')

const quantityShape = {
  ...bilingual,
  /** As it is shown; `bool` is a switch, whose values are 0 and 1. */
  unit: z.string().min(1).max(16),
  /**
   * Outside of it a value is a fault of the sensor and not a fact about the city: it is stored with the quality `range` and
   * never judged. A generous range of the instrument and no limit; limits are data of the rules.
   */
  range: z
    .tuple([z.number(), z.number()])
    .refine(([min, max]) => min < max, 'a range goes from the least to the greatest value')
    .readonly()
    .exactOptional(),
  /** A level in decibels: means are energy means (GB 3096 equivalent level), never arithmetic. */
  level: z.literal(true).exactOptional(),
  /** Numbers inside the range that a sensor sends in place of a value it does not have. */
  faults: z.array(z.number()).max(16).readonly().exactOptional(),
}

const quantitySchema = z
  .strictObject(quantityShape)
  .refine(({ unit, range }) => unit === 'bool' || range !== undefined, {
    path: ['range'],
    error: 'is missing: [least, greatest] of what the instrument can say',
  })
  .refine(({ unit, range }) => unit !== 'bool' || range === undefined, {
    path: ['range'],
    error: 'does not go with a switch, which is 0 or 1',
  })

/** What its devices can be set to; without a range it is a switch (`bool`), 0 or 1. */
const settingSchema = z
  .strictObject({
    ...bilingual,
    unit: quantityShape.unit,
    range: quantityShape.range,
    /** Only whole numbers. */
    whole: z.literal(true).exactOptional(),
  })
  .refine(({ unit, range }) => (unit === 'bool') === (range === undefined), {
    path: ['range'],
    error: 'is [least, greatest] of what it can be set to; a switch (bool) has none',
  })
const settingName = quantityName.refine((name) => name !== 'period', {
  error: 'period is a setting of every device',
})

const isFilled = (record: object): boolean => Object.keys(record).length > 0

export const kindDocumentSchema = z.strictObject({
  id: kindId,
  ...bilingual,
  /** How often such a device usually reports, in seconds; a device may say its own. */
  period: z.number().min(1).max(longestPeriod),
  /** Where it may hang. Without words: a site that another kind has. */
  sites: z
    .record(siteId, z.strictObject(bilingual).nullable())
    .refine(isFilled, 'a kind has at least one site'),
  /** In the order in which they are shown. Without a description: a quantity that another kind describes. */
  quantities: z
    .record(quantityName, quantitySchema.nullable())
    .refine(isFilled, 'a kind has at least one quantity'),
  /** What its devices can be told to do, beside what all can. */
  commands: z.array(z.enum(kindCommands)).max(kindCommands.length).readonly().exactOptional(),
  /** What its devices can be set to, beside their interval and thresholds. */
  settings: z.record(settingName, settingSchema).exactOptional(),
  /** What its devices say goes first when judging is behind: somebody may come to harm within minutes. */
  urgent: z.literal(true).exactOptional(),
  /** Words of category codes that only its rules use. */
  categories: z.record(categoryCode, z.strictObject(bilingual)).exactOptional(),
})

export type KindDocument = z.output<typeof kindDocumentSchema>
export type SettingDocument = z.output<typeof settingSchema>
export type QuantityDocument = z.output<typeof quantitySchema>
