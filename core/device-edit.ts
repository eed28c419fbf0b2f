/** What people changed of a device in the register, and who. */
import { z } from 'zod'

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
  })
  .readonly()
export type DeviceEdit = z.output<typeof deviceEditSchema>
