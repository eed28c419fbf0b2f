/** What the data of an event says, field by field: a name of a field means the same in every event. */
import type { ComponentChildren } from 'preact'

import type { Bilingual, Words } from '../../../core/bilingual.ts'
import type { CaseEvent } from '../../api/types.ts'
import { photoWords } from '../../words/crew.ts'
import { PhotoDoubts } from '../../parts/photo-doubts.tsx'
import { SeverityBadge } from '../../parts/badges.tsx'
import { caseWords, refusalWords } from '../../words/cases.ts'
import { duplicateWords } from '../../words/duplicates.ts'
import { roleWords } from '../../../core/actor.ts'
import { suspensionReasonWords } from '../../../core/suspension-terms.ts'
import { suspensionWords } from '../../words/suspension.ts'
import { channelWords, recordWords, whyWords } from '../../words/case-record.ts'
import { checkWords, deadlineWords, sourceWords, workWords } from '../../../core/case-terms.ts'
import { escalationTargetWords } from '../../../core/escalation-terms.ts'
import { rotaWords } from '../../words/duty.ts'
import { escalationWords } from '../../words/escalation.ts'
import { coordinationGroundWords } from '../../../core/coordination-terms.ts'
import { boundaryScopeWords } from '../../../core/dispute-terms.ts'
import { supervisionKindWords, supervisionLevelWords } from '../../../core/supervision-terms.ts'
import { satisfactionWords } from '../../../core/satisfaction-terms.ts'
import { coordinationWords } from '../../words/coordination.ts'
import { transferWords } from '../../words/transfer.ts'
import { supportWords } from '../../words/support.ts'
import { followDeskWords } from '../../words/follow.ts'
import { showDuration, showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { Fact, PlaceFacts } from './case-facts.tsx'
import { casePath } from '../../parts/device-names.ts'
import {
  areaName,
  categoryName,
  dutyName,
  showLimit,
  holderName,
  wordsOf,
} from '../../parts/case-names.ts'
import { isData, numberOf, placeOf, severityOf, textOf, titleOf } from './record.ts'

interface Field {
  readonly name: string
  readonly label: Bilingual
  readonly show: (value: unknown) => ComponentChildren
}

const text = (show: (text: string) => string) => (value: unknown) => {
  const found = textOf(value)
  return found === undefined ? undefined : show(found)
}
const inWords = (table: Words) => text((key) => say(wordsOf(table, key)))
const severity = (value: unknown) => {
  const found = severityOf(value)
  return found === undefined ? undefined : <SeverityBadge severity={found} />
}

const fields: readonly Field[] = [
  { name: 'source', label: recordWords.source, show: inWords(sourceWords) },
  { name: 'check', label: caseWords.check, show: inWords(checkWords) },
  { name: 'work', label: caseWords.work, show: inWords(workWords) },
  { name: 'category', label: caseWords.category, show: text(categoryName) },
  { name: 'severity', label: recordWords.severity, show: severity },
  { name: 'lead', label: caseWords.lead, show: text(dutyName) },
  { name: 'supervision', label: caseWords.supervisionKind, show: inWords(supervisionKindWords) },
  { name: 'level', label: caseWords.supervisionLevel, show: inWords(supervisionLevelWords) },
  { name: 'boundary', label: caseWords.boundary, show: inWords(boundaryScopeWords) },
  { name: 'rating', label: followDeskWords.rating, show: inWords(satisfactionWords) },
  { name: 'ground', label: coordinationWords.ground, show: inWords(coordinationGroundWords) },
  { name: 'district', label: coordinationWords.district, show: text(areaName) },
  { name: 'instruction', label: coordinationWords.instruction, show: text(String) },
  { name: 'addressee', label: transferWords.addressee, show: text(String) },
  { name: 'task', label: supportWords.task, show: text(String) },
  { name: 'demand', label: caseWords.demand, show: text(String) },
  { name: 'limit', label: caseWords.limit, show: text(showLimit) },
  { name: 'unit', label: caseWords.unit, show: text(holderName) },
  { name: 'why', label: recordWords.why, show: inWords(whyWords) },
  { name: 'note', label: caseWords.orderNote, show: text(String) },
  { name: 'from', label: recordWords.fromTo, show: severity },
  { name: 'to', label: { zh: '→', en: '→' }, show: severity },
  { name: 'position', label: caseWords.position, show: position },
  {
    name: 'metres',
    label: recordWords.metres,
    show: (value) => (typeof value === 'number' ? `${value} m` : undefined),
  },
  { name: 'tell', label: escalationWords.tell, show: inWords(escalationTargetWords) },
  { name: 'person', label: rotaWords.now, show: text(String) },
  { name: 'desk', label: rotaWords.desk, show: text(holderName) },
  {
    name: 'nobodyOnDuty',
    label: rotaWords.now,
    show: (value) => (value === true ? say(rotaWords.nobody) : undefined),
  },
  { name: 'number', label: escalationWords.number, show: repeats },
  { name: 'number', label: transferWords.number, show: text(String) },
  { name: 'channel', label: recordWords.channel, show: inWords(channelWords) },
  { name: 'notice', label: recordWords.notice, show: text(String) },
  { name: 'deadline', label: recordWords.deadline, show: deadline },
  { name: 'was', label: recordWords.was, show: (value) => instant(numberOf(value)) },
  { name: 'due', label: recordWords.due, show: (value) => instant(numberOf(value)) },
  {
    name: 'joined',
    label: recordWords.joined,
    show: (value) => (value === true ? say(recordWords.joinedYes) : undefined),
  },
  {
    name: 'count',
    label: recordWords.foldedCount,
    show: (value) => numberOf(value)?.toString(),
  },
  {
    name: 'deleted',
    label: photoWords.photos,
    show: (value) => (Array.isArray(value) ? value.map(String).join(' ') : undefined),
  },
  { name: 'cause', label: recordWords.cause, show: text(String) },
  { name: 'title', label: recordWords.fault, show: sayTitle },
  {
    name: 'reason',
    label: caseWords.reason,
    show: inWords({ ...refusalWords, ...suspensionReasonWords }),
  },
  { name: 'until', label: suspensionWords.until, show: (value) => instant(numberOf(value)) },
  { name: 'level', label: suspensionWords.level, show: inWords(roleWords) },
  { name: 'stopped', label: suspensionWords.stopped, show: stopped },
  { name: 'ended', label: suspensionWords.ended, show: (value) => instant(numberOf(value)) },
  { name: 'paused', label: suspensionWords.paused, show: (value) => duration(numberOf(value)) },
  { name: 'despite', label: caseWords.despite, show: text(String) },
  { name: 'of', label: duplicateWords.duplicateOf, show: caseLink },
  { name: 'case', label: duplicateWords.duplicates, show: caseLink },
  { name: 'follows', label: caseWords.follows, show: text(String) },
  { name: 'text', label: caseWords.text, show: text(String) },
  {
    name: 'place',
    label: caseWords.place,
    show: (value) => (isData(value) ? <PlaceFacts place={placeOf(value)} /> : undefined),
  },
]

/** The severity of attached evidence is told with the alarm, the title of a case at its head. */
const toldElsewhere = (event: string, field: string): boolean =>
  (event === 'evidenceAttached' && field === 'severity') ||
  (event !== 'doubted' && event !== 'recheckPostponed' && field === 'title')

export function EventDetails({ event: { event, data } }: { readonly event: CaseEvent }) {
  const shown = fields.flatMap(({ name, label, show }) => {
    const value = toldElsewhere(event, name) ? undefined : show(data[name])
    return value === undefined
      ? []
      : [
          <Fact key={`${name} ${label.en}`} name={say(label)}>
            {value}
          </Fact>,
        ]
  })
  return (
    <>
      {shown.length === 0 ? null : <dl class="facts">{shown}</dl>}
      <PhotoDoubts data={data} />
    </>
  )
}

/** The first time says nothing of it. */
function repeats(value: unknown): string | undefined {
  const number = numberOf(value)
  return number === undefined || number === 0 ? undefined : `${number + 1}`
}

/** `of` of other events is a word. */
function caseLink(value: unknown): ComponentChildren {
  const id = textOf(value)
  return id === undefined || !/^C\d{8}-/.test(id) ? undefined : <a href={casePath(id)}>{id}</a>
}

const instant = (at: number | undefined) => (at === undefined ? undefined : showInstant(at))

const duration = (length: number | undefined) =>
  length === undefined ? undefined : showDuration(length)

/** What is left of each that stands still. */
function stopped(value: unknown): ComponentChildren {
  return Array.isArray(value)
    ? value.filter(isData).flatMap((one) => {
        const kind = textOf(one['kind'])
        const left = numberOf(one['left'])
        return kind === undefined || left === undefined
          ? []
          : [`${say(wordsOf(deadlineWords, kind))} ${showDuration(left)}`]
      })
    : undefined
}

/** The deadline that starts with the event, or the kind of the one that passed. */
function deadline(value: unknown): ComponentChildren {
  if (typeof value === 'string') return say(wordsOf(deadlineWords, value))
  if (!isData(value)) return undefined
  const kind = textOf(value['kind'])
  const at = numberOf(value['at'])
  if (kind === undefined || at === undefined) return undefined
  const sure = value['certain'] === false ? ` (${say(caseWords.uncertain)})` : ''
  return `${say(wordsOf(deadlineWords, kind))} ${showInstant(at)}${sure}`
}

function sayTitle(value: unknown): string | undefined {
  const title = titleOf(value)
  return title && say(title)
}

function position(value: unknown): ComponentChildren {
  if (!isData(value)) return undefined
  const longitude = numberOf(value['longitude'])
  const latitude = numberOf(value['latitude'])
  return longitude === undefined || latitude === undefined
    ? undefined
    : `${longitude.toFixed(6)}, ${latitude.toFixed(6)}`
}
