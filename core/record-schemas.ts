/**
 * What is kept in topics for long, as a schema. Members that are not named here pass: an older program meets what a newer
 * one adds. Readings have none, they are checked where they come in and read by the thousand.
 */
import { z } from 'zod'

import { roles, type Actor } from './actor.ts'
import type { AlarmTransition, CaseTemplate, Evidence } from './alarm.ts'
import type { AreaLevel, AreaMeaning, AreaMember, Standing } from './area-member.ts'
import type { Bilingual } from './bilingual.ts'
import type { CaseEventRecord } from './case-event.ts'
import type { CaseSeal } from './case-seal.ts'
import type { DeadLetter, DeadLetterReason } from './dead-letter.ts'
import type { Channel, Protocol } from './frame.ts'
import type { AlarmId, CaseId, CellCode, DeviceId, ReadingId, RuleId, UnitId } from './identity.ts'
import type { Kind } from './kinds.ts'
import { linkCommands, type LinkTemplate } from './link-template.ts'
import { severities } from './severity.ts'
import type { Instant } from './time.ts'

/** A text that was checked before it was kept. */
export const keptText = <T extends string>() =>
  z.custom<T>((value) => typeof value === 'string', 'is no text')

export const instantSchema = z.custom<Instant>(Number.isFinite, 'is no instant')
export const severitySchema = z.enum(severities)

export const actorSchema: z.ZodType<Actor> = z.looseObject({
  name: z.string(),
  role: z.enum(roles),
  unit: keptText<UnitId>().exactOptional(),
  account: z.string().exactOptional(),
  person: z.string().exactOptional(),
})

export const bilingualSchema: z.ZodType<Bilingual> = z.looseObject({
  zh: z.string(),
  en: z.string(),
})

export const workSchema = z.enum(['incident', 'maintenance'])
export const kindSchema = z.enum(['raised', 'escalated', 'eased', 'reminded', 'amended', 'cleared'])

export const evidenceSchema: z.ZodType<Evidence> = z.looseObject({
  version: z.string(),
  condition: z.string(),
  values: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
  readings: z.array(z.looseObject({ id: keptText<ReadingId>(), frame: z.string() })),
  since: instantSchema,
})

const filingSchema = z.enum(['automatic', 'confirm', 'none'])

const templateSchema: z.ZodType<CaseTemplate> = z.looseObject({
  work: workSchema,
  category: z.string(),
  filing: filingSchema,
  limit: z.string(),
  lead: z.string(),
  holdsBack: z.array(z.string()).exactOptional(),
})

const linkTemplateSchema: z.ZodType<LinkTemplate> = z.looseObject({
  command: z.enum(linkCommands),
  arguments: z.looseObject({ seconds: z.number() }),
  to: z.union([
    z.literal('own'),
    z.looseObject({ devices: z.array(keptText<DeviceId>()) }),
    z.looseObject({ kind: keptText<Kind>(), within: z.literal('cell') }),
  ]),
  from: severitySchema.exactOptional(),
  unless: z.array(keptText<RuleId>()).exactOptional(),
  hours: z.string().exactOptional(),
  every: z.number().exactOptional(),
  stop: z.boolean(),
})

const becauseSchema = z.enum(['recovered', 'rule-retired', 'shelved', 'late-data-over'])

const transition = {
  type: z.literal('alarm'),
  alarm: keptText<AlarmId>(),
  rule: keptText<RuleId>(),
  title: bilingualSchema,
  subject: z.looseObject({
    device: keptText<DeviceId>(),
    cell: keptText<CellCode>().exactOptional(),
    area: z.string().exactOptional(),
  }),
  at: instantSchema,
  decidedAt: instantSchema.exactOptional(),
  past: z.literal(true).exactOptional(),
}

export const alarmSchema: z.ZodType<AlarmTransition> = z.discriminatedUnion('kind', [
  z.looseObject({
    ...transition,
    kind: kindSchema.exclude(['cleared']),
    severity: severitySchema,
    evidence: evidenceSchema,
    case: templateSchema,
    link: linkTemplateSchema.exactOptional(),
  }),
  z.looseObject({
    ...transition,
    kind: z.literal('cleared'),
    because: becauseSchema,
  }),
])

