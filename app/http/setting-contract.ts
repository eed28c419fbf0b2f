/** What the API answers of the settings (系统设置). */
import { z } from 'zod'

import { settingSources } from '../../core/setting.ts'

const settingSchema = z.object({
  name: z.string().describe('As docs/operations.md has it'),
  value: z.unknown().describe('In force; lengths of time in milliseconds, secrets as [redacted]'),
  source: z.enum(settingSources).describe('Where that is written'),
  otherwise: z.unknown().optional().describe('The default, where another value is in force'),
  variable: z.string().optional().describe('The variable of the environment that sets it'),
})

export const settingsSchema = z.object({
  process: z.string().describe('Whose they are: each process of a city has its own'),
  items: z.array(settingSchema).readonly(),
})
