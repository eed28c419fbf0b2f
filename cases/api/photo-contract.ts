/** What is said of a photo beside its name. */
import { z } from 'zod'

export const photoQuerySchema = z.object({
  case: z
    .string()
    .max(64)
    .optional()
    .describe('In whose record it stands; needed by who is limited to a part of the city'),
})
