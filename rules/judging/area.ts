/**
 * Decides over one area: the alarms of devices that stand in it against the alarms that stand over it. Where a rule has a
 * radius the area lies around the first device that had an alarm, for as long as the alarm over it stands, and what
 * overlaps it is part of it.
 */
import type { AreaLevel, AreaMeaning, AreaMember, Standing } from '../../core/area-member.ts'
import type { AlarmTransition, CaseTemplate } from '../../core/alarm.ts'
import { metresBetween } from '../../core/distance.ts'
import { levelHeld, turnsAfter, waitsOf, type Turns } from './area-hold.ts'
import { alarmId, type CellCode, type DeviceId, type RuleId } from '../../core/identity.ts'
import { compareSeverity, severities, type Severity } from '../../core/severity.ts'
import { instant, type Instant } from '../../core/time.ts'

export interface Member {
  readonly rule: RuleId
  readonly device: DeviceId
  readonly standing: Standing
}

/** An alarm that stands over an area. The names are the stored ones. */
interface Over {
  readonly area: string
  readonly began: Instant
  readonly severity: Severity
  /** The device it is told of. */
  readonly device: DeviceId
  readonly longitude: number
  readonly latitude: number
  readonly cell?: CellCode
  readonly component?: string
}

/** What is remembered of one rule on one area. */
export interface AreaState {
  readonly meaning: AreaMeaning
  readonly registered?: number
  /** Of what was decided last; 0 before that. */
  readonly at: Instant
  readonly over: readonly Over[]
  /** Of a rule with holds, since when each level is reached or not. */
  readonly turns?: Turns
}

export interface Settled {
  readonly state: AreaState
  readonly transitions: readonly AlarmTransition[]
}

/** `cause`: the record that changed the members. */
export function settle(state: AreaState, members: readonly Member[], cause: AreaMember): Settled {
  const { meaning } = state
  // The clocks of devices differ, and what happened later must have a later instant, by which it is told from before.
  const at = instant(Math.max(cause.at, state.at + 1))
  const transitions: AlarmTransition[] = []
  const over: Over[] = []
  const told = (one: Over) => ({
    type: 'alarm' as const,
    alarm: alarmId(cause.rule, one.area, one.began),
    rule: cause.rule,
    title: meaning.title,
    subject: {
      device: one.device,
      ...(one.cell !== undefined && { cell: one.cell }),
      area: one.area,
    },
    at,
    decidedAt: cause.decidedAt,
  })
  const { turns, levelOf } = levelsOf(state, members, cause, at)
  const says = (
    kind: 'raised' | 'escalated' | 'eased',
    one: Over,
    level: AreaLevel,
    group: readonly Member[],
  ): AlarmTransition => ({
    ...told(one),
    kind,
    severity: level.severity,
    evidence: {
      version: meaning.version,
      condition: conditionText(level),
      values: { area: one.area, ...valuesOf(level, group, state.registered) },
      readings: [],
      since: turns?.[level.severity]?.at ?? at,
    },
    case: templateOf(meaning, level, one),
  })
  for (const one of state.over) {
    const group = around(meaning, members, one)
    const level = levelOf(group)
    if (level === undefined) {
      const because = cause.kind === 'left' ? cause.because : 'recovered'
      transitions.push({ ...told(one), kind: 'cleared', because })
      continue
    }
    const now = { ...one, severity: level.severity }
    over.push(now)
    const grown = compareSeverity(level.severity, one.severity)
    if (grown !== 0) transitions.push(says(grown > 0 ? 'escalated' : 'eased', now, level, group))
  }
  for (const first of candidates(meaning, members)) {
    const group = around(meaning, members, first.standing)
    const level = levelOf(group)
    if (level === undefined) continue
    if (group.some(({ standing }) => over.some((one) => isNear(meaning, one, standing)))) continue
    const { device, standing } = meaning.radius === undefined ? gravest(group) : first
    const one: Over = {
      area: meaning.radius === undefined ? cause.area : `near:${device}`,
      began: at,
      severity: level.severity,
      device,
      longitude: standing.longitude,
      latitude: standing.latitude,
      ...(standing.cell !== undefined && { cell: standing.cell }),
      ...(standing.component !== undefined && { component: standing.component }),
    }
    over.push(one)
    transitions.push(says('raised', one, level, group))
  }
  return {
    state: {
      ...{ ...state, at: transitions.length > 0 ? at : state.at, over },
      ...(turns !== undefined && { turns }),
    },
    transitions,
  }
}

/** Nobody counts here any more. What left an area of a rule that goes on with holds says how that rule is. */
export const isRetiredBy = (cause: AreaMember): boolean =>
  cause.kind === 'left' && cause.because === 'rule-retired' && cause.meaning === undefined

