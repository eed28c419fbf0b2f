import type { Bilingual } from '../../core/bilingual.ts'
import { type Severity, severityWords } from '../../core/severity.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import { quantityOf } from '../../core/quantities.ts'
import { isAtWork, type Case, type Place } from './case.ts'
import { deadlineWords, type DeadlineKind, type Stage } from '../../core/case-terms.ts'
import { deskOf, personOf, type Address, type DeskRole } from './addressee.ts'
import { isOfCase, stageDeadline } from './deadlines.ts'
import type { CaseEvent } from './facts.ts'
import { dutyNews } from './duty-news.ts'
import { duplicateNews } from './duplicate-news.ts'
import { lateSupporters, leftOff, supportNews } from './support-news.ts'
import { coordinationNews } from './coordination-news.ts'
import { transferNews } from './transfer-news.ts'
import { suspensionNews } from './suspension-news.ts'
import { isToldUnit } from './cause.ts'
import type { Measured } from './measured.ts'

/** What a notice is about. */
type Occasion =
  | 'check'
  | 'dispatched'
  | 'rework'
  | 'overdue'
  | 'severity'
  | 'deadline'
  | 'reminder'
  | 'void'
  | 'folded'
  | 'returned'
  | 'recalled'
  | 'escalation'
  | 'reinforcement'
  | 'suspension'
  | 'reopened'
  | 'supervision'
  | 'dispute'
  | 'duplicate'
  | 'support'
  | 'transfer'
  | 'coordination'
  | 'order'

/**
 * What a crew or a desk is told. `id` is case and version, and of a desk or a unit that does not have the case its address: the
 * same fact always makes the same notices.
 */
export interface Notice {
  readonly id: string
  readonly occasion: Occasion
  readonly case: CaseId
  readonly version: number
  readonly to: { readonly unit: UnitId } | { readonly role: DeskRole }
  /** The account in the unit, or at the desk, that it is for, who is on duty there (值班). */
  readonly person?: string
  /** It goes to that person alone, by a way that they chose. */
  readonly personal?: true
  /** The unit that has the case, where one has it. */
  readonly unit?: UnitId
  /** The city gave it to this district, which is not that of its place. */
  readonly district?: string
  readonly at: Instant
  readonly title: Bilingual
  readonly text: Bilingual
  readonly category: string
  readonly severity: Severity
  readonly stage: Stage
  readonly where: Place & { readonly name?: string; readonly map?: string }
  readonly deadline?: { readonly kind: DeadlineKind; readonly at: Instant }
  /** What the sensor measured when its alarm came to be as grave as it is, and the limit; of a case that a sensor opened. */
  readonly measured?: Measured
  /** The crew's page of the order, the inspector's on the phone, or the desk's page of the case. */
  readonly url: string
}

/** Facts of the register about the device, unknown to the case itself. */
export interface NoticeSetting {
  readonly deviceName?: string | undefined
  /** Address of the console, without a slash at the end. */
  readonly baseUrl: string
}

/**
 * The notices that `event` makes, when `state` is the case right after it and `measured` what its alarms had passed by then; none
 * when nobody needs to be told.
 */
export function notices(
  state: Case,
  event: CaseEvent,
  setting: NoticeSetting,
  measured?: Measured,
): readonly Notice[] {
  const told = occasion(state, event)
  if (told === undefined) return []
  const { place, unit, district } = state
  const map = mapLink(place)
  const isDemand = event.event === 'supervised' || event.event === 'supervisionDemanded'
  const isOwn = isDemand || event.event === 'supportAsked'
  const deadline = isOwn ? event.data.deadline : stageDeadline(state)
  return addresses(state, event).map((address) => {
    const role = deskOf(address)
    const person = personOf(address)
    const byName = role !== undefined || person !== undefined
    const to = toOf(address, event)
    return {
      id: `${state.id}/${state.version}${byName ? address : address === unit ? '' : `+${address}`}`,
      occasion: told.occasion,
      case: state.id,
      version: state.version,
      to,
      ...('person' in event.data && { person: event.data.person }),
      ...(person !== undefined && { personal: true as const }),
      ...(unit !== undefined && { unit }),
      ...(district !== undefined && { district }),
      at: event.at,
      title: state.title,
      text: withMeasured(told.text, measured),
      category: state.category,
      severity: state.severity,
      stage: state.stage,
      where: {
        ...place,
        ...(setting.deviceName !== undefined && { name: setting.deviceName }),
        ...(map !== undefined && { map }),
      },
      ...(deadline !== undefined && { deadline: { kind: deadline.kind, at: deadline.at } }),
      ...(measured !== undefined && { measured }),
      url: `${setting.baseUrl}/${pageFor(to)}/${encodeURIComponent(state.id)}`,
    }
  })
}

function toOf(address: Address, event: CaseEvent): Notice['to'] {
  const holder = event.event === 'personTold' ? event.data.unit : address
  const role = deskOf(holder)
  return role === undefined ? { unit: holder as UnitId } : { role }
}

