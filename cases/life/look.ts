/** A look at personal data (个人信息查看): who, when, at what of which case, and what for. */
import { z } from 'zod'

import type { Actor } from '../../core/actor.ts'
import { canonicalJson } from '../../core/canonical-json.ts'
import { actorSchema, instantSchema } from '../../core/record-schemas.ts'

/** reporter: name and telephone in full. photo: a picture. file: the case file, which has the pictures. track: where who walked a patrol was. */
export const lookedAt = ['reporter', 'photo', 'file', 'track'] as const

export const lookSchema = z.object({
  at: instantSchema,
  by: actorSchema,
  /** Left out where a photo was asked for by its name alone. */
  case: z.string().exactOptional(),
  what: z.enum(lookedAt),
  /** Names of the fields, of the photo, or of the patrol. */
  fields: z.array(z.string()).readonly(),
  purpose: z.string().exactOptional(),
})
export type Look = z.output<typeof lookSchema>

/** As it stands in the log: each holds the hash of the one before it. */
export interface KeptLook extends Look {
  readonly number: number
}

export const purposeSchema = z
  .string()
  .trim()
  .min(2)
  .max(200)
  .regex(/^\P{C}+$/u, 'holds a control character')

/** What the hash is made of. */
export const chainedText = (previous: string, number: number, look: string): string =>
  canonicalJson({ previous, number, look })

export const lookOf = (
  { name, role, unit, account, person }: Actor,
  rest: Omit<Look, 'by'>,
): Look => ({
  ...rest,
  by: {
    ...{ name, role },
    ...(unit === undefined ? {} : { unit }),
    ...(account === undefined ? {} : { account }),
    ...(person === undefined ? {} : { person }),
  },
})
