/** What a rule has other devices do while it has an alarm (联动). */
import { z } from 'zod'

import { deviceIdSchema, ruleIdSchema } from '../../core/identity.ts'
import { kindSchema } from '../../core/kinds.ts'
import { linkCommands, mostLinked } from '../../core/link-template.ts'
import { severities } from '../../core/severity.ts'
import { weekHoursText } from '../../core/week-hours.ts'
import { wrong } from './mistake-words.ts'
import { span } from './span.ts'

export const linkDocument = z.strictObject({
  command: z.enum(linkCommands, wrong('linkCommand', { known: linkCommands.join(', ') }).en),
  arguments: z.strictObject({ seconds: z.int().min(1) }),
  to: z
    .union(
      [
        z.literal('own'),
        z.strictObject({ devices: z.array(deviceIdSchema).min(1).max(mostLinked) }),
        z.strictObject({ kind: kindSchema, within: z.literal('cell') }),
      ],
      wrong('linkTo').en,
    )
    .default('own'),
  from: z.enum(severities).exactOptional(),
  unless: z.array(ruleIdSchema).min(1).max(16).exactOptional(),
  hours: weekHoursText.exactOptional(),
  every: span.exactOptional(),
  stop: z.boolean().default(true),
})
