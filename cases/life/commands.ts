import { z } from 'zod'

import type { CaseTemplate } from '../../core/alarm.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { severities, type Severity } from '../../core/severity.ts'
import {
  deviceIdSchema,
  unitIdSchema,
  type AlarmId,
  type CaseId,
  type CellCode,
} from '../../core/identity.ts'
import { instant, type Instant } from '../../core/time.ts'
import type { Case, Place } from './case.ts'
import { type DeadlineKind, works, reportedSources } from '../../core/case-terms.ts'
import type { AlarmEvidence } from './facts.ts'
import type { Attaching, Folding } from './grown.ts'
import { suspensionReasons } from '../../core/suspension-terms.ts'
import { coordinationGrounds } from '../../core/coordination-terms.ts'
import { boundaryScopes } from '../../core/dispute-terms.ts'
import { satisfactions } from '../../core/satisfaction-terms.ts'
import { supervisionKinds, supervisionLevels } from '../../core/supervision-terms.ts'
import { transferOutcomes } from '../../core/transfer-terms.ts'
import { parseLimit } from './working-time.ts'

/** Words of a person: no control characters but line breaks, no half characters. */
export const words = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\t])*$/u, 'text holds control characters')

const photos = z
  .array(
    z.strictObject({
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal'),
      name: words(200).optional(),
    }),
  )
  .max(20)
/** As a case names a picture. */
export type PhotoReference = z.output<typeof photos>[number]

const caseIdSchema = z
  .string()
  .regex(/^C\d{8}-[0-9a-f]{12}$/, 'the number of a case reads like C20260315-8f3a1b2c9d4e')
  .transform((text) => text as CaseId)
/** Of a patrol task (巡查任务). */
export const patrolIdSchema = z
  .string()
  .regex(/^P\d{8}-[0-9a-f]{12}$/, 'the number of a patrol reads like P20260315-8f3a1b2c9d4e')
const longitude = z.number().min(-180).max(180)
const latitude = z.number().min(-90).max(90)
export const limitSchema = z
  .string()
  .refine((text) => parseLimit(text) !== undefined, 'a limit reads like `2 urgent hours`')
const categorySchema = z.string().regex(/^\d{4}$/, 'a category has four digits')

/** Who told of it; kept beside the record, see cases/life/reporter.ts. */
export const reporterSchema = z
  .strictObject({
    /** Of the call or the form at the hotline (工单号). */
    number: words(64).optional(),
    name: words(60).optional(),
    phone: z
      .string()
      .regex(/^[+\d][\d -]{2,23}$/, 'a telephone number has digits, blanks and hyphens')
      .optional(),
  })
  .refine((reporter) => Object.keys(reporter).length > 0, 'nothing is known of the reporter')

/** A problem that a person saw and reports (采集). */
export const collectSchema = z.strictObject({
  source: z.enum(reportedSources).optional(),
  work: z.enum(works).default('incident'),
  category: categorySchema,
  title: z.strictObject({ zh: words(120), en: words(120) }),
  severity: z.enum(severities).default('blue'),
  /** Row of the filing standard (立案结案标准); left out where the category has one row only. */
  standard: z
    .string()
    .regex(/^\d{4}-\d{1,2}$/, 'a standard is named like 0506-1')
    .optional(),
  /** Both only where the standard has no row for the category. */
  limit: limitSchema.optional(),
  lead: z
    .string()
    .regex(/^[a-z][a-z-]{0,31}$/, 'a duty is one lower-case word')
    .optional(),
  text: words(2_000).optional(),
  photos: photos.default([]),
  device: deviceIdSchema.optional(),
  component: z
    .string()
    .regex(/^\d{16}$/, 'a component code has 16 digits')
    .optional(),
  cell: z
    .string()
    .regex(/^\d{15}$/, 'a grid cell code has 15 digits')
    .transform((text) => text as CellCode)
    .optional(),
  longitude: longitude.optional(),
  latitude: latitude.optional(),
  description: words(500).optional(),
  reporter: reporterSchema.optional(),
  /** The patrol (巡查任务) on which it was met. */
  patrol: patrolIdSchema.optional(),
  /** Whoever saw it mended it on the spot (自行处置); `photos` of the problem show it before, these after. */
  selfHandled: z.strictObject({ text: words(2_000), photos: photos.default([]) }).optional(),
})

/** Where whoever does it says to be. */
const position = z.strictObject({ longitude, latitude }).optional()

/** Why the case is to end although an alarm of it stands, or the order although a supporting unit is not done. */
const despite = words(500).optional()

