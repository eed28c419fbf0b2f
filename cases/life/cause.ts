/**
 * One cause, one incident. An alarm that wants a case is counted with the others of each cause that it may have; when
 * a cause is known, or so many come that it must be one, further alarms are folded into the case of it. An alarm that the
 * fault of its own sensor, or the silence of its gateway, may explain is held until that is known.
 */
import { powerArea } from '../../core/area-member.ts'
import { readAbsence } from '../../core/absence-text.ts'
import type { AlarmTransition } from '../../core/alarm.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { fitsCategory } from '../../core/categories.ts'
import type { CaseId } from '../../core/identity.ts'
import { minutes, plus, type Instant } from '../../core/time.ts'
import { compareSeverity, type Severity } from '../../core/severity.ts'
import type { CausedAlarm } from '../cause-ports.ts'
import type { Case } from './case.ts'
import type { AlarmOutcome } from './listing.ts'

/** Alarms that are not cleared; the cleared have no template and bring nothing to a cause. */
export type Wanting = Exclude<AlarmTransition, { readonly kind: 'cleared' }>

/** So many devices behind one gateway that are silent together are its silence, whatever it says itself. */
export const together = 3

/** A case tells each of the first folded alarms by itself, and then whenever they are twice as many. */
const firstTold = 10

/** How a unit is told that a gateway is silent which did not say so itself. */
export const gatewayTitle: Bilingual = {
  zh: '网关下挂设备集体失联',
  en: 'Devices behind one gateway silent',
}

export const faultOf = (device: string): string => `fault/${device}`
export const gatewayOf = (device: string): string => `gateway/${device}`

export const powerOf = (feed: string): string => `power/${feed}`
export const isOfGateway = (cause: string): boolean => cause.startsWith(gatewayOf(''))
export const isOfPower = (cause: string): boolean => cause.startsWith(powerOf(''))

/** The feed over which the alarm of an area stands. */
export const outageIn = ({ subject: { area } }: Wanting): string | undefined =>
  area?.startsWith(powerArea) === true ? area.slice(powerArea.length) : undefined

export const isSilence = ({ evidence }: Wanting): boolean =>
  readAbsence(evidence.condition) !== undefined

/** Whether the fault that stands explains what the alarm says. */
export const explains = (fault: Wanting, { case: said }: Wanting): boolean =>
  explainsCase(fault, said)

export const explainsCase = (
  fault: Wanting,
  { work, category }: Pick<Case, 'work' | 'category'>,
): boolean =>
  work === 'incident' &&
  (fault.case.holdsBack ?? []).some((pattern) => fitsCategory(pattern, category))

/**
 * What storms it may belong to, the narrow one first. What is bounded is what one unit is told, so another unit's alarms are
 * never folded away with it. Red ones are counted by themselves: a storm of lesser ones hides none of them.
 */
export function stormsOf(
  { case: { category, work }, severity }: Wanting,
  unit: string | undefined,
  cell: string | undefined,
): readonly string[] {
  const wide = `storm/${unit ?? '-'}/${category}/${work}${severity === 'red' ? '/red' : ''}`
  return cell === undefined ? [wide] : [`${wide}/${cell}`, wide]
}

/** The case into which a storm is folded: the one that was folded into last, else the one that opened first. */
export function targets(newestFirst: readonly CausedAlarm[]): readonly CaseId[] {
  const folded = newestFirst.filter((one) => one.as === 'folded')
  const own = newestFirst.filter((one) => one.as !== 'folded').toReversed()
  return [
    ...new Set([...folded, ...own].flatMap((one) => (one.case === undefined ? [] : [one.case]))),
  ]
}

/** Whether a folded alarm stays where it is: it eased, or the case is as grave as the storm that it belongs to. */
export const stays = (
  row: { readonly outcome: AlarmOutcome; readonly cause?: string },
  transition: Wanting,
  storms: readonly string[],
): boolean =>
  row.outcome === 'folded' &&
  row.cause !== undefined &&
  (transition.kind === 'eased' ||
    isOfGateway(row.cause) ||
    isOfPower(row.cause) ||
    storms.includes(row.cause))

/** Whether the record of the case says that so many are folded now. */
export const isTold = (count: number, { folded }: Pick<Case, 'folded'>): boolean =>
  count > (folded ?? 0) && (count <= firstTold || count >= 2 * (folded ?? 0))

/** Whether the unit hears of what the record says: of an incident always, since each may be another place in need. */
export const isToldUnit = (count: number, work: Case['work']): boolean =>
  work === 'incident' || count >= firstTold

/** Whether folding it changes the case besides. */
export const grows = (
  { severity, stage }: Pick<Case, 'severity' | 'stage'>,
  wanted: { readonly severity: Severity; readonly automatic: boolean },
): boolean =>
  compareSeverity(wanted.severity, severity) > 0 ||
  (wanted.automatic && (stage === 'collected' || stage === 'filed'))

/** How long a device may take to speak once its gateway does. */
const returning = (period: number): number => Math.max(2_000 * period, minutes(5))

/** Whether the silence of its gateway explains that of a device: it has not spoken through it since. */
export const silences = (gateway: Wanting, device: Wanting, period: number): boolean =>
  device.evidence.since <= plus(gateway.evidence.since, returning(period))

/** Whether its gateway has come back after it fell silent, and it had its time to speak since. */
export const isLeftSilent = (
  fellSilent: Instant,
  returned: Instant,
  period: number,
  now: Instant,
) => returned >= fellSilent && plus(returned, returning(period)) <= now
