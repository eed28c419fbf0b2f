/**
 * Decides over one area: the alarms of devices that stand in it against the alarms that stand over it. Where a rule has a
 * radius the area lies around the first device that had an alarm, for as long as the alarm over it stands, and what
 * overlaps it is part of it.
 */
import type { AreaLevel, AreaMeaning, AreaMember, Standing } from '../../core/area-member.ts'
import type { AlarmTransition, CaseTemplate } from '../../core/alarm.ts'
import { metresBetween } from '../../core/distance.ts'
import { levelHeld, sameTurns, turnsAfter, waitsOf, type Turns } from './area-hold.ts'
import { alarmId, type CellCode, type DeviceId, type RuleId } from '../../core/identity.ts'
import { compareSeverity, severities, type Severity } from '../../core/severity.ts'
import { instant, type Instant } from '../../core/time.ts'

export interface Member {
  readonly rule: RuleId
  readonly device: DeviceId
  readonly standing: Standing
  /** Of a rule with a radius and holds, since when each level is reached around this one or not. */
  readonly turns?: Turns
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
  /** Of a rule with a radius and holds, since when each level is reached around it or not. */
  readonly turns?: Turns
}

/** What is remembered of one rule on one area. */
export interface AreaState {
  readonly meaning: AreaMeaning
  readonly registered?: number
  /** Of what was decided last; 0 before that. */
  readonly at: Instant
  readonly over: readonly Over[]
  /** Of a rule with holds and no radius, since when each level is reached or not. */
  readonly turns?: Turns
}

export interface Settled {
  readonly state: AreaState
  readonly transitions: readonly AlarmTransition[]
  /** Members around which something has turned, as they are now. */
  readonly turned: readonly Member[]
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
  const look = looking(state, members, cause, at)
  const turned: Member[] = []
  const says = (
    kind: 'raised' | 'escalated' | 'eased',
    one: Over,
    level: AreaLevel,
    group: readonly Member[],
    turns: Turns | undefined,
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
    const { level, turns } = look.at(group, one.turns, one.severity)
    if (level === undefined) {
      const because = cause.kind === 'left' ? cause.because : 'recovered'
      transitions.push({ ...told(one), kind: 'cleared', because })
      continue
    }
    const own = look.area === undefined && turns !== undefined ? { turns } : {}
    const now = { ...one, severity: level.severity, ...own }
    over.push(now)
    const grown = compareSeverity(level.severity, one.severity)
    if (grown !== 0)
      transitions.push(says(grown > 0 ? 'escalated' : 'eased', now, level, group, turns))
  }
  for (const first of candidates(meaning, members)) {
    const group = around(meaning, members, first.standing)
    const { level, turns } = look.at(group, first.turns, undefined)
    const own = look.area === undefined && turns !== undefined ? { turns } : {}
    if (!sameTurns(first.turns, own.turns)) turned.push({ ...first, ...own })
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
      ...own,
    }
    over.push(one)
    transitions.push(says('raised', one, level, group, turns))
  }
  return {
    state: {
      ...{ ...state, at: transitions.length > 0 ? at : state.at, over },
      ...(look.area !== undefined && { turns: look.area }),
    },
    transitions,
    turned,
  }
}

/** Nobody counts here any more. What left an area of a rule that goes on with holds says how that rule is. */
export const isRetiredBy = (cause: AreaMember): boolean =>
  cause.kind === 'left' && cause.because === 'rule-retired' && cause.meaning === undefined

/**
 * At which level a group of members puts what stands there, and since when. Of an area with a name the group is all of them, and what
 * has turned there is that of the area.
 */
function looking(state: AreaState, members: readonly Member[], cause: AreaMember, at: Instant) {
  const { levels, radius } = state.meaning
  if (waitsOf(state.meaning).length === 0)
    return {
      area: undefined,
      at: (group: readonly Member[]) => ({ level: highest(state, group), turns: undefined }),
    }
  const turned = (group: readonly Member[], before: Turns = {}): Turns => {
    const reached = levels.indexOf(highest(state, group) as AreaLevel)
    return turnsAfter(levels, before, reached, cause, at)
  }
  const isRetired = members.length === 0 && isRetiredBy(cause)
  const area = radius === undefined ? turned(members, state.turns) : undefined
  return {
    area,
    at: (group: readonly Member[], before: Turns | undefined, standing: Severity | undefined) => {
      const turns = area ?? turned(group, before)
      const level = isRetired ? undefined : levels[levelHeld(levels, turns, standing)]
      return { level, turns }
    },
  }
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