const areaLevelSchema: z.ZodType<AreaLevel> = z.looseObject({
  severity: severitySchema,
  devices: z.number().exactOptional(),
  share: z.number().exactOptional(),
  from: severitySchema.exactOptional(),
  worst: severitySchema.exactOptional(),
  sum: z.record(z.string(), z.number()).exactOptional(),
  hold: z.number().exactOptional(),
  clearHold: z.number().exactOptional(),
  filing: filingSchema,
  limit: z.string(),
})

const areaMeaningSchema: z.ZodType<AreaMeaning> = z.looseObject({
  version: z.string(),
  title: bilingualSchema,
  radius: z.number().exactOptional(),
  levels: z.array(areaLevelSchema),
  case: z.looseObject({
    work: workSchema,
    category: z.string(),
    lead: z.string(),
    component: z.literal(true).exactOptional(),
  }),
})

const standingSchema: z.ZodType<Standing> = z.looseObject({
  alarm: keptText<AlarmId>(),
  severity: severitySchema,
  since: instantSchema,
  values: z.record(z.string(), z.number()),
  longitude: z.number(),
  latitude: z.number(),
  cell: keptText<CellCode>().exactOptional(),
  component: z.string().exactOptional(),
})

const member = {
  type: z.literal('area-member'),
  rule: keptText<RuleId>(),
  area: z.string(),
  member: keptText<RuleId>(),
  device: keptText<DeviceId>(),
  at: instantSchema,
  decidedAt: instantSchema,
  told: z.number().exactOptional(),
}

export const areaMemberSchema: z.ZodType<AreaMember> = z.discriminatedUnion('kind', [
  z.looseObject({
    ...member,
    kind: z.literal('stands'),
    standing: standingSchema,
    meaning: areaMeaningSchema,
    registered: z.number().exactOptional(),
  }),
  z.looseObject({
    ...member,
    kind: z.literal('left'),
    because: becauseSchema,
    meaning: areaMeaningSchema.exactOptional(),
  }),
  z.looseObject({ ...member, kind: z.literal('elapsed'), waited: z.number() }),
])

export const caseEventSchema: z.ZodType<CaseEventRecord> = z.looseObject({
  type: z.literal('case-event'),
  sequence: z.number(),
  case: keptText<CaseId>(),
  version: z.number(),
  at: instantSchema,
  by: actorSchema,
  event: z.string(),
  data: z.record(z.string(), z.unknown()),
})

export const caseSealSchema: z.ZodType<CaseSeal> = z.looseObject({
  type: z.literal('case-seal'),
  number: z.number(),
  at: instantSchema,
  events: z.number(),
  sequence: z.number(),
  record: z.string(),
  previous: z.string(),
  beside: z
    .looseObject({
      evaluations: z.array(
        z.looseObject({
          sequence: z.number(),
          evaluation: z.string(),
          version: z.number(),
          hash: z.string(),
        }),
      ),
      evaluation: z.number(),
      look: z.looseObject({ number: z.number(), hash: z.string() }).exactOptional(),
      forgotten: z.number(),
    })
    .exactOptional(),
  accepts: z.looseObject({ by: z.string(), reason: z.string() }).exactOptional(),
  key: z.string(),
  signature: z.string(),
})

export const deadLetterSchema: z.ZodType<DeadLetter> = z.looseObject({
  type: z.literal('dead-letter'),
  reason: keptText<DeadLetterReason>(),
  detail: z.string(),
  source: keptText<DeviceId>(),
  device: z.string().exactOptional(),
  channel: keptText<Channel>(),
  topic: z.string(),
  protocol: keptText<Protocol>().exactOptional(),
  receivedAt: instantSchema,
  frame: z.string(),
  body: z.string(),
  items: z.number().exactOptional(),
})
