/** What people changed of a device in the register, and who; what they told it to do, and what became of that. */
import { z } from 'zod'

import { configurationStates } from './device-configuration.ts'
import { deviceCommandSchema } from './device-command.ts'
import { instantSchema } from './record-schemas.ts'
import type { Instant } from './time.ts'

export interface Editing {
  readonly by: string
  readonly at: Instant
}

/** The value of a field as text, canonical JSON when it is none; absent where there was none. */
const value = z.string().exactOptional()

export const deviceEditSchema = z
  .object({
    by: z.string(),
    at: instantSchema,
    /** It came to the register; its fields are not told. */
    added: z.literal(true).exactOptional(),
    fields: z
      .array(z.object({ field: z.string(), before: value, after: value }).readonly())
      .readonly(),
    /** As it stood then: it was given, answered or not answered in time. Nothing of the register changed. */
    command: deviceCommandSchema.exactOptional(),
    /** Its `fields` are settings that are desired now, or the device said what it made of that version: in what state it is then. */
    configuration: z
      .object({
        version: z.number(),
        reason: z.string().exactOptional(),
        state: z.enum(configurationStates).exactOptional(),
        said: z.string().exactOptional(),
      })
      .readonly()
      .exactOptional(),
  })
  .readonly()
export type DeviceEdit = z.output<typeof deviceEditSchema>
