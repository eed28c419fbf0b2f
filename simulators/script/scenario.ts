/**
 * What happens to the city, and what ought to come of it. A scenario is data: incidents at offsets from its start, each
 * with the cases it must open. Which devices an incident strikes is decided here from the seed, before anything runs,
 * so that the truth is known beforehand.
 */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Device } from '../../core/device.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Kind } from '../../core/kinds.ts'
import { hashText, unitAt } from './random.ts'

/** What `strength` means is said beside each kind. */
export const incidentKinds = {
  rain: 'it rains; mm/h',
  flood: 'water stands on a road or in an underpass; peak in cm',
  'river-rise': 'a river rises; peak in metres above its warning level',
  'well-surge': 'a well fills up; peak in cm',
  gas: 'methane in a well; peak in %LEL',
  'hydrogen-sulphide': 'hydrogen sulphide in a well; peak in mg/m3',
  'cover-stolen': 'a manhole cover is lifted off and stays off; tilt in degrees',
  loud: 'somebody is loud; LAeq in dB(A)',
  bang: 'a bang that the mean hardly shows; LAFmax in dB(A)',
  dust: 'dust is raised without a measure against it; TSP in ug/m3',
  'purifier-off': 'a kitchen cooks with its purifier switched off; fume in mg/m3',
  'battery-low': 'a battery runs flat; percent',
  silent: 'a device stops reporting; no meaning',
} as const

export type IncidentKind = keyof typeof incidentKinds

/** Every field that is given must fit; `pick` then takes that many of those left, chosen by the seed. */
interface DeviceSelector {
  readonly kind?: Kind
  readonly sites?: readonly string[]
  /** Prefix of the cell code: a district, street, community or cell. */
  readonly cell?: string
  /** Big and small class of the component, digits 7-10 of its code. */
  readonly classes?: readonly string[]
  readonly pick?: number
}

interface ExpectedOutcome {
  /** Category of the case; `component`: digits 7-10 of the struck device's component code. */
  readonly category: string
  /** The case must be open this many milliseconds after the incident began, by the clock on the wall. */
  readonly within: number
}

export interface Incident {
  /** Unique in its scenario. */
  readonly id: string
  readonly kind: IncidentKind
  /** Milliseconds from the start of the scenario (of its cycle, when it repeats). */
  readonly at: number
  /** How long the cause lasts, in milliseconds; left out: for good. Water takes as long again to run off. */
  readonly duration?: number
  readonly strength: number
  readonly devices: DeviceSelector
  /** One case for every struck device. Left out: none must open. */
  readonly expected?: ExpectedOutcome
  /** Categories of cases of these devices that are neither demanded nor wrong; `component` as above. */
  readonly permits?: readonly string[]
}

export interface Scenario {
  readonly name: string
  readonly description: Bilingual
  /** Milliseconds. */
  readonly duration: number
  /** Starts again at its end, striking other devices; otherwise the city is quiet afterwards. */
  readonly repeats?: true
  readonly incidents: readonly Incident[]
}

/** An incident with its devices chosen. */
export interface PlannedIncident {
  readonly incident: Incident
  readonly devices: readonly Device[]
}

/** Digits 7-10 of a component code. */
export const componentClass = (device: Pick<Device, 'component'>): string | undefined =>
  device.component?.slice(6, 10)

function selects(selector: DeviceSelector, device: Device): boolean {
  const { kind, sites, cell, classes } = selector
  if (kind !== undefined && device.kind !== kind) return false
  if (sites !== undefined && !sites.includes(device.site)) return false
  if (cell !== undefined && device.cell?.startsWith(cell) !== true) return false
  if (classes === undefined) return true
  const own = componentClass(device)
  return own !== undefined && classes.includes(own)
}

/** The category that an incident means for a device. */
export const categoryFor = (device: Device, category: string): string =>
  category === 'component' ? (componentClass(device) ?? category) : category

/** Chooses the devices of every incident of one cycle; the order of `devices` does not matter. */
export function planIncidents(
  scenario: Scenario,
  devices: readonly Device[],
  seed: number,
  cycle = 0,
): readonly PlannedIncident[] {
  return scenario.incidents.map((incident) => {
    const fitting = devices.filter((device) => selects(incident.devices, device))
    const { pick } = incident.devices
    if (pick === undefined) return { incident, devices: fitting }
    const key = hashText(incident.id)
    const rank = (id: DeviceId) => unitAt(seed, key ^ hashText(id), cycle)
    const ranked = fitting
      .map((device) => ({ device, rank: rank(device.id) }))
      .sort((a, b) => a.rank - b.rank || (a.device.id < b.device.id ? -1 : 1))
    return { incident, devices: ranked.slice(0, pick).map(({ device }) => device) }
  })
}

/** Kinds whose effect outlasts the cause: water runs off as long as it came down. */
const lingering: ReadonlySet<IncidentKind> = new Set(['rain', 'flood', 'river-rise', 'well-surge'])

/** Offset at which nothing of an incident is left. */
export const overAt = ({
  at,
  duration,
  kind,
}: Pick<Incident, 'at' | 'duration' | 'kind'>): number =>
  duration === undefined ? Number.POSITIVE_INFINITY : at + duration * (lingering.has(kind) ? 2 : 1)
