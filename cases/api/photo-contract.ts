/** What the API takes and answers of photos. */
import { z } from 'zod'

import { photoTypes } from '../photos/photos.ts'

const sha256 = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal')

export const photoParamsSchema = z.object({ sha256 })

export const photoHeadersSchema = z.object({
  'x-sha256': sha256.optional().describe('What the sender computed; another one is refused'),
})

export const photoSchema = z.object({
  sha256: z.string().describe('Name of the photo, for `photos` of a command'),
  bytes: z.int(),
  type: z.enum(photoTypes),
})

/** What is said of a photo beside its name. */
export const photoQuerySchema = z.object({
  case: z
    .string()
    .max(64)
    .optional()
    .describe('In whose record it stands; needed by who is limited to a part of the city'),
})