/** What people may ask of a case. */
export const personCommandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('askCheck'), text: words(500).optional() }),
  z.strictObject({
    command: z.literal('confirmProblem'),
    text: words(2_000).optional(),
    photos: photos.default([]),
    position,
  }),
  z.strictObject({
    command: z.literal('denyProblem'),
    reason: words(500),
    photos: photos.default([]),
    position,
  }),
  /** An inspector goes there: to check before filing, or to verify. */
  z.strictObject({ command: z.literal('claim') }),
  z.strictObject({ command: z.literal('file') }),
  z.strictObject({ command: z.literal('accept') }),
  /** Without a unit the owner of the thing or the dispatch table decides; the note goes to the unit with its order (派遣留言). */
  z.strictObject({
    command: z.literal('dispatch'),
    unit: unitIdSchema.optional(),
    note: words(500).optional(),
  }),
  /** With a boundary the same goes to that unit from then on. */
  z.strictObject({
    command: z.literal('designate'),
    unit: unitIdSchema,
    reason: words(500),
    boundary: z.enum(boundaryScopes).optional(),
  }),
  /** The district cannot settle it (上报市级协调). */
  z.strictObject({
    command: z.literal('askCoordination'),
    ground: z.enum(coordinationGrounds),
    reason: words(500),
  }),
  z.strictObject({ command: z.literal('withdrawCoordination'), reason: words(500) }),
  /** The city gives it to a district (six digits), to a unit or to both, with what is to be done (协调意见). */
  z
    .strictObject({
      command: z.literal('coordinate'),
      district: z
        .string()
        .regex(/^\d{6}$/, 'a district has six digits')
        .optional(),
      unit: unitIdSchema.optional(),
      instruction: words(500),
    })
    .refine(({ district, unit }) => district !== undefined || unit !== undefined, {
      error: 'say which district or unit it goes to',
      path: ['district'],
    }),
  z.strictObject({ command: z.literal('declineCoordination'), reason: words(500) }),
  /** It is the matter of an authority outside (移送); without `until` the setting says when an answer is expected. */
  z.strictObject({
    command: z.literal('transfer'),
    addressee: words(120),
    reason: words(500),
    number: words(64).optional(),
    until: z.int().min(0).transform(instant).optional(),
  }),
  z.strictObject({
    command: z.literal('enterFeedback'),
    outcome: z.enum(transferOutcomes),
    text: words(2_000),
    photos: photos.default([]),
  }),
  z.strictObject({ command: z.literal('recallTransfer'), reason: words(500) }),
  /** Another unit is to do a part of the work (配合); the limit counts from now. */
  z.strictObject({
    command: z.literal('askSupport'),
    unit: unitIdSchema,
    task: words(500),
    limit: limitSchema.optional(),
  }),
  z.strictObject({
    command: z.literal('withdrawSupport'),
    unit: unitIdSchema,
    reason: words(500),
  }),
  z.strictObject({ command: z.literal('acceptSupport') }),
  z.strictObject({
    command: z.literal('reportSupport'),
    text: words(2_000),
    photos: photos.default([]),
  }),
  z.strictObject({ command: z.literal('declineSupport'), reason: words(500) }),
  z.strictObject({ command: z.literal('acceptOrder') }),
  z.strictObject({ command: z.literal('arrive'), position }),
  /** `despite`: why it does not wait for supporting units. */
  z.strictObject({
    command: z.literal('report'),
    text: words(2_000),
    photos: photos.default([]),
    despite,
  }),
  z.strictObject({ command: z.literal('return'), reason: words(500) }),
  z.strictObject({ command: z.literal('askExtension'), reason: words(500) }),
  /** The limit counts from now. */
  z.strictObject({ command: z.literal('extend'), limit: limitSchema }),
  z.strictObject({ command: z.literal('refuseExtension'), reason: words(500) }),
  /** More forces are on their way. */
  z.strictObject({
    command: z.literal('reinforce'),
    count: z.int().min(1).max(10_000),
    text: words(500).optional(),
  }),
  z.strictObject({
    command: z.literal('askSuspension'),
    reason: z.enum(suspensionReasons),
    text: words(2_000),
    /** When it can be gone on with. */
    until: z.int().min(0).transform(instant),
    photos: photos.default([]),
  }),
  z.strictObject({ command: z.literal('suspend') }),
  z.strictObject({ command: z.literal('refuseSuspension'), reason: words(500) }),
  z.strictObject({ command: z.literal('resume'), text: words(500).optional() }),
  z.strictObject({ command: z.literal('explain'), reason: words(500) }),
  z.strictObject({ command: z.literal('acceptReason') }),
  z.strictObject({ command: z.literal('rejectReason'), reason: words(500) }),
  /** The limit counts from now, until the answer. */
  z.strictObject({
    command: z.literal('supervise'),
    kind: z.enum(supervisionKinds),
    level: z.enum(supervisionLevels),
    demand: words(500),
    limit: limitSchema,
  }),
  z.strictObject({ command: z.literal('answerSupervision'), text: words(2_000) }),
  z.strictObject({
    command: z.literal('demandAgain'),
    demand: words(500),
    limit: limitSchema,
  }),
  z.strictObject({ command: z.literal('liftSupervision'), text: words(500).optional() }),
  z.strictObject({
    command: z.literal('verify'),
    passed: z.boolean(),
    text: words(2_000).optional(),
    photos: photos.default([]),
    position,
    despite,
  }),
  z.strictObject({ command: z.literal('close'), despite }),
  z.strictObject({
    command: z.literal('reopen'),
    reason: words(500),
    photos: photos.default([]),
  }),
  /** Told to whoever reported it; they read it where they follow the case. */
  z.strictObject({ command: z.literal('reply'), text: words(1_000) }),
  /** By whoever reported it, or told in a call back (回访). The text is kept beside the record. */
  z.strictObject({
    command: z.literal('rate'),
    rating: z.enum(satisfactions),
    text: words(500).optional(),
  }),
  /** The unit that was sent has it no more; another one can be sent (改派). */
  z.strictObject({ command: z.literal('recallOrder'), reason: words(500) }),
  z.strictObject({ command: z.literal('void'), reason: words(500), despite }),
  /** It tells of what the case `of` tells of already (重复). */
  z.strictObject({ command: z.literal('markDuplicate'), of: caseIdSchema, reason: words(500) }),
  z.strictObject({ command: z.literal('unmarkDuplicate'), reason: words(500) }),
  z.strictObject({ command: z.literal('comment'), text: words(2_000) }),
])

