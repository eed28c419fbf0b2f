/**
 * What the command centre makes of what the API answered: which alarm counts for a device, where a thing is, what passes
 * the filter, in which order things are listed. Functions of values; nothing of the browser.
 */
import { severityRank, type Severity } from '../../../core/severity.ts'
import type { Alarm, Case, DevicePlace, Place } from '../../api/types.ts'

/** WGS-84 degrees, in the order of GeoJSON: longitude, latitude. */
export type Position = [number, number]

export interface DevicePoint extends Pick<
  DevicePlace,
  'id' | 'longitude' | 'latitude' | 'cell' | 'active'
> {
  readonly kind: string
}

export type StandingAlarm = Pick<Alarm, 'alarm' | 'device' | 'cell' | 'severity' | 'raisedAt'>

export interface OpenCase extends Pick<Case, 'id' | 'severity' | 'collectedAt'> {
  readonly place: Pick<Place, 'device' | 'cell' | 'longitude' | 'latitude'>
  readonly deadlines: readonly Pick<Case['deadlines'][number], 'at' | 'overdue'>[]
}

type Ring = readonly (readonly number[])[]

export interface GridCell {
  readonly properties: {
    readonly code: string
    readonly name: string
    readonly street: string
    readonly district: string
  }
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
    | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] }
}

/** As /v1/grid answers it. */
export interface CityGrid {
  readonly type: 'FeatureCollection'
  readonly features: readonly GridCell[]
}

export interface Filter {
  readonly severity?: Severity
  readonly kind?: string
  /** The first nine digits of a cell's code. */
  readonly street?: string
}

export interface Street {
  readonly code: string
  readonly name: string
}

const streetDigits = 9

/** The streets of the grid in the order of their codes; with the district where two have one name. */
export function streetsOf(grid: CityGrid | undefined): readonly Street[] {
  const found = new Map<string, { readonly street: string; readonly district: string }>()
  for (const { properties } of grid?.features ?? [])
    found.set(properties.code.slice(0, streetDigits), properties)
  const names = [...found.values()].map(({ street }) => street)
  const repeated = new Set(names.filter((name, place) => names.indexOf(name) !== place))
  return [...found]
    .map(([code, { street, district }]) => ({
      code,
      name: repeated.has(street) ? `${district} ${street}` : street,
    }))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** The worst standing alarm of each device; of two as bad the newer. */
export function worstByDevice<A extends StandingAlarm>(
  alarms: readonly A[],
): ReadonlyMap<string, A> {
  const worst = new Map<string, A>()
  for (const alarm of alarms) {
    const known = worst.get(alarm.device)
    if (known === undefined || byUrgency(alarm, known) < 0) worst.set(alarm.device, alarm)
  }
  return worst
}

/** Worst first, then newest first. */
const byUrgency = (
  a: Pick<StandingAlarm, 'severity' | 'raisedAt'>,
  b: Pick<StandingAlarm, 'severity' | 'raisedAt'>,
): number => severityRank(b.severity) - severityRank(a.severity) || b.raisedAt - a.raisedAt

const firstDeadline = ({ deadlines }: Pick<OpenCase, 'deadlines'>): number =>
  Math.min(...deadlines.map(({ at }) => at))

/** The graver first, of two as grave what runs out first; what has no deadline comes after those that have one, oldest first. */
export function byGravity(a: OpenCase, b: OpenCase): number {
  const [first, second] = [firstDeadline(a), firstDeadline(b)]
  const sooner = first === second ? a.collectedAt - b.collectedAt : first - second
  return severityRank(b.severity) - severityRank(a.severity) || sooner
}

/** The middle of each cell's bounding box, for cases that know no more of their place than the cell. */
export function cellCentres(grid: CityGrid | undefined): ReadonlyMap<string, Position> {
  return new Map(
    (grid?.features ?? []).map(({ properties, geometry }) => {
      const [[west, south], [east, north]] = boundsOf(positionsOf(geometry)) ?? nowhere
      return [properties.code, [(west + east) / 2, (south + north) / 2]]
    }),
  )
}

export type Bounds = [southWest: Position, northEast: Position]
const nowhere: Bounds = [
  [0, 0],
  [0, 0],
]

function boundsOf(positions: Iterable<readonly number[]>): Bounds | undefined {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [longitude, latitude] of positions) {
    if (longitude === undefined || latitude === undefined) continue
    west = Math.min(west, longitude)
    east = Math.max(east, longitude)
    south = Math.min(south, latitude)
    north = Math.max(north, latitude)
  }
  if (west > east) return undefined
  return [
    [west, south],
    [east, north],
  ]
}

