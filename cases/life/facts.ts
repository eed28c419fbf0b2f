import { z } from 'zod'

import type { Actor } from '../../core/actor.ts'
import { escalationTargets } from '../../core/escalation-terms.ts'
import type { AlarmId, CaseId, RuleId, UnitId } from '../../core/identity.ts'
import {
  bilingualSchema,
  evidenceSchema,
  instantSchema,
  keptText,
  kindSchema,
  severitySchema,
  workSchema,
} from '../../core/record-schemas.ts'
import type { Instant } from '../../core/time.ts'
import { coordinationGrounds } from '../../core/coordination-terms.ts'
import { boundaryScopes } from '../../core/dispute-terms.ts'
import { dutyDesks, type RotaHolder } from '../../core/duty-desks.ts'
import { personalChannels } from '../../core/personal-terms.ts'
import { satisfactions } from '../../core/satisfaction-terms.ts'
import { supervisionKinds, supervisionLevels } from '../../core/supervision-terms.ts'
import {
  deadlineKindSchema,
  deadlineSchema,
  escalationBasisSchema,
  placeSchema,
  sourceSchema,
  standardSchema,
  stoppedSchema,
  suspensionLevelSchema,
  suspensionReasonSchema,
} from './case-schema.ts'
import { photoDoubtSchema } from './photo-proof.ts'

const unit = keptText<UnitId>()
const deadline = deadlineSchema

/** What an alarm said, as machine evidence in the record of a case. */
const alarmEvidence = {
  alarm: keptText<AlarmId>(),
  rule: keptText<RuleId>(),
  kind: kindSchema,
  at: instantSchema,
  severity: severitySchema.exactOptional(),
  because: z.string().exactOptional(),
  evidence: evidenceSchema.exactOptional(),
}
const alarmEvidenceSchema = z.object(alarmEvidence).readonly()
export type AlarmEvidence = z.infer<typeof alarmEvidenceSchema>

/** A photo lies in the photo store, or comes there later; the record holds its SHA-256 in hexadecimal, so that it cannot be exchanged. */
const photos = z
  .array(z.object({ sha256: z.string(), name: z.string().optional() }).readonly())
  .readonly()

const alarms = z.array(keptText<AlarmId>()).readonly()

/** Of a case that ended although alarms of it stood. */
const despite = {
  /** Why, in the words of whoever ended it. */
  despite: z.string().exactOptional(),
  standing: alarms.exactOptional(),
  /** When they are looked at again. */
  recheck: instantSchema.exactOptional(),
}

/** Pictures as proof, and what speaks against them. */
const proof = { photos, photoDoubts: z.array(photoDoubtSchema).readonly().exactOptional() }

/** Where whoever did it says to be, and how far that is from the place of the case. */
const onSite = {
  position: z.object({ longitude: z.number(), latitude: z.number() }).readonly().exactOptional(),
  metres: z.number().exactOptional(),
}

/** Idempotency key of the request that a fact answers, on the first fact of each answer; whoever asks again is known by it. */
const asked = {
  request: z.string().exactOptional(),
  /** Hash of what was asked under that key; older records have none. */
  requestBody: z.string().exactOptional(),
}

const fact = <Name extends string, Shape extends z.core.$ZodLooseShape>(
  event: Name,
  shape: Shape,
) =>
  z
    .object({
      event: z.literal(event),
      data: z.object({ ...shape, ...asked }).readonly(),
    })
    .readonly()

/**
 * The vocabulary of a case's record. It only grows: a name that was ever written stays readable, because history is
 * replayed, and a shape that changes gets a step in `factUpcasts` (cases/life/read-fact.ts). Suspension will
 * be a further entry.
 */
