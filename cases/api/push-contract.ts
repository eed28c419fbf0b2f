/** Browsers that their person has allowed to be told by Web Push. */
import { z } from 'zod'

import { instant } from './contract.ts'

export const pushDevicesSchema = z.object({
  publicKey: z
    .string()
    .optional()
    .describe('Of our calls (VAPID), for the browser; left out: there is no push here'),
  devices: z.array(
    z.object({
      id: z.string().describe('SHA-256 of where the push service takes messages for it'),
      name: z.string(),
      since: instant,
    }),
  ),
})

export const pushAllowedSchema = z.strictObject({
  endpoint: z.url().max(1_000).describe('Where the push service takes messages for it'),
  keys: z
    .strictObject({
      p256dh: z.string().regex(/^[\w-]{87}=?$/, 'a key has 65 bytes in base64url'),
      auth: z.string().regex(/^[\w-]{22}(?:==)?$/, 'a secret has 16 bytes in base64url'),
    })
    .describe('What messages are encrypted with (RFC 8291)'),
  name: z.string().trim().min(1).max(80).describe('What the person sees it called'),
  language: z.enum(['zh', 'en']).describe('In which it is told'),
})

export const pushDeviceParamsSchema = z.object({ id: z.string().regex(/^[\da-f]{64}$/) })