/** Of the whole city: of its grid, or where there is none of its devices. */
export function cityBounds(
  grid: CityGrid | undefined,
  devices: readonly DevicePoint[],
): Bounds | undefined {
  const cells = grid?.features ?? []
  return (
    boundsOf(cells.flatMap(({ geometry }) => positionsOf(geometry))) ??
    boundsOf(devices.map(({ longitude, latitude }) => [longitude, latitude]))
  )
}

const positionsOf = (geometry: GridCell['geometry']): readonly (readonly number[])[] =>
  geometry.type === 'Polygon' ? geometry.coordinates.flat() : geometry.coordinates.flat(2)

/** Where a case is: its own coordinates, else its device, else the middle of its cell. */
export function positionOfCase(
  { place }: Pick<OpenCase, 'place'>,
  devices: ReadonlyMap<string, DevicePoint>,
  centres: ReadonlyMap<string, Position>,
): Position | undefined {
  if (place.longitude !== undefined && place.latitude !== undefined)
    return [place.longitude, place.latitude]
  const device = place.device === undefined ? undefined : devices.get(place.device)
  if (device !== undefined) return [device.longitude, device.latitude]
  return place.cell === undefined ? undefined : centres.get(place.cell)
}

/** A thing that lacks what the filter asks for does not pass. */
const passes = (
  filter: Filter,
  thing: {
    readonly severity: Severity | undefined
    readonly kind: string | undefined
    readonly cell: string | undefined
  },
): boolean =>
  (filter.severity === undefined || thing.severity === filter.severity) &&
  (filter.kind === undefined || thing.kind === filter.kind) &&
  (filter.street === undefined || thing.cell?.startsWith(filter.street) === true)

export const filteredAlarms = <A extends StandingAlarm>(
  alarms: readonly A[],
  filter: Filter,
  devices: ReadonlyMap<string, DevicePoint>,
): readonly A[] =>
  alarms
    .filter(({ severity, device, cell }) => {
      const source = devices.get(device)
      return passes(filter, { severity, kind: source?.kind, cell: cell ?? source?.cell })
    })
    .sort(byUrgency)

export const filteredCases = <C extends OpenCase>(
  cases: readonly C[],
  filter: Filter,
  devices: ReadonlyMap<string, DevicePoint>,
): readonly C[] =>
  cases
    .filter(({ severity, place }) => {
      const source = place.device === undefined ? undefined : devices.get(place.device)
      return passes(filter, { severity, kind: source?.kind, cell: place.cell ?? source?.cell })
    })
    .sort(byGravity)

/** A device has the severity of its worst standing alarm: with a severity chosen the quiet ones are not shown. */
export const quietDevices = <D extends DevicePoint>(
  devices: readonly D[],
  filter: Filter,
): readonly D[] =>
  devices.filter(({ kind, cell }) => passes(filter, { severity: undefined, kind, cell }))

/** Rain falls on whatever stands there: of the filter only the street counts. */
export const gaugesIn = <G extends { readonly cell?: string | undefined }>(
  gauges: readonly G[],
  { street }: Pick<Filter, 'street'>,
): readonly G[] =>
  street === undefined ? gauges : gauges.filter(({ cell }) => cell?.startsWith(street) === true)

export interface AlarmingDevice {
  readonly device: DevicePoint
  readonly alarm: StandingAlarm
}

export const alarmingDevices = (
  worst: ReadonlyMap<string, StandingAlarm>,
  filter: Filter,
  devices: ReadonlyMap<string, DevicePoint>,
): readonly AlarmingDevice[] =>
  [...worst].flatMap(([id, alarm]) => {
    const device = devices.get(id)
    if (device === undefined) return []
    const { kind, cell } = device
    return passes(filter, { severity: alarm.severity, kind, cell }) ? [{ device, alarm }] : []
  })
