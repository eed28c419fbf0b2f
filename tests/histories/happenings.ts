/** What happened on a recorded day from outside: what devices sent, what people did, what befell the machine. */
import { z } from 'zod'

import { roles, type Actor } from '../../core/actor.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import { unitIdSchema } from '../../core/identity.ts'
import { instant, type Instant } from '../../core/time.ts'
import { framesTopic } from '../../core/topics.ts'

export type Happening =
  | { readonly at: Instant; readonly record: Frame | Tick }
  | {
      /** A command for the newest case of the device. */
      readonly at: Instant
      readonly device: string
      readonly by: Actor
      readonly command: Readonly<Record<string, unknown>>
    }
  /** The host's clock is set by so many milliseconds. */
  | { readonly at: Instant; readonly clockSetBy: number }
  | { readonly at: Instant; readonly restart: true }

const actorSchema = z
  .strictObject({ name: z.string(), role: z.enum(roles), unit: unitIdSchema.optional() })
  .transform(({ unit, ...rest }): Actor => (unit === undefined ? rest : { ...rest, unit }))
const at = z.number().transform(instant)
const lineSchema = z.union([
  z.strictObject({ at, frame: z.base64() }),
  z.strictObject({ at, device: z.string(), by: actorSchema, command: z.looseObject({}) }),
  z.strictObject({ at, clockSetBy: z.number() }),
  z.strictObject({ at, restart: z.literal(true) }),
])

/** A line of `happenings.jsonl`; frames and ticks as the bytes that this version writes. */
export const toLine = (happening: Happening): string =>
  JSON.stringify(
    'record' in happening
      ? {
          at: happening.at,
          frame: Buffer.from(framesTopic.encode(happening.record)).toString('base64'),
        }
      : happening,
  )

export function fromLine(text: string): Happening {
  const line = lineSchema.parse(JSON.parse(text))
  if (!('frame' in line)) return line
  return { at: line.at, record: framesTopic.decode(Buffer.from(line.frame, 'base64')) }
}
