/** The points of the map as GeoJSON: what the layers of `map/style.ts` draw by. */
import { type Severity, severityRank } from '../../../core/severity.ts'
import type { Rain } from '../../api/types.ts'
import { crewStates, type CrewOrder, type OrderedCase } from './crews.ts'
import {
  positionOfCase,
  type AlarmingDevice,
  type DevicePoint,
  type OpenCase,
  type Position,
  type StandingAlarm,
} from './picture.ts'

/** How a device stands: its worst standing alarm before all, then whether it is in use, then whether it reports. */
export type DeviceState = Severity | 'inactive' | 'silent' | 'normal'

/** `sign` names the picture of the point, `rank` puts the worse on top. */
interface PointProperties {
  id: string
  sign: string
  rank: number
  /** To be read beside it. */
  text?: string
}

export interface Point {
  type: 'Feature'
  geometry: { type: 'Point'; coordinates: Position }
  properties: PointProperties
}

/** Mutable like the map's own types; nobody changes one that was handed over. */
export interface Points {
  type: 'FeatureCollection'
  features: Point[]
}

type Gauge = Pick<Rain['gauges'][number], 'device' | 'longitude' | 'latitude' | 'hour'>

export const noPoints: Points = { type: 'FeatureCollection', features: [] }

const pointAt = (coordinates: Position, properties: PointProperties): Point => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates },
  properties,
})

type Standing = Pick<DevicePoint, 'id' | 'active'>

export const deviceState = (
  device: Standing,
  worst: ReadonlyMap<string, StandingAlarm>,
  silent: ReadonlySet<string>,
): DeviceState => {
  const alarm = worst.get(device.id)
  return alarm === undefined ? quietState(device, silent) : alarmSign(alarm)
}

/** An alarm whose severity is not told is still an alarm. */
const alarmSign = ({ severity }: StandingAlarm): Severity => severity ?? 'blue'

function quietState({ id, active }: Standing, silent: ReadonlySet<string>): DeviceState {
  if (!active) return 'inactive'
  return silent.has(id) ? 'silent' : 'normal'
}

/** A dot for each device, whether it alarms or not: a hundred thousand of them, which no alarm and no step of the replay makes anew. */
export const quietPoints = (
  devices: readonly DevicePoint[],
  silent: ReadonlySet<string>,
): Points => ({
  type: 'FeatureCollection',
  features: devices.map((device) =>
    pointAt([device.longitude, device.latitude], {
      id: device.id,
      sign: quietState(device, silent),
      rank: 0,
    }),
  ),
})

/** The signs of devices that alarm; the map leaves out the dots of these. */
export const alarmPoints = (alarming: readonly AlarmingDevice[]): Points => ({
  type: 'FeatureCollection',
  features: alarming.map(({ device: { id, longitude, latitude }, alarm }) =>
    pointAt([longitude, latitude], {
      id,
      sign: alarmSign(alarm),
      rank: severityRank(alarm.severity),
    }),
  ),
})

/** Cases whose place is not known at all stand in the list only. */
export const casePoints = (
  cases: readonly OpenCase[],
  devices: ReadonlyMap<string, DevicePoint>,
  centres: ReadonlyMap<string, Position>,
): Points => ({
  type: 'FeatureCollection',
  features: cases.flatMap((found) => {
    const position = positionOfCase(found, devices, centres)
    if (position === undefined) return []
    const overdue = found.deadlines.some((deadline) => deadline.overdue)
    return pointAt(position, {
      id: found.id,
      sign: overdue ? `${found.severity}-overdue` : found.severity,
      rank: severityRank(found.severity) + (overdue ? 0.5 : 0),
    })
  }),
})

/** At the places of their orders, on site on top. */
export const crewPoints = (
  orders: readonly CrewOrder<OpenCase & OrderedCase>[],
  devices: ReadonlyMap<string, DevicePoint>,
  centres: ReadonlyMap<string, Position>,
): Points => ({
  type: 'FeatureCollection',
  features: orders.flatMap(({ state, of }) => {
    const position = positionOfCase(of, devices, centres)
    const rank = crewStates.length - crewStates.indexOf(state)
    return position === undefined ? [] : pointAt(position, { id: of.id, sign: state, rank })
  }),
})

/** A drop for each gauge, the wettest on top; what fell stands beside it. */
export const rainPoints = (gauges: readonly Gauge[]): Points => ({
  type: 'FeatureCollection',
  features: gauges.map(({ device: id, longitude, latitude, hour }) => {
    const wet = hour > 0
    const point = pointAt([longitude, latitude], { id, sign: wet ? 'wet' : 'dry', rank: hour })
    if (wet) point.properties.text = `${hour} mm`
    return point
  }),
})

export const onePoint = (position: Position | undefined): Points =>
  position === undefined
    ? noPoints
    : { type: 'FeatureCollection', features: [pointAt(position, { id: '', sign: '', rank: 0 })] }

/** Drawing the one after the other would change nothing: spares the map a reload of thousands of points. */
export const samePoints = (one: Points, other: Points): boolean =>
  one === other ||
  (one.features.length === other.features.length &&
    one.features.every((point, place) => {
      const compared = other.features[place]
      return compared !== undefined && samePoint(point, compared)
    }))

const samePoint = (one: Point, other: Point): boolean =>
  one.properties.id === other.properties.id &&
  one.properties.sign === other.properties.sign &&
  one.properties.rank === other.properties.rank &&
  one.geometry.coordinates[0] === other.geometry.coordinates[0] &&
  one.geometry.coordinates[1] === other.geometry.coordinates[1]
