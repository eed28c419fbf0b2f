import { z } from 'zod'

import type { AlarmTransition } from './alarm.ts'
import { areaKey, type AreaMember } from './area-member.ts'
import type { CaseEventRecord } from './case-event.ts'
import type { CaseSeal } from './case-seal.ts'
import { frameCodec, versioned } from './codecs.ts'
import { commandReplySchema, configurationReportSchema, type Answer } from './command-reply.ts'
import type { DeadLetter } from './dead-letter.ts'
import type { Frame, Tick } from './frame.ts'
import type { Topic, TopicName } from './log.ts'
import type { Reading, Status } from './reading.ts'
import {
  alarmSchema,
  areaMemberSchema,
  caseEventSchema,
  caseSealSchema,
  deadLetterSchema,
} from './record-schemas.ts'
import { days } from './time.ts'

/** Bytes as sent and the passing of time; the source of every replay. */
export const framesTopic: Topic<Frame | Tick> = {
  name: 'frames',
  key: (value) => (value.type === 'frame' ? value.source : ''),
  ...frameCodec,
  retention: days(7),
}

export type ReadingRecord = Reading | Status | Tick

export const readingsTopic: Topic<ReadingRecord> = {
  name: 'readings',
  key: (value) => (value.type === 'tick' ? '' : value.device),
  ...versioned<ReadingRecord>({ what: 'a reading', upcasts: [] }),
  retention: days(3),
}

export const alarmsTopic: Topic<AlarmTransition> = {
  name: 'alarms',
  key: ({ subject }) => subject.area ?? subject.device,
  // 2: reminders, late evidence and alarms of the past.
  ...versioned({ what: 'an alarm', upcasts: [(older) => older], schema: alarmSchema }),
  retention: days(90),
}

/** Alarms of devices by the areas that rules look at; what is remembered of an area makes it good for long. */
export const areaMembersTopic: Topic<AreaMember> = {
  name: 'area-members',
  key: areaKey,
  ...versioned({ what: 'a member of an area', upcasts: [], schema: areaMemberSchema }),
  retention: days(3),
}

export const caseEventsTopic: Topic<CaseEventRecord> = {
  name: 'case-events',
  key: (value) => value.case,
  ...versioned({ what: 'a case event', upcasts: [], schema: caseEventSchema }),
  retention: Number.POSITIVE_INFINITY,
}

export const caseSealsTopic: Topic<CaseSeal> = {
  name: 'case-seals',
  // One order for all of them.
  key: () => 'seals',
  ...versioned({ what: 'a seal', upcasts: [], schema: caseSealSchema }),
  retention: Number.POSITIVE_INFINITY,
}

/** What devices answer to commands, and how they say that they are set. */
export const repliesTopic: Topic<Answer> = {
  name: 'replies',
  key: (value) => value.source,
  // 2: configurations that devices report.
  ...versioned<Answer>({
    what: 'a reply',
    upcasts: [(older) => older],
    schema: z.discriminatedUnion('type', [commandReplySchema, configurationReportSchema]),
  }),
  retention: days(7),
}

export const deadLettersTopic: Topic<DeadLetter> = {
  name: 'dead-letters',
  key: (value) => value.source,
  ...versioned({ what: 'a dead letter', upcasts: [], schema: deadLetterSchema }),
  retention: days(30),
}

/** What each topic holds. */
export interface TopicRecords {
  readonly frames: Frame | Tick
  readonly readings: ReadingRecord
  readonly alarms: AlarmTransition
  readonly 'area-members': AreaMember
  readonly replies: Answer
  readonly 'case-events': CaseEventRecord
  readonly 'case-seals': CaseSeal
  readonly 'dead-letters': DeadLetter
}

export const topics: { readonly [Name in TopicName]: Topic<TopicRecords[Name]> } = {
  frames: framesTopic,
  readings: readingsTopic,
  alarms: alarmsTopic,
  'area-members': areaMembersTopic,
  replies: repliesTopic,
  'case-events': caseEventsTopic,
  'case-seals': caseSealsTopic,
  'dead-letters': deadLettersTopic,
}
