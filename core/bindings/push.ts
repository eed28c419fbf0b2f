/** How a platform that pushes messages over HTTP proves that they are its own, as a binding writes it down (docs/bindings.md). */
import { z } from 'zod'

import { pushRoot as root, type TopicPattern } from './topics.ts'

const headerSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'a header is written in small letters, digits and -')

const secret = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9]{0,63}$/,
    'a secret has a name of letters and digits under bindings.secrets of the configuration, and is never written here',
  )

export const pushSchema = z.discriminatedUnion('proof', [
  /** MD5 over token, nonce and message, as OneNET signs; its question whether the address is ours is answered. */
  z.strictObject({
    proof: z.literal('onenet'),
    secret,
    /** Name of the key of messages that come encrypted (加密模式); without it they are refused. */
    key: secret.exactOptional(),
  }),
  /** HMAC-SHA256 over the body, or over the time that a header says, a dot and the body. */
  z.strictObject({
    proof: z.literal('hmac-sha256'),
    secret,
    header: headerSchema,
    encoding: z.enum(['hex', 'base64']).default('hex'),
    /** Stands before it in the header, such as `sha256=`. */
    prefix: z.string().max(32).default(''),
    /** Header with the time of signing in epoch seconds or milliseconds. Without one whoever copied a message may send it again. */
    time: headerSchema.optional(),
  }),
  /** The secret itself, alone or as a bearer. */
  z.strictObject({
    proof: z.literal('token'),
    secret,
    header: headerSchema.default('authorization'),
  }),
])

export type PushDocument = z.output<typeof pushSchema>

/** What stands for a topic of a message that was pushed. */
export const pushTopic = (binding: string): string => `${root}/${binding}`

export const isPushTopic = (topic: string): boolean => topic.startsWith(`${root}/`)

export const pushPattern = (binding: string): TopicPattern => ({
  text: pushTopic(binding),
  levels: [{ text: root }, { text: binding }],
})
