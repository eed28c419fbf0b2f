/** The state of a case as the register keeps it. Members that are not named here pass. */
import { z } from 'zod'

import {
  deadlineKinds,
  extensions,
  latenesses,
  stages,
  checks,
  sources,
} from '../../core/case-terms.ts'
import { coordinationGrounds, coordinationStates } from '../../core/coordination-terms.ts'
import { disputeStates } from '../../core/dispute-terms.ts'
import { satisfactions } from '../../core/satisfaction-terms.ts'
import {
  supervisionKinds,
  supervisionLevels,
  supervisionStates,
} from '../../core/supervision-terms.ts'
import type { AlarmId, CaseId, CellCode, DeviceId, UnitId } from '../../core/identity.ts'
import {
  bilingualSchema,
  instantSchema,
  keptText,
  severitySchema,
  workSchema,
} from '../../core/record-schemas.ts'
import { personalChannels } from '../../core/personal-terms.ts'
import { escalationBases } from '../../core/escalation-terms.ts'
import { transferStates } from '../../core/transfer-terms.ts'
import { supportStates } from '../../core/support-terms.ts'
import {
  suspensionLevels,
  suspensionReasons,
  suspensionStates,
  type Stopped,
  type Suspension,
} from '../../core/suspension-terms.ts'
import type {
  Case,
  CaseDeadline,
  Coordination,
  Place,
  PutAside,
  Repeat,
  Supervision,
  Support,
  Transfer,
} from './case.ts'
import type { StandardOfCase } from './standards.ts'

export const sourceSchema = z.enum(sources)
export const deadlineKindSchema = z.enum(deadlineKinds)
export const escalationBasisSchema = z.enum(escalationBases)

const deadline = {
  kind: deadlineKindSchema,
  at: instantSchema,
  certain: z.boolean(),
  since: instantSchema.exactOptional(),
}

export const deadlineSchema: z.ZodType<CaseDeadline> = z.looseObject(deadline)

export const suspensionReasonSchema = z.enum(suspensionReasons)
export const suspensionLevelSchema = z.enum(suspensionLevels)
export const stoppedSchema: z.ZodType<Stopped> = z.looseObject({
  kind: deadlineKindSchema,
  left: z.number(),
  limit: z.string(),
})
const suspensionSchema: z.ZodType<Suspension> = z.looseObject({
  state: z.enum(suspensionStates),
  reason: suspensionReasonSchema,
  until: instantSchema,
  level: suspensionLevelSchema,
  since: instantSchema.exactOptional(),
  stopped: z.array(stoppedSchema).exactOptional(),
})

export const placeSchema: z.ZodType<Place> = z.looseObject({
  device: keptText<DeviceId>().exactOptional(),
  component: z.string().exactOptional(),
  cell: keptText<CellCode>().exactOptional(),
  area: z.string().exactOptional(),
  longitude: z.number().exactOptional(),
  latitude: z.number().exactOptional(),
  description: z.string().exactOptional(),
})

export const standardSchema: z.ZodType<StandardOfCase> = z.looseObject({
  id: z.string(),
  filing: bilingualSchema,
  closing: bilingualSchema,
  catalogue: z.int().exactOptional(),
})

const supervisionSchema: z.ZodType<Supervision> = z.looseObject({
  kind: z.enum(supervisionKinds),
  level: z.enum(supervisionLevels),
  state: z.enum(supervisionStates),
  demand: z.string(),
  answer: z.string().exactOptional(),
})

const transferSchema: z.ZodType<Transfer> = z.looseObject({
  state: z.enum(transferStates),
  to: z.string(),
  reason: z.string(),
  number: z.string().exactOptional(),
  feedback: z.string().exactOptional(),
})

const coordinationSchema: z.ZodType<Coordination> = z.looseObject({
  state: z.enum(coordinationStates),
  ground: z.enum(coordinationGrounds),
  reason: z.string(),
  district: z.string().exactOptional(),
  unit: keptText<UnitId>().exactOptional(),
  answer: z.string().exactOptional(),
})

const supportSchema: z.ZodType<Support> = z.looseObject({
  unit: keptText<UnitId>(),
  state: z.enum(supportStates),
  task: z.string(),
  deadline: deadlineSchema.exactOptional(),
  overdue: z.literal(true).exactOptional(),
  reason: z.string().exactOptional(),
  text: z.string().exactOptional(),
})

