/** A suppression as the register keeps it. Members that are not named here pass. */
import { z } from 'zod'

import { suppressionKinds } from '../../core/case-terms.ts'
import type { RuleId } from '../../core/identity.ts'
import { instantSchema, keptText, severitySchema } from '../../core/record-schemas.ts'
import type { Acknowledgement } from '../ports.ts'
import type { Suppression } from './suppression.ts'

const texts = z.array(z.string()).exactOptional()

export const suppressionSchema: z.ZodType<Suppression> = z.looseObject({
  id: z.string(),
  kind: z.enum(suppressionKinds),
  matcher: z.looseObject({
    rules: z.array(keptText<RuleId>()).exactOptional(),
    kinds: texts,
    sites: texts,
    devices: texts,
    gateways: texts,
    owners: texts,
    cells: texts,
    circle: z
      .looseObject({ longitude: z.number(), latitude: z.number(), metres: z.number() })
      .exactOptional(),
  }),
  upTo: severitySchema,
  reason: z.string(),
  permit: z.string().exactOptional(),
  from: instantSchema,
  until: instantSchema,
  repeat: z
    .looseObject({
      weekdays: z.array(z.number()).exactOptional(),
      hours: z.looseObject({ from: z.number(), to: z.number() }).exactOptional(),
    })
    .exactOptional(),
  by: z.string(),
  at: instantSchema,
  ended: z.looseObject({ by: z.string(), at: instantSchema, reason: z.string() }).exactOptional(),
})

export const acknowledgementSchema: z.ZodType<Acknowledgement> = z.looseObject({
  by: z.string(),
  at: instantSchema,
  severity: severitySchema,
  note: z.string().exactOptional(),
})
