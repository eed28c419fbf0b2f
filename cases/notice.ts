import type { Bilingual, Severity } from '../core/alarm.ts'
import type { CaseId, UnitId } from '../core/identity.ts'
import type { Instant } from '../core/time.ts'
import type { Case, DeadlineKind, Place, Stage } from './case.ts'
import type { CaseEvent } from './facts.ts'

/** What a notice is about. */
type Occasion = 'dispatched' | 'rework' | 'overdue' | 'severity' | 'void'

/** What a crew is told. `id` is case and version: the same fact always makes the same notice. */
export interface Notice {
  readonly id: string
  readonly occasion: Occasion
  readonly case: CaseId
  readonly version: number
  readonly unit: UnitId
  readonly at: Instant
  readonly title: Bilingual
  readonly text: Bilingual
  readonly category: string
  readonly severity: Severity
  readonly stage: Stage
  readonly where: Place & { readonly name?: string; readonly map?: string }
  readonly deadline?: { readonly kind: DeadlineKind; readonly at: Instant }
  readonly url: string
}

/** Facts of the register about the device, unknown to the case itself. */
export interface NoticeSetting {
  readonly deviceName?: string | undefined
  /** Address of the case pages, without a slash at the end. */
  readonly baseUrl: string
}

/** The notice that `event` makes, when `state` is the case right after it; undefined when nobody needs to be told. */
export function notice(state: Case, event: CaseEvent, setting: NoticeSetting): Notice | undefined {
  const told = occasion(state, event)
  if (told === undefined || state.unit === undefined) return undefined
  const { place } = state
  const map = mapLink(place)
  const [deadline] = state.deadlines
  return {
    id: `${state.id}/${state.version}`,
    occasion: told.occasion,
    case: state.id,
    version: state.version,
    unit: state.unit,
    at: event.at,
    title: state.title,
    text: told.text,
    category: state.category,
    severity: state.severity,
    stage: state.stage,
    where: {
      ...place,
      ...(setting.deviceName !== undefined && { name: setting.deviceName }),
      ...(map !== undefined && { map }),
    },
    ...(deadline !== undefined && { deadline: { kind: deadline.kind, at: deadline.at } }),
    url: `${setting.baseUrl}/v1/cases/${state.id}`,
  }
}

function occasion(
  state: Case,
  event: CaseEvent,
): { readonly occasion: Occasion; readonly text: Bilingual } | undefined {
  if (event.event === 'dispatched')
    return {
      occasion: 'dispatched',
      text: { zh: '新派遣案件，请接单处置', en: 'New order: accept it and handle it' },
    }
  if (event.event === 'rework')
    return {
      occasion: 'rework',
      text: { zh: `核查不通过，返工：${event.data.reason}`, en: `Rework: ${event.data.reason}` },
    }
  if (event.event === 'overdue' && event.data.deadline === 'handling')
    return {
      occasion: 'overdue',
      text: { zh: '处置已超时', en: 'The handling deadline has passed' },
    }
  if (event.event === 'severityChanged' && atWork(state)) {
    const { from, to } = event.data
    return {
      occasion: 'severity',
      text: {
        zh: `等级由${severityNames[from]}升为${severityNames[to]}`,
        en: `Severity raised from ${from} to ${to}`,
      },
    }
  }
  if (event.event === 'voided' && state.dispatchedAt !== undefined)
    return {
      occasion: 'void',
      text: { zh: `案件作废：${event.data.reason}`, en: `Void: ${event.data.reason}` },
    }
  return undefined
}

const severityNames: Readonly<Record<Severity, string>> = {
  blue: '蓝色',
  yellow: '黄色',
  orange: '橙色',
  red: '红色',
}

const atWork = ({ stage }: Case): boolean =>
  stage === 'dispatched' || stage === 'handling' || stage === 'rework'

/** A `geo:` link (RFC 5870); its default datum is WGS-84, which the position is in. */
const mapLink = ({ latitude, longitude }: Place): string | undefined =>
  latitude === undefined || longitude === undefined ? undefined : `geo:${latitude},${longitude}`