/** Whose notice it is: a unit's, a desk's or a person's. */
export const addressee = ({ to, person, personal }: Notice): Address => {
  if (personal === true && person !== undefined) return `~${person}`
  return 'role' in to ? `@${to.role}` : to.unit
}

/** Crews and inspectors are on the road with a phone. */
const pageFor = (to: Notice['to']): string =>
  'unit' in to ? 'crew' : to.role === 'inspector' ? 'field' : 'cases'

/** Who waits for whom: the unit that has the order, or the desk whose turn it is, and the operator on duty (值班员) when it is late. */
function addresses(state: Case, { event, data }: CaseEvent): readonly Address[] {
  const { unit } = state
  const unitOf = unit === undefined ? [] : [unit]
  if (event === 'returned') return ['@dispatcher']
  if (event === 'personTold') return [`~${data.person}`]
  if (event === 'checkAsked') return ['@inspector']
  if (event === 'escalated' && data.desk !== undefined) return [data.desk]
  if (event === 'escalated')
    return data.tell === 'unit' || data.person !== undefined
      ? unitOf
      : [data.tell === 'duty' ? '@operator' : `@${data.tell}`]
  if (event === 'reinforcementOrdered') return [...unitOf, '@dispatcher', '@operator']
  if (event === 'suspensionAsked') return [`@${data.level}`]
  if (event === 'resumed') return [...unitOf, '@dispatcher']
  if (event === 'supervisionAnswered' || event === 'disputed') return ['@supervisor']
  if (event === 'supervised' || event === 'supervisionDemanded') return supervisedDesk(state)
  if (event === 'supportAsked' || event === 'supportWithdrawn' || event === 'orderRecalled')
    return [data.unit]
  if (event === 'supported') return unitOf
  if (event === 'transferHandled') return ['@inspector']
  if (event === 'coordinationAsked') return ['@dispatcher', '@supervisor']
  if (event === 'coordinated') return data.unit === undefined ? ['@dispatcher'] : []
  if (event === 'coordinationDeclined') return ['@dispatcher', '@supervisor']
  if (event === 'transferDeclined' || event === 'transferFailed') return ['@dispatcher']
  if (event === 'supportDeclined') return [...unitOf, '@dispatcher']
  if (event === 'voided' || event === 'duplicateMarked') return [...unitOf, ...leftOff(state)]
  if (event !== 'overdue') return unitOf
  const late: Readonly<Record<DeadlineKind, readonly Address[]>> = {
    dispatch: ['@dispatcher'],
    check: ['@inspector'],
    arrival: unitOf,
    handling: unitOf,
    verification: ['@inspector'],
    supervision: [...unitOf, '@supervisor'],
    support: [...lateSupporters(state, data.due), ...unitOf, '@dispatcher'],
    transfer: ['@dispatcher', '@supervisor'],
    coordination: ['@supervisor', '@manager'],
  }
  return isOfCase({ kind: data.deadline })
    ? [...late[data.deadline], '@operator']
    : late[data.deadline]
}

/** Whose turn it is in the case. */
function supervisedDesk(state: Case): readonly Address[] {
  if (isAtWork(state) && state.unit !== undefined) return [state.unit]
  return state.stage === 'verifying' ? ['@inspector'] : ['@dispatcher']
}

const recallNews = (event: CaseEvent): Bilingual | undefined =>
  event.event === 'orderRecalled'
    ? {
        zh: `派遣已撤回，无需处置：${event.data.reason}`,
        en: `The order was taken back, nothing is to be done: ${event.data.reason}`,
      }
    : undefined

const orderNews = ({ event, data }: CaseEvent): Bilingual | undefined =>
  event === 'dispatched'
    ? {
        zh: `新派遣案件，请接单处置${data.note === undefined ? '' : `。留言：${data.note}`}`,
        en: `New order: accept it and handle it${data.note === undefined ? '' : `. Note: ${data.note}`}`,
      }
    : undefined

/** Each of these tells of its own facts alone. */
const newsOf = [
  ['dispatched', orderNews],
  ['support', supportNews],
  ['transfer', transferNews],
  ['coordination', coordinationNews],
  ['suspension', suspensionNews],
  ['recalled', recallNews],
] as const satisfies readonly [Occasion, (event: CaseEvent) => Bilingual | undefined][]

