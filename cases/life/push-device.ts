/** A browser whose person has allowed it to be told by Web Push, on a phone or at a desk. */
import { z } from 'zod'

import { instantSchema } from '../../core/record-schemas.ts'

export const pushDeviceSchema = z
  .looseObject({
    /** SHA-256 of the address: the same browser is the same device. */
    id: z.string(),
    /** The name of an account. */
    person: z.string(),
    /** What the person sees it called. */
    name: z.string(),
    since: instantSchema,
    /** In which it is told. */
    language: z.enum(['zh', 'en']),
    /** Where its push service takes messages for it. */
    endpoint: z.string(),
    /** What they are encrypted with (RFC 8291). */
    keys: z.object({ p256dh: z.string(), auth: z.string() }).readonly(),
  })
  .readonly()
export type PushDevice = z.infer<typeof pushDeviceSchema>
