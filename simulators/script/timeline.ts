import type { Device } from '../../core/device.ts'
import type { DeviceId } from '../../core/identity.ts'
import { type Instant, instant } from '../../core/time.ts'
import {
  type Incident,
  overAt,
  planIncidents,
  type PlannedIncident,
  type Scenario,
} from './scenario.ts'

/** An incident as a device feels it now. */
export interface Acting {
  readonly kind: Incident['kind']
  /** Milliseconds of scenario time since it began. */
  readonly elapsed: number
  /** Milliseconds of scenario time its cause lasts; may be infinite. */
  readonly duration: number
  readonly strength: number
}

export interface TimelineOptions {
  readonly scenario: Scenario
  readonly devices: readonly Device[]
  readonly seed: number
  /** Scenario time runs this much faster than the clock; readings keep the time of the clock. */
  readonly speed: number
  readonly startedAt: Instant
}

/** Where scenario time and the clock meet; a function of the options alone. */
export interface Timeline {
  acting(device: DeviceId, at: Instant): readonly Acting[]
  /** The first instant after `after` at which an incident begins or ends for the device, within one cycle. */
  nextChange(device: DeviceId, after: Instant): Instant | undefined
  /** Incidents of a cycle with their devices. */
  plan(cycle: number): readonly PlannedIncident[]
  /** The instant of an offset within a cycle. */
  instantOf(cycle: number, offset: number): Instant
  cycleAt(at: Instant): number
}

export function createTimeline(options: TimelineOptions): Timeline {
  const { scenario, devices, seed, speed, startedAt } = options
  const plans = new Map<number, readonly PlannedIncident[]>()
  const byDevice = new Map<number, ReadonlyMap<DeviceId, readonly Incident[]>>()

  const elapsedAt = (at: Instant) => (at - startedAt) * speed
  const cycleAt = (at: Instant) =>
    scenario.repeats === true ? Math.max(0, Math.floor(elapsedAt(at) / scenario.duration)) : 0
  const instantOf = (cycle: number, offset: number) =>
    instant(startedAt + (cycle * scenario.duration + offset) / speed)

  const plan = (cycle: number) => {
    let planned = plans.get(cycle)
    if (planned === undefined) {
      planned = planIncidents(scenario, devices, seed, cycle)
      plans.set(cycle, planned)
      plans.delete(cycle - 3)
    }
    return planned
  }

  const incidentsOf = (device: DeviceId, cycle: number) => {
    let index = byDevice.get(cycle)
    if (index === undefined) {
      const grown = new Map<DeviceId, Incident[]>()
      for (const { incident, devices: struck } of plan(cycle)) {
        for (const { id } of struck) {
          const known = grown.get(id)
          if (known === undefined) grown.set(id, [incident])
          else known.push(incident)
        }
      }
      index = grown
      byDevice.set(cycle, index)
      byDevice.delete(cycle - 3)
    }
    return index.get(device) ?? []
  }

  return {
    plan,
    instantOf,
    cycleAt,
    acting(device, at) {
      const cycle = cycleAt(at)
      const incidents = incidentsOf(device, cycle)
      if (incidents.length === 0) return []
      const offset = elapsedAt(at) - cycle * scenario.duration
      return incidents
        .filter((incident) => incident.at <= offset && offset < overAt(incident))
        .map((incident) => ({
          kind: incident.kind,
          elapsed: offset - incident.at,
          duration: incident.duration ?? Number.POSITIVE_INFINITY,
          strength: incident.strength,
        }))
    },
    nextChange(device, after) {
      const cycle = cycleAt(after)
      let next = Number.POSITIVE_INFINITY
      for (const each of scenario.repeats === true ? [cycle, cycle + 1] : [0]) {
        for (const incident of incidentsOf(device, each)) {
          for (const offset of [incident.at, overAt(incident)]) {
            // A report must not come before the change it reports.
            const at = Math.ceil(instantOf(each, offset))
            if (at > after && at < next) next = at
          }
        }
      }
      return Number.isFinite(next) ? instant(next) : undefined
    },
  }
}