const runningSchema = z.array(
  z.looseObject({
    ...deadline,
    overdue: z.boolean(),
    lateness: z.enum(latenesses).exactOptional(),
  }),
)

const duplicateSchema: z.ZodType<PutAside> = z.looseObject({
  of: keptText<CaseId>(),
  stage: z.enum(stages),
  deadlines: runningSchema,
  extension: z.enum(extensions).exactOptional(),
  suspension: suspensionSchema.exactOptional(),
  supervision: supervisionSchema.exactOptional(),
})

const repeatSchema: z.ZodType<Repeat> = z.looseObject({
  case: keptText<CaseId>(),
  source: sourceSchema,
  collectedAt: instantSchema,
  alarms: z.array(keptText<AlarmId>()),
})

export const caseSchema: z.ZodType<Case> = z.looseObject({
  id: keptText<CaseId>(),
  version: z.number(),
  stage: z.enum(stages),
  source: sourceSchema,
  work: workSchema,
  category: z.string(),
  title: bilingualSchema,
  severity: severitySchema,
  place: placeSchema,
  lead: z.string(),
  limit: z.string(),
  alarms: z.array(keptText<AlarmId>()),
  standing: z.array(keptText<AlarmId>()),
  unit: keptText<UnitId>().exactOptional(),
  returnedBy: keptText<UnitId>().exactOptional(),
  coordination: coordinationSchema.exactOptional(),
  district: z.string().optional(),
  transfer: transferSchema.exactOptional(),
  supports: z.array(supportSchema).exactOptional(),
  orderedAt: instantSchema.exactOptional(),
  orders: z.number().exactOptional(),
  handledFor: z.number().exactOptional(),
  deadlines: runningSchema,
  overdues: z.number(),
  returns: z.number(),
  patrol: z.string().exactOptional(),
  selfHandled: z.literal(true).exactOptional(),
  dispute: z.enum(disputeStates).exactOptional(),
  reworks: z.number(),
  reopens: z.number().exactOptional(),
  rating: z
    .looseObject({
      rating: z.enum(satisfactions),
      at: instantSchema,
      settled: z.literal(true).exactOptional(),
    })
    .optional(),
  check: z.enum(checks).exactOptional(),
  claimed: z.looseObject({ name: z.string(), person: z.string().exactOptional() }).exactOptional(),
  extension: z.enum(extensions).exactOptional(),
  orderLimit: z.string().optional(),
  suspension: suspensionSchema.exactOptional(),
  suspensions: z.number().exactOptional(),
  suspendedFor: z.number().exactOptional(),
  supervision: supervisionSchema.exactOptional(),
  supervisions: z.number().exactOptional(),
  verified: z.boolean(),
  collectedAt: instantSchema,
  filedAt: instantSchema.exactOptional(),
  dispatchedAt: instantSchema.exactOptional(),
  arrivedAt: instantSchema.exactOptional(),
  reportedAt: instantSchema.exactOptional(),
  endedAt: instantSchema.optional(),
  recheck: instantSchema.optional(),
  folded: z.number().exactOptional(),
  doubts: z.array(keptText<AlarmId>()).exactOptional(),
  follows: keptText<CaseId>().exactOptional(),
  duplicate: duplicateSchema.exactOptional(),
  duplicates: z.array(repeatSchema).exactOptional(),
  standard: standardSchema.exactOptional(),
  emergency: z.literal(true).exactOptional(),
  reinforcement: z.enum(['ordered', 'sent']).exactOptional(),
  told: z
    .array(
      z.looseObject({
        step: z.string(),
        of: escalationBasisSchema,
        base: instantSchema,
        order: z.number().exactOptional(),
        number: z.number(),
      }),
    )
    .exactOptional(),
  personal: z
    .looseObject({
      order: instantSchema,
      number: z.number().exactOptional(),
      told: z.array(
        z.looseObject({
          person: z.string(),
          channel: z.enum(personalChannels),
          notice: z.string(),
          at: instantSchema,
          failed: z.literal(true).exactOptional(),
        }),
      ),
      read: z.array(z.looseObject({ person: z.string(), at: instantSchema })),
      over: z.literal(true).exactOptional(),
    })
    .exactOptional(),
  updatedAt: instantSchema,
  receipts: z.array(z.string()),
})
