/** What a person says who holds alarms back or acknowledges one. */
import { z } from 'zod'

import { suppressionKinds, type SuppressionKind } from '../../core/case-terms.ts'
import { minuteOfDay } from '../../core/city.ts'
import { ruleIdSchema } from '../../core/identity.ts'
import { severities, type Severity } from '../../core/severity.ts'
import { days, instant, type Instant } from '../../core/time.ts'
import { words } from './commands.ts'
import { longestSuppression, type Suppression } from './suppression.ts'

/** Epoch milliseconds, UTC. */
const instantSchema = z.int().min(0).transform(instant)

export const acknowledgeSchema = z.strictObject({ note: words(500).optional() })

/** `22:00-06:00`, over midnight when it ends before it begins. */
const clockHours = z
  .string()
  .regex(
    /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
    'hours are written HH:MM-HH:MM',
  )
  .transform((text) => {
    const [from = '', to = ''] = text.split('-')
    return { from: minuteOfDay(from), to: minuteOfDay(to) }
  })
const names = z.array(z.string().min(1).max(64)).min(1).max(500).optional()

/** What is to be held back. Everything named must fit; without a device, gateway, cell, owner or circle it would be the whole city. */
const matcherSchema = z
  .strictObject({
    rules: z.array(ruleIdSchema).min(1).max(100).optional(),
    kinds: names,
    sites: names,
    devices: names,
    gateways: names.describe('Their children, and they themselves'),
    owners: names,
    cells: z
      .array(z.string().regex(/^\d{6,15}$/, 'the head of a grid code is 6-15 digits'))
      .min(1)
      .max(500)
      .optional()
      .describe('Grid codes or their heads: 6 digits are a district, 9 a street'),
    circle: z
      .strictObject({
        longitude: z.number().min(-180).max(180),
        latitude: z.number().min(-90).max(90),
        metres: z.number().min(1).max(20_000),
      })
      .optional()
      .describe('WGS-84'),
  })
  .refine(
    ({ devices, gateways, owners, cells, circle }) =>
      [devices, gateways, owners, cells, circle].some(Boolean),
    {
      error: 'name a device, gateway, owner, cell or circle: nothing holds back the whole city',
    },
  )

export const newSuppressionSchema = z
  .strictObject({
    kind: z.enum(suppressionKinds),
    matcher: matcherSchema,
    upTo: z
      .enum(severities)
      .optional()
      .describe('The gravest severity that is held back; a shelf reaches to yellow, else orange'),
    reason: words(500),
    permit: z.string().min(1).max(64).optional().describe('Number of the paper'),
    from: instantSchema.optional().describe('Now by default'),
    until: instantSchema,
    repeat: z
      .strictObject({
        weekdays: z.array(z.int().min(0).max(6)).min(1).max(7).optional().describe('0 = Sunday'),
        hours: clockHours.optional().describe('On the clocks of the city, such as 22:00-06:00'),
      })
      .optional(),
  })
  .refine(({ kind, permit }) => (kind === 'permit') === (permit !== undefined), {
    error: 'a permit has the number of its paper, and nothing else has',
    path: ['permit'],
  })

export const endSuppressionSchema = z.strictObject({ reason: words(500) })

export type NewSuppression = z.output<typeof newSuppressionSchema>

/** Red is never held back unless somebody says so. */
const upToUnlessSaid: Readonly<Record<SuppressionKind, Severity>> = {
  shelving: 'yellow',
  maintenance: 'orange',
  permit: 'orange',
}

export type MadeSuppression = { readonly suppression: Suppression } | { readonly mistake: string }

export function madeSuppression(
  asked: NewSuppression,
  made: { readonly id: string; readonly by: string; readonly at: Instant },
): MadeSuppression {
  const { kind, until } = asked
  const from = asked.from ?? made.at
  if (until <= from) return { mistake: 'it ends before it begins' }
  if (until <= made.at) return { mistake: 'it is over already' }
  const longest = longestSuppression[kind]
  if (until - from > days(longest))
    return { mistake: `a ${kind} lasts at most ${longest} days; make another one when it is over` }
  return { suppression: { ...asked, ...made, upTo: asked.upTo ?? upToUnlessSaid[kind], from } }
}
