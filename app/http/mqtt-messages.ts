/** The messages of our own MQTT topics, as an integrator's tools read them. Ingest checks them by hand (ingest/telemetry.ts). */
import { z } from 'zod'

import { deviceCommandNameSchema } from '../../core/device-command.ts'
import { severities } from '../../core/severity.ts'
import { deviceQualities, quantityNames, quantityOf } from '../../core/quantities.ts'

const quality = z
  .enum(deviceQualities)
  .nullable()
  .describe('Data flag of HJ 212-2017, table 8; left out it means N')

/** Of the kinds in force, those that the city added with them. */
const quantities = () =>
  quantityNames().map((name) => {
    const { en, zh, unit, min, max } = quantityOf(name)
    const range = unit === 'bool' ? 'a switch, also 0 or 1' : `${min} to ${max} ${unit}`
    const values = unit === 'bool' ? z.union([z.boolean(), z.number()]) : z.number()
    return [name, values.describe(`${en} ${zh}: ${range}; beyond it the value is marked`)] as const
  })

const instant = z
  .union([z.number(), z.string()])
  .describe(
    'Epoch seconds or milliseconds, or RFC 3339 with its zone; left out: when it is received',
  )

export function readingSchema() {
  const known = quantities()
  const letters = known.map(([name]) => [name, quality.optional()] as const)
  const values = known.map(([name, value]) => [name, value.optional()] as const)
  return z.object({
    m: z.looseObject(Object.fromEntries(values)).describe('Quantities by name; one at least'),
    t: instant.nullable().optional(),
    seq: z
      .int()
      .min(0)
      .nullable()
      .optional()
      .describe('Number of the reading, where the device counts'),
    q: z.looseObject(Object.fromEntries(letters)).nullable().optional(),
    device: z
      .string()
      .nullable()
      .optional()
      .describe('Whom it is of, where a gateway speaks for a device behind it'),
  })
}

export const batchSchema = () => z.array(readingSchema()).min(1).max(10_000)

export const statusSchema = z
  .enum(['online', 'offline'])
  .describe('Plain text, retained; as last will: offline')

export const commandSchema = z.object({
  id: z.string().describe('The same number may come twice and is done once'),
  device: z.string().optional().describe('Where a gateway hears it for a device behind it'),
  command: deviceCommandNameSchema,
  arguments: z.record(z.string(), z.union([z.string(), z.number()])),
  given: z.int().describe('Epoch milliseconds'),
  until: z.int().describe('Epoch milliseconds; not to be done after it'),
})

export const replySchema = z.object({
  id: z.string(),
  result: z.enum(['done', 'refused']),
  reason: z.string().optional().describe('Why not; shown to people'),
})

const settingValues = z
  .record(z.string(), z.union([z.number(), z.boolean()]))
  .describe('By name, in the units of the kind; a switch is true or false')

export const configurationSchema = z.object({
  version: z.int().describe('It grows; a device takes none that is older than what it has'),
  device: z.string().optional().describe('Where a gateway hears it for a device behind it'),
  values: settingValues,
})

export const configuredSchema = z.object({
  device: z.string().optional().describe('Where a gateway speaks for a device behind it'),
  version: z.int().optional().describe('The newest version that it has heard'),
  values: settingValues,
  refused: z.string().optional().describe('Why it did not take that version; shown to people'),
})

const bilingual = z.object({ zh: z.string(), en: z.string() })

export const noticeSchema = z.looseObject({
  id: z.string().describe('The same fact makes the same one'),
  occasion: z.string(),
  case: z.string(),
  version: z.int(),
  at: z.int().describe('Epoch milliseconds'),
  title: bilingual,
  text: bilingual,
  category: z.string(),
  severity: z.enum(severities),
  stage: z.string(),
  where: z.looseObject({}),
  url: z.string().describe('The page of the order'),
})

export const receiptSchema = z.object({
  notice: z.string(),
  by: z.string().describe('MQTT session that acknowledged it'),
  at: z.int().describe('Epoch milliseconds'),
})