export type PersonCommand = z.output<typeof personCommandSchema>
export type PersonCommandName = PersonCommand['command']
/** Their names, in the order of a case's life. */
export const personCommands: readonly PersonCommandName[] = personCommandSchema.options.map(
  ({ shape }) => shape.command.value,
)
export type Problem = z.output<typeof collectSchema>
export type Collect = { readonly command: 'collect'; readonly reporterHash?: string } & Omit<
  Problem,
  'reporter'
>

/** An alarm asks for a case of its own. */
export interface Open {
  readonly command: 'open'
  readonly template: CaseTemplate
  readonly title: Bilingual
  readonly severity: Severity
  readonly place: Place
  readonly alarm: AlarmEvidence
  /** The case of the same thing that ended before. */
  readonly follows?: CaseId
}

/** The other half of a case's being marked as a repeat, or not any more, in the record of the kept one; as whoever does that. */
export type Keeping =
  | {
      readonly command: 'keepDuplicate'
      readonly repeat: Case
      readonly reason: string
      /** Of the record of the repeat. */
      readonly photos: readonly PhotoReference[]
    }
  | { readonly command: 'dropDuplicate'; readonly repeat: Case; readonly reason: string }

/** What the system itself enters into a record. */
export type MachineCommand =
  | Open
  | ({ readonly command: 'attachEvidence' } & Attaching)
  | {
      /** The alarms of a case that ended although they stood were looked at again. */
      readonly command: 'recheck'
      readonly due: Instant
      readonly standing: readonly AlarmId[]
      readonly followedBy: readonly CaseId[]
    }
  | {
      /** A fault of their sensor that stands explains all of them: the second look is taken later. */
      readonly command: 'postponeRecheck'
      readonly due: Instant
      /** The alarm of the fault, and what it is called. */
      readonly alarm: AlarmId
      readonly title: Bilingual
    }
  | Keeping
  | ({ readonly command: 'fold' } & Folding)
  | {
      /** The sensor of an alarm of the case is said to be faulty. */
      readonly command: 'doubt'
      readonly alarm: AlarmId
      readonly title: Bilingual
    }
  | { readonly command: 'markOverdue'; readonly deadline: DeadlineKind; readonly due: Instant }
  | {
      /** A deadline that was not certain is computed again, from when its time began. */
      readonly command: 'settleDeadline'
      readonly deadline: DeadlineKind
      readonly due: Instant
      readonly start: Instant
      /** The handling limit of the case when its time began. */
      readonly limit: string
      /** Of one that had stood still: what was left then. */
      readonly left?: number
    }
  | {
      /** These pictures are kept no longer: so long after their cases ended the city lets them go. */
      readonly command: 'deletePhotos'
      readonly photos: readonly string[]
      readonly keep: number
    }
  /** Tells the steps of escalation that are due. */
  | { readonly command: 'escalate' }
  /** Tells the next one of those on duty of the order that nobody has accepted. */
  | { readonly command: 'tellPerson' }
  /** As one who was told of it, when the page of the order opens. */
  | { readonly command: 'readOrder' }
  /** The time of a suspension is over. */
  | { readonly command: 'endSuspension'; readonly due: Instant }
  | {
      readonly command: 'recordNotice'
      readonly notice: string
      readonly channel: string
      /** Why it was given up; left out when it was delivered. */
      readonly failure?: string
    }

export type Command = PersonCommand | Collect | MachineCommand
export type CommandName = Command['command']