/** At which level a group of members puts the alarm; holds are those of an area with a name, whose group is all of them. */
function levelsOf(state: AreaState, members: readonly Member[], cause: AreaMember, at: Instant) {
  const { levels } = state.meaning
  if (waitsOf(state.meaning).length === 0)
    return { turns: undefined, levelOf: (group: readonly Member[]) => highest(state, group) }
  const reached = levels.indexOf(highest(state, members) as AreaLevel)
  const turns = turnsAfter(levels, state.turns ?? {}, reached, cause, at)
  const isRetired = members.length === 0 && isRetiredBy(cause)
  const level = isRetired ? undefined : levels[levelHeld(levels, turns, state.over[0]?.severity)]
  return { turns, levelOf: () => level }
}

/** Whom an alarm may lie around, in the order in which their alarms began; of an area with a name it is all the same. */
function candidates({ radius }: AreaMeaning, members: readonly Member[]): readonly Member[] {
  const ordered = members.toSorted(
    (a, b) => a.standing.since - b.standing.since || (a.device < b.device ? -1 : 1),
  )
  return radius === undefined ? ordered.slice(0, 1) : ordered
}

type Position = Pick<Standing, 'longitude' | 'latitude'>

const metresOfDegree = 111_000

function isNear({ radius }: AreaMeaning, a: Position, b: Position): boolean {
  if (radius === undefined) return true
  // Most are far away, and latitudes tell that at once.
  if (Math.abs(a.latitude - b.latitude) * metresOfDegree > radius) return false
  return metresBetween(a, b) <= radius
}

const around = (meaning: AreaMeaning, members: readonly Member[], centre: Position) =>
  members.filter(({ standing }) => isNear(meaning, centre, standing))

const counted = ({ from }: AreaLevel, group: readonly Member[]): readonly Member[] =>
  group.filter(({ standing }) => compareSeverity(standing.severity, from) >= 0)

const devicesOf = (group: readonly Member[]): readonly DeviceId[] =>
  [...new Set(group.map(({ device }) => device))].sort()

const sumOf = (name: string, group: readonly Member[]): number =>
  group.reduce((sum, { standing }) => sum + (standing.values[name] ?? 0), 0)

const worstOf = (group: readonly Member[]): Severity | undefined =>
  severities.findLast((severity) => group.some(({ standing }) => standing.severity === severity))

const gravest = (group: readonly Member[]): Member =>
  group.toSorted(
    (a, b) =>
      compareSeverity(b.standing.severity, a.standing.severity) ||
      a.standing.since - b.standing.since ||
      (a.device < b.device ? -1 : 1),
  )[0] as Member

function highest(
  { meaning, registered = 0 }: AreaState,
  group: readonly Member[],
): AreaLevel | undefined {
  return meaning.levels.findLast((level) => {
    const some = counted(level, group)
    const devices = devicesOf(some).length
    const { share, worst, sum = {} } = level
    if (devices < Math.max(1, level.devices ?? 1)) return false
    if (share !== undefined && devices / registered < share) return false
    if (worst !== undefined && compareSeverity(worstOf(group), worst) < 0) return false
    return Object.entries(sum).every(([name, least]) => sumOf(name, some) >= least)
  })
}

/** So many members are named in the evidence. */
const mostNamed = 32

function valuesOf(level: AreaLevel, group: readonly Member[], registered: number | undefined) {
  const some = counted(level, group)
  const devices = devicesOf(some)
  const more = devices.length - mostNamed
  return {
    devices: devices.length,
    ...(registered !== undefined && { registered }),
    worst: worstOf(group) ?? null,
    ...Object.fromEntries(
      Object.keys(level.sum ?? {}).map((name) => [`sum(${name})`, sumOf(name, some)]),
    ),
    members: `${devices.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  }
}

export function conditionText({ devices, share, from, worst, sum = {} }: AreaLevel): string {
  const counts = from === undefined ? 'devices' : `devices(${from})`
  return [
    ...(devices === undefined ? [] : [`${counts} >= ${devices}`]),
    ...(share === undefined ? [] : [`${counts} >= ${Number((share * 100).toFixed(2))} %`]),
    ...(worst === undefined ? [] : [`worst >= ${worst}`]),
    ...Object.entries(sum).map(([name, least]) => `sum(${name}) >= ${least}`),
  ].join(' && ')
}

const templateOf = (
  { case: { work, category, lead, component } }: AreaMeaning,
  { filing, limit }: AreaLevel,
  over: Over,
): CaseTemplate => ({
  work,
  category: component === true ? (over.component?.slice(6, 10) ?? category) : category,
  filing,
  limit,
  lead,
})
