import { z } from 'zod'

import { caseEventSchema, caseSealSchema, instantSchema } from '../../core/record-schemas.ts'
import { alarmRowSchema } from '../life/alarm-row-schema.ts'
import { caseSchema } from '../life/case-schema.ts'
import type { CaseFile } from './case-file.ts'

/** A case file that came from anywhere. Members that are not named here pass: the hashes are over them too. */
export const caseFileSchema: z.ZodType<CaseFile> = z.looseObject({
  type: z.literal('case-file'),
  at: instantSchema,
  by: z.string(),
  zone: z.string(),
  case: caseSchema,
  events: z.array(z.intersection(caseEventSchema, z.looseObject({ hash: z.string() }))),
  alarms: z.array(alarmRowSchema),
  photos: z.array(
    z.strictObject({
      sha256: z.string(),
      versions: z.array(z.number()),
      type: z.string().exactOptional(),
      bytes: z.number().exactOptional(),
      content: z.string().exactOptional(),
      missing: z.enum(['not-kept', 'damaged', 'too-large', 'deleted']).exactOptional(),
    }),
  ),
  seal: z
    .looseObject({ seal: caseSealSchema, stretch: z.array(z.string()).exactOptional() })
    .exactOptional(),
})
