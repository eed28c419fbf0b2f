/** What somebody changed in the form of a registered device, as an import of these columns says it. Pure. */
import type { Device } from '../../api/types.ts'
import { adoptionBody, isMistaken, type AdoptionFields, type Mistake } from './adoption-body.ts'
import { among, checksums, concentrations, levelOrigins, noiseZones } from './choices.ts'

/** The form as the register fills it. */
export const fieldsOf = (device: Device): AdoptionFields => ({
  kind: device.kind,
  site: device.site,
  crs: 'wgs84',
  active: device.active,
  name: device.name ?? '',
  component: device.component ?? '',
  longitude: String(device.longitude),
  latitude: String(device.latitude),
  cell: device.cell ?? '',
  zone: among(noiseZones, device.zone) ?? '',
  owner: device.owner ?? '',
  gateway: device.gateway ?? '',
  catchment: device.catchment ?? '',
  power: device.power ?? '',
  mn: device.mn ?? '',
  checksum: among(checksums, device.checksum) ?? 'standard',
  concentration: among(concentrations, device.concentration) ?? 'mg/m3',
  stationAddress: device.stationAddress ?? '',
  externalId: device.externalId ?? '',
  gaugeZero: device.gaugeZero === undefined ? '' : String(device.gaugeZero),
  levelOrigin: among(levelOrigins, device.levelOrigin) ?? 'datum',
  period: String(device.period),
  limits: Object.entries(device.limits ?? {})
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n'),
})

/** A feature of a file of devices, and in which reference system its position is. Without a position it stays where it is. */
export interface DeviceEdit {
  readonly crs: AdoptionFields['crs']
  readonly geometry: { readonly type: 'Point'; readonly coordinates: readonly number[] } | null
  readonly properties: Readonly<Record<string, unknown>>
}

export const isEdit = (edit: ReturnType<typeof editOf>): edit is DeviceEdit =>
  edit !== undefined && 'properties' in edit

/** What is emptied is null. Nothing when all is as it was. */
export function editOf(
  before: AdoptionFields,
  after: AdoptionFields,
): DeviceEdit | readonly Mistake[] | undefined {
  const [was, is] = [adoptionBody(before), adoptionBody(after)]
  if (isMistaken(is)) return is
  if (isMistaken(was)) return was
  const { crs } = after
  const { crs: _was, longitude, latitude, ...old } = was
  const { crs: _is, longitude: toLongitude, latitude: toLatitude, ...now } = is
  const moved = crs !== before.crs || toLongitude !== longitude || toLatitude !== latitude
  const [oldValues, values] = [new Map(Object.entries(old)), new Map(Object.entries(now))]
  const changed = [...new Set([...oldValues.keys(), ...values.keys()])].filter(
    (name) => JSON.stringify(oldValues.get(name)) !== JSON.stringify(values.get(name)),
  )
  if (changed.length === 0 && !moved) return undefined
  return {
    crs,
    geometry: moved ? { type: 'Point', coordinates: [toLongitude, toLatitude] } : null,
    properties: Object.fromEntries(changed.map((name) => [name, values.get(name) ?? null])),
  }
}
