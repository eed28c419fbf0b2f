/** What an outlet sends: CloudEvents 1.0 of readings and alarms. The AsyncAPI document tells it to the tools of integrators. */
import { z } from 'zod'

import { clearedWords, transitionWords } from '../../core/alarm.ts'
import { qualities } from '../../core/quantities.ts'
import { severities } from '../../core/severity.ts'

const instant = z.iso.datetime().describe('RFC 3339, UTC')

const place = z
  .object({
    longitude: z.number().describe('WGS-84'),
    latitude: z.number().describe('WGS-84'),
    cell: z.string().optional().describe('Code of the grid cell, 15 digits'),
  })
  .describe('Where the register has the device now')

/** Of whom it is, as the register knows the device; left out of one that it does not know. */
const ofDevice = {
  device: z.string(),
  kind: z.string().optional().describe('Kind of the device'),
  site: z.string().optional().describe('Where it hangs, one of the sites of its kind'),
  place: place.optional(),
}

const readingData = z.object({
  ...ofDevice,
  receivedAt: instant,
  timing: z
    .enum(['live', 'late', 'clamped', 'resent'])
    .describe(
      'late: came late. clamped: the clock of the device is ahead. resent: may be a repeat',
    ),
  sequence: z.number().optional().describe('Number that the device gave'),
  beside: z
    .enum(['part', 'correction'])
    .optional()
    .describe('Another reading of this device and instant came before'),
  quantities: z
    .record(
      z.string(),
      z.object({
        value: z.number(),
        unit: z.string(),
        quality: z.enum(qualities).describe('N is normal; letters of HJ 212-2017, table 8'),
      }),
    )
    .describe('By name'),
})

const alarmData = z.object({
  ...ofDevice,
  alarm: z.string().describe('The same from its raising to its clearing'),
  rule: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  area: z.string().optional().describe('Of an alarm over an area; device is its gravest then'),
  past: z.literal(true).optional().describe('Found in late readings: over when it was found'),
  severity: z.enum(severities).optional().describe('Not of one that is cleared'),
  category: z.string().optional().describe('Category of the case that it asks for'),
  evidence: z
    .object({
      version: z.string().describe('Hash of the rule'),
      condition: z.string(),
      values: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
      since: instant,
      readings: z.array(z.string()).describe('Identifiers of events of readings'),
    })
    .optional(),
  because: z.enum(keysOf(clearedWords)).optional().describe('Why it was cleared'),
})

const envelope = {
  specversion: z.literal('1.0'),
  id: z.string().describe('The same fact has the same one, however often it comes'),
  source: z.string().describe('/urban-brain/<city>'),
  subject: z.string().describe('The device'),
  time: instant.describe('When it was observed, or happened'),
  datacontenttype: z.literal('application/json'),
  dataschema: z.string(),
  partitionkey: z.string().describe('Events with the same one come in order'),
}

export const readingType = 'cn.urban-brain.reading.v1'
export const alarmType = (kind: keyof typeof transitionWords): string =>
  `cn.urban-brain.alarm.${kind}.v1`

export const readingEventSchema = z.object({
  ...envelope,
  type: z.literal(readingType),
  data: readingData,
})
export const alarmEventSchema = z.object({
  ...envelope,
  type: z.enum(keysOf(transitionWords).map(alarmType)),
  data: alarmData,
})

export type ReadingData = z.output<typeof readingData>
export type AlarmData = z.output<typeof alarmData>

function keysOf<Word extends string>(words: Readonly<Record<Word, unknown>>): readonly Word[] {
  return Object.keys(words) as Word[]
}
