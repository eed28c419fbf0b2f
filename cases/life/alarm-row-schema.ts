/** An alarm as the register keeps it. Members that are not named here pass. */
import { z } from 'zod'

import type { AlarmId, CaseId, CellCode, DeviceId, RuleId } from '../../core/identity.ts'
import {
  bilingualSchema,
  evidenceSchema,
  instantSchema,
  keptText,
  severitySchema,
} from '../../core/record-schemas.ts'
import type { AlarmRow } from '../ports.ts'
import { alarmOutcomes } from './listing.ts'

export const alarmRowSchema: z.ZodType<AlarmRow> = z.looseObject({
  alarm: keptText<AlarmId>(),
  rule: keptText<RuleId>(),
  title: bilingualSchema,
  device: keptText<DeviceId>(),
  cell: keptText<CellCode>().exactOptional(),
  severity: severitySchema.exactOptional(),
  standing: z.boolean(),
  raisedAt: instantSchema,
  at: instantSchema,
  clearedAt: instantSchema.exactOptional(),
  outcome: z.enum(alarmOutcomes),
  case: keptText<CaseId>().exactOptional(),
  opened: z.number(),
  suppression: z.string().exactOptional(),
  cause: z.string().exactOptional(),
  evidence: evidenceSchema.exactOptional(),
})
