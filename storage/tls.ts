import { z } from 'zod'

/** How a client of a server proves the server, and itself. */
export const tlsSchema = z.strictObject({
  /** PEM files. Without `ca` the system's authorities are trusted. */
  ca: z.string().min(1).optional(),
  cert: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
})
