/**
 * When a rule over an area has to tell something, and when it may, by what happens to the devices in the area. Written from what
 * the words of such a rule mean, and not from how the program judges them.
 */
import type { AreaLevel, AreaMeaning } from '../../../core/area-member.ts'
import type { Device } from '../../../core/device.ts'
import { metresBetween } from '../../../core/distance.ts'
import { compareSeverity, type Severity } from '../../../core/severity.ts'
import { type Instant, minutes, plus } from '../../../core/time.ts'
import type { Happening, Tells } from './happening.ts'
import { afterwards, tolerance, type Span } from './score-span.ts'

/** A rule over areas with what it could have told of. */
export interface TriedArea {
  readonly rule: string
  /** Rules on devices whose alarms it counts. */
  readonly alarms: readonly string[]
  readonly meaning: AreaMeaning
  /** Devices that it counts, by area. Of a rule with a radius an area holds all that could be one. */
  readonly areas: ReadonlyMap<string, readonly Device[]>
}

type Plans = ReadonlyMap<string, readonly Happening[]>

/** An alarm of a device while it stands. */
interface Standing {
  readonly device: Device
  readonly from: Instant
  readonly until: Instant
  readonly tells: Tells
}

const anything: Tells = { severity: ['blue', 'red'], values: {} }

/** What is reached for a shorter time hangs on which device was heard first. */
const shortest = minutes(10)

export function areaSpans(
  { alarms, meaning }: TriedArea,
  members: readonly Device[],
  plans: Plans,
): readonly Span[] {
  const wait = Math.max(0, ...meaning.levels.map(({ hold = 0 }) => hold))
  const sure = spansOf(meaning, members, surely(alarms, members, plans), 0)
    .filter(({ from, until }) => until - from >= shortest + wait)
    .map(({ from, until }) => ({ from, until: plus(until, tolerance + wait), demanded: true }))
  const perhaps = spansOf(meaning, members, possibly(alarms, members, plans), 1)
  return [
    ...sure,
    ...perhaps.map(({ from, until }) => ({ from, until: plus(until, wait), demanded: false })),
  ]
}

/** Alarms that must stand: of devices to which nothing else happens meanwhile. */
const surely = (
  alarms: readonly string[],
  members: readonly Device[],
  plans: Plans,
): readonly Standing[] =>
  members.flatMap((device) => {
    const plan = plans.get(device.id) ?? []
    return plan
      .filter((one) => one.demands?.some((rule) => alarms.includes(rule)) === true)
      .filter((one) => plan.every((other) => other === one || !spoils(other, one)))
      .map(({ from, until, tells = anything }) => ({ device, from, until, tells }))
  })

const spoils = (other: Happening, { from, until }: Happening): boolean =>
  other.cause.type !== 'incident' && other.from <= until && plus(other.over, afterwards) >= from

/** Alarms that may stand. */
const possibly = (
  alarms: readonly string[],
  members: readonly Device[],
  plans: Plans,
): readonly Standing[] =>
  members.flatMap((device) =>
    (plans.get(device.id) ?? [])
      .filter(({ demands = [], permits = [] }) =>
        [...demands, ...permits].some((rule) => alarms.includes(rule)),
      )
      .map(({ from, over, tells = anything }) => ({
        ...{ device, from, tells },
        until: plus(over, afterwards),
      })),
  )

/** When a level is reached, with the least (0) or the most (1) that alarms tell; what lies close together is one. */
function spansOf(
  meaning: AreaMeaning,
  members: readonly Device[],
  standing: readonly Standing[],
  end: 0 | 1,
): readonly { readonly from: Instant; readonly until: Instant }[] {
  const edges = [...new Set(standing.flatMap(({ from, until }) => [from, until]))].toSorted(
    (a, b) => a - b,
  )
  const found: { from: Instant; until: Instant }[] = []
  edges.forEach((from, index) => {
    const until = edges[index + 1]
    if (until === undefined) return
    const now = standing.filter((one) => one.from <= from && one.until > from)
    if (!isReached(meaning, members, now, end)) return
    const last = found.at(-1)
    if (last !== undefined && last.until === from) last.until = until
    else found.push({ from, until })
  })
  return merged(found, end)
}

/** An alarm over an area that stands goes on over a short while in between. */
function merged(
  spans: readonly { readonly from: Instant; readonly until: Instant }[],
  end: 0 | 1,
): readonly { readonly from: Instant; readonly until: Instant }[] {
  if (end === 1) return spans
  const found: { from: Instant; until: Instant }[] = []
  for (const { from, until } of spans) {
    const last = found.at(-1)
    if (last !== undefined && from <= plus(last.until, afterwards)) last.until = until
    else found.push({ from, until })
  }
  return found
}

function isReached(
  { levels, radius }: AreaMeaning,
  members: readonly Device[],
  standing: readonly Standing[],
  end: 0 | 1,
): boolean {
  if (radius === undefined)
    return levels.some((level) => reaches(level, members.length, standing, end))
  return standing.some((first) => {
    const near = standing.filter(({ device }) => metresBetween(first.device, device) <= radius)
    return levels.some((level) => reaches(level, members.length, near, end))
  })
}

/** Of a value that nobody drew. */
const unknown = [0, Number.POSITIVE_INFINITY] as const

/** Everything that the level names holds. */
function reaches(
  { devices, share, from, worst, sum }: AreaLevel,
  registered: number,
  standing: readonly Standing[],
  end: 0 | 1,
): boolean {
  const graves = (least: Severity) =>
    standing.filter(({ tells }) => compareSeverity(tells.severity[end], least) >= 0)
  const counted = from === undefined ? standing : graves(from)
  const count = new Set(counted.map(({ device }) => device.id)).size
  const total = (name: string) =>
    counted.reduce((all, { tells }) => all + (tells.values[name]?.[end] ?? unknown[end]), 0)
  return (
    count > 0 &&
    (devices === undefined || count >= devices) &&
    (share === undefined || count >= share * registered) &&
    (worst === undefined || graves(worst).length > 0) &&
    Object.entries(sum ?? {}).every(([name, least]) => total(name) >= least)
  )
}
