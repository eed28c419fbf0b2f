import { z } from 'zod'

import { instant } from './contract.ts'

const ofAlarms = { alarms: z.int(), cases: z.int(), voided: z.int() }

export const alarmQualityQuerySchema = z.strictObject({
  days: z.coerce.number().int().min(1).max(92).default(7).describe('Up to now'),
  chattering: z.coerce
    .number()
    .int()
    .min(1)
    .default(10)
    .describe('Raised more often in a day by one rule on one device'),
})

export const alarmQualitySchema = z.object({
  from: instant,
  to: instant,
  devices: z.int().describe('In service'),
  ...ofAlarms,
  casesPerDeviceDay: z.number(),
  worst: z.array(z.object({ device: z.string(), ...ofAlarms })).readonly(),
  rules: z.array(z.object({ rule: z.string(), ...ofAlarms })).readonly(),
  chattering: z
    .array(z.object({ rule: z.string(), device: z.string(), inOneDay: z.int() }))
    .readonly(),
  stale: z
    .array(z.object({ alarm: z.string(), rule: z.string(), device: z.string(), raisedAt: instant }))
    .readonly()
    .describe('Standing for more than 7 days, oldest first'),
})