function occasion(
  state: Case,
  event: CaseEvent,
): { readonly occasion: Occasion; readonly text: Bilingual } | undefined {
  if (event.event === 'rework')
    return {
      occasion: 'rework',
      text: { zh: `核查不通过，返工：${event.data.reason}`, en: `Rework: ${event.data.reason}` },
    }
  if (event.event === 'checkAsked') {
    const { text } = event.data
    return {
      occasion: 'check',
      text: {
        zh: text === undefined ? '请到现场核实' : `请到现场核实：${text}`,
        en: text === undefined ? 'Please check on site' : `Please check on site: ${text}`,
      },
    }
  }
  if (event.event === 'reopened')
    return {
      occasion: 'reopened',
      text: { zh: `案件复开：${event.data.reason}`, en: `Opened again: ${event.data.reason}` },
    }
  if (event.event === 'overdue') {
    const { zh, en } = deadlineWords[event.data.deadline]
    return {
      occasion: 'overdue',
      text: { zh: `${zh}已超时`, en: `The ${en.toLowerCase()} deadline has passed` },
    }
  }
  if (event.event === 'supervised' || event.event === 'supervisionDemanded')
    return {
      occasion: 'supervision',
      text: { zh: `督办：${event.data.demand}`, en: `Supervision: ${event.data.demand}` },
    }
  if (event.event === 'supervisionAnswered')
    return {
      occasion: 'supervision',
      text: { zh: `督办答复：${event.data.text}`, en: `Answer to supervision: ${event.data.text}` },
    }
  if (event.event === 'disputed')
    return {
      occasion: 'dispute',
      text: {
        zh: `退回 ${event.data.returns} 次，请指定处置单位`,
        en: `Returned ${event.data.returns} times: designate its unit`,
      },
    }
  if (event.event === 'returned')
    return {
      occasion: 'returned',
      text: { zh: `处置单位退回：${event.data.reason}`, en: `Returned: ${event.data.reason}` },
    }
  if (event.event === 'reinforcementOrdered')
    return {
      occasion: 'reinforcement',
      text: {
        zh: '抢修超时未完成，请立即增援',
        en: 'The repair takes longer than it may: send reinforcement now',
      },
    }
  if (event.event === 'severityChanged' && isAtWork(state)) {
    const { from, to } = event.data
    return {
      occasion: 'severity',
      text: {
        zh: `等级由${severityWords[from].zh}升为${severityWords[to].zh}`,
        en: `Severity raised from ${from} to ${to}`,
      },
    }
  }
  if (event.event === 'evidenceAttached' && event.data.kind === 'reminded' && isAtWork(state))
    return { occasion: 'reminder', text: { zh: '告警仍未解除', en: 'The alarm still stands' } }
  for (const [about, news] of newsOf) {
    const text = news(event)
    if (text !== undefined) return { occasion: about, text }
  }
  const duty = dutyNews(event)
  if (duty !== undefined) return duty
  const moved = movedDeadline(event)
  if (moved !== undefined && isAtWork(state))
    return {
      occasion: 'deadline',
      text:
        event.event === 'limitChanged'
          ? { zh: '处置时限缩短', en: 'The deadline is sooner than it was' }
          : event.event === 'extended'
            ? { zh: '延期获准', en: 'The extension is granted' }
            : {
                zh: '处置时限按日历重新计算',
                en: 'The deadline was computed anew by the calendar',
              },
    }
  if (event.event === 'folded' && isToldUnit(event.data.count, state.work) && isAtWork(state)) {
    const { count, alarm } = event.data
    return {
      occasion: 'folded',
      text: {
        zh: `同一原因的告警已有 ${count} 条并入本案${alarm === undefined ? '' : `，最近一条 ${alarm}`}`,
        en: `${count} alarms of the same cause are folded into this case${alarm === undefined ? '' : `, the last of them ${alarm}`}`,
      },
    }
  }
  const repeat = duplicateNews(state, event)
  if (repeat !== undefined) return { occasion: 'duplicate', text: repeat }
  if (event.event === 'voided' && state.dispatchedAt !== undefined)
    return {
      occasion: 'void',
      text: { zh: `案件作废：${event.data.reason}`, en: `Void: ${event.data.reason}` },
    }
  return undefined
}

/** Where the event puts the handling deadline, when it moves it. */
export function movedDeadline({ event, data }: CaseEvent): Instant | undefined {
  if (event === 'extended') return data.deadline.at
  if (event !== 'limitChanged' && event !== 'deadlineMoved') return undefined
  const { deadline, from } = data
  return deadline?.kind === 'handling' && deadline.at !== from ? deadline.at : undefined
}

function withMeasured(text: Bilingual, measured: Measured | undefined): Bilingual {
  if (measured === undefined) return text
  const { name, quantity, value, unit, limit } = measured
  const names = quantity === undefined ? { zh: name, en: name } : quantityOf(quantity)
  const of = (number: number) =>
    unit === undefined || unit === 'bool' ? `${rounded(number)}` : `${rounded(number)} ${unit}`
  return {
    zh: `${text.zh}。${names.zh} ${of(value)}，限值 ${of(limit)}`,
    en: `${text.en}. ${names.en} ${of(value)}, limit ${of(limit)}`,
  }
}

const rounded = (value: number): number => Number(value.toPrecision(4))

/** A `geo:` link (RFC 5870); its default datum is WGS-84, which the position is in. */
const mapLink = ({ latitude, longitude }: Place): string | undefined =>
  latitude === undefined || longitude === undefined ? undefined : `geo:${latitude},${longitude}`