export const factSchema = z.discriminatedUnion('event', [
  fact('collected', {
    source: sourceSchema,
    work: workSchema,
    category: z.string(),
    title: bilingualSchema,
    severity: severitySchema,
    place: placeSchema,
    lead: z.string(),
    limit: z.string(),
    deadline,
    text: z.string().exactOptional(),
    photos: photos.exactOptional(),
    alarm: alarmEvidenceSchema.exactOptional(),
    /** The case of the same thing that ended before. */
    follows: keptText<CaseId>().exactOptional(),
    standard: standardSchema.exactOptional(),
    /** The city wants this source checked on site before it is filed. */
    check: z.literal('needed').exactOptional(),
    /** The patrol on which it was met. */
    patrol: z.string().exactOptional(),
    /** SHA-256 of who reported it, who is kept beside the record. */
    reporterHash: z.string().exactOptional(),
  }),
  fact('checkAsked', { text: z.string().exactOptional(), deadline }),
  fact('problemConfirmed', { text: z.string().exactOptional(), ...proof, ...onSite, deadline }),
  fact('problemDenied', { reason: z.string(), ...proof, ...onSite, deadline }),
  /** An inspector goes there: to check before filing, or to verify. */
  fact('claimed', {}),
  fact('filed', {}),
  fact('accepted', {}),
  /** No unit was found; a dispatcher has to name one. */
  fact('unassigned', { reason: z.string(), text: z.string() }),
  fact('dispatched', {
    unit,
    why: z.enum(['owner', 'table', 'duty', 'dispatcher', 'boundary', 'designated', 'coordinated']),
    deadline,
    /** Of an emergency repair. */
    arrival: deadline.exactOptional(),
    /** What whoever sends the unit tells it with the order. */
    note: z.string().exactOptional(),
  }),
  /** The district cannot settle it (上报市级协调); `deadline`: the city decides by then. */
  fact('coordinationAsked', { ground: z.enum(coordinationGrounds), reason: z.string(), deadline }),
  fact('coordinationWithdrawn', { reason: z.string(), deadline }),
  /** It goes to the district, for its dispatcher to go on until `deadline`, or to the unit. */
  fact('coordinated', {
    instruction: z.string(),
    district: z.string().exactOptional(),
    unit: unit.exactOptional(),
    deadline: deadline.exactOptional(),
  }),
  /** Back to the district that asked. */
  fact('coordinationDeclined', { reason: z.string(), deadline }),
  /** To an authority outside of the platform (移送); `deadline`: its answer is expected by then. */
  fact('transferred', {
    addressee: z.string(),
    reason: z.string(),
    number: z.string().exactOptional(),
    deadline,
  }),
  fact('transferHandled', { text: z.string(), photos, deadline }),
  fact('transferDeclined', { reason: z.string(), photos, deadline }),
  fact('transferRecalled', { reason: z.string(), deadline }),
  /** It was said to be handled, and was not on site. */
  fact('transferFailed', { reason: z.string(), ...proof, ...onSite, deadline }),
  /** A unit beside the one that has the case is to do a part of the work (配合). */
  fact('supportAsked', {
    unit,
    task: z.string(),
    limit: z.string().exactOptional(),
    deadline: deadline.exactOptional(),
  }),
  fact('supportAccepted', { unit }),
  fact('supported', { unit, text: z.string(), photos }),
  fact('supportDeclined', { unit, reason: z.string() }),
  fact('supportWithdrawn', { unit, reason: z.string() }),
  fact('orderAccepted', { unit }),
  fact('arrived', { unit, ...onSite }),
  /** `despite`: why it did not wait for supporting units. */
  fact('reported', {
    unit,
    text: z.string(),
    ...proof,
    deadline,
    despite: z.string().exactOptional(),
  }),
  fact('returned', { unit, reason: z.string(), deadline }),
  /** Taken back by the desk before the unit had reported (改派): it waits for its dispatch again. */
  fact('orderRecalled', { unit, reason: z.string(), deadline }),
  /** Given back so often that a supervisor says whose it is. */
  fact('disputed', { returns: z.number() }),
  /** `boundary`: what it holds for from then on. */
  fact('designated', {
    unit,
    reason: z.string(),
    boundary: z.enum(boundaryScopes).exactOptional(),
  }),
  /** Mended on the spot by whoever found it (自行处置); no unit had it. */
  fact('selfHandled', { text: z.string(), photos }),
  fact('extensionAsked', { unit, reason: z.string() }),
  /** `was` is the deadline that it had. */
  fact('extended', { limit: z.string(), deadline, was: instantSchema }),
  fact('extensionRefused', { reason: z.string() }),
  /** The order cannot be gone on with until then (挂账); `level` has to answer. */
  fact('suspensionAsked', {
    unit,
    reason: suspensionReasonSchema,
    text: z.string(),
    until: instantSchema,
    photos,
    level: suspensionLevelSchema,
  }),
  /** These deadlines stand still, with what is left of them. */
  fact('suspended', { until: instantSchema, stopped: z.array(stoppedSchema).readonly() }),
  fact('suspensionRefused', { reason: z.string() }),
  /** They run again since `ended`; `paused` is how long they stood, in milliseconds. */
  fact('resumed', {
    ended: instantSchema,
    paused: z.number(),
    text: z.string().exactOptional(),
    deadline: deadline.exactOptional(),
    beside: z.array(deadline).readonly().exactOptional(),
  }),
  /** Why the deadline of that kind was not kept. */
  /** The handling deadline of an emergency passed: more forces are to come (增援). */
  fact('reinforcementOrdered', { unit, due: instantSchema }),
  /** So many were sent. */
  fact('reinforced', { count: z.number(), text: z.string().exactOptional() }),
  fact('latenessExplained', { deadline: deadlineKindSchema, reason: z.string() }),
  fact('reasonAccepted', { deadline: deadlineKindSchema }),
  fact('reasonRejected', { deadline: deadlineKindSchema, reason: z.string() }),
  /** By when it is answered: `deadline`, of the `limit` that was given. */
  fact('supervised', {
    supervision: z.enum(supervisionKinds),
    level: z.enum(supervisionLevels),
    demand: z.string(),
    limit: z.string(),
    deadline,
  }),
  fact('supervisionAnswered', { text: z.string() }),
  fact('supervisionDemanded', { demand: z.string(), limit: z.string(), deadline }),
  fact('supervisionLifted', { text: z.string().exactOptional() }),
  fact('verified', { text: z.string().exactOptional(), ...proof, ...onSite }),
  fact('rework', { unit, reason: z.string(), ...proof, ...onSite, deadline }),
  fact('closed', despite),
  /** It tells of what the case `of` tells of already (重复). */
  fact('duplicateMarked', { of: keptText<CaseId>(), reason: z.string() }),
  /** That was a mistake; of its alarms these stand now. */
  fact('duplicateUnmarked', { of: keptText<CaseId>(), reason: z.string(), standing: alarms }),
  /** Of the kept case: who told of it too, with the pictures and alarms that it did not have. */
  fact('duplicateAdded', {
    case: keptText<CaseId>(),
    source: sourceSchema,
    collectedAt: instantSchema,
    reason: z.string(),
    photos,
    alarms,
    standing: alarms,
  }),
  /** Of the kept case: that one goes on by itself again, and takes these alarms with it. */
  fact('duplicateRemoved', { case: keptText<CaseId>(), reason: z.string(), alarms }),
  fact('voided', { reason: z.string(), ...despite }),
  /** After it was closed; the unit has it again, and its clock starts anew. */
  fact('reopened', { unit, reason: z.string(), photos, deadline }),
  /** Told to whoever reported it; `settles`: a supervisor answers a dissatisfaction. */
  fact('replied', { text: z.string(), settles: z.literal(true).exactOptional() }),
  /** By whoever reported it, after a closing; what they said with it stands beside the record. */
  fact('rated', { rating: z.enum(satisfactions) }),
  /** Those that stood, and the cases that have them now. */
  fact('rechecked', { standing: alarms, followedBy: z.array(keptText<CaseId>()).readonly() }),
  /** A fault of their sensor stands, and explains all that stood: they are looked at again then. */
  fact('recheckPostponed', {
    alarm: keptText<AlarmId>(),
    title: bilingualSchema,
    recheck: instantSchema,
  }),
  /** Pictures that the city keeps no longer, by their SHA-256; `keep`: how long after the end it kept them, in milliseconds. */
  fact('photosDeleted', { deleted: z.array(z.string()).readonly(), keep: z.number() }),
  fact('evidenceAttached', { ...alarmEvidence, joined: z.boolean() }),
  /** So many alarms of one cause are folded into the case; `alarm` is the last of them. */
  fact('folded', {
    count: z.number(),
    cause: z.string().exactOptional(),
    alarm: keptText<AlarmId>().exactOptional(),
  }),
  /** A sensor whose alarm the case has is said to be faulty: a person decides. */
  fact('doubted', { alarm: keptText<AlarmId>(), title: bilingualSchema }),
  /** A graver level, or a further alarm, wants it done sooner; `deadline` when that moved what runs. */
  fact('limitChanged', {
    limit: z.string(),
    from: z.string(),
    deadline: deadline.exactOptional(),
    /** When it stands still: what is left of it now. */
    stopped: stoppedSchema.exactOptional(),
  }),
  fact('severityChanged', { from: severitySchema, to: severitySchema }),
  fact('commented', { text: z.string() }),
  fact('overdue', { deadline: deadlineKindSchema, due: instantSchema }),
  /** The calendar of the year came after the deadline was set; `from` is what it was. */
  fact('deadlineMoved', { deadline, from: instantSchema }),
  /**
   * A step of the city's escalation (逐级催办): `base` is the deadline, or when the order was given, `order` the number of the order that it
   * belongs to; `number` counts repeats from 0.
   */
  fact('escalated', {
    step: z.string(),
    of: escalationBasisSchema,
    base: instantSchema,
    order: z.number().exactOptional(),
    number: z.number(),
    due: instantSchema,
    tell: z.enum(escalationTargets),
    /** Of the duty officer: the account that had duty in the unit, or at the `desk`. Without it the operators are told. */
    person: z.string().exactOptional(),
    desk: z.enum(dutyDesks).exactOptional(),
    /** The unit that has the order had nobody on duty. */
    nobodyOnDuty: z.literal(true).exactOptional(),
  }),
  /** Somebody on duty in the unit, or at the desk, by the way that they chose: of the order or deadline `base`, `due` of a step of escalation. */
  fact('personTold', {
    unit: keptText<RotaHolder>(),
    person: z.string(),
    channel: z.enum(personalChannels),
    of: escalationBasisSchema,
    base: instantSchema,
    order: z.number().exactOptional(),
    due: instantSchema.exactOptional(),
  }),
  /** By one who was told of the order in person. */
  fact('orderRead', { unit }),
  /** So many were told of the order `base` in person; none accepted it, and nobody is left. */
  fact('nobodyAnswered', {
    unit,
    people: z.number(),
    base: instantSchema,
    order: z.number().exactOptional(),
  }),
  fact('notified', { notice: z.string(), channel: z.string() }),
  fact('noticeFailed', { notice: z.string(), channel: z.string(), reason: z.string() }),
])

export type Fact = z.infer<typeof factSchema>

/** A fact, when it became one and by whom. */
export type CaseEvent = Fact & { readonly at: Instant; readonly by: Actor }
