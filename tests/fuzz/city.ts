/** Who is registered where the fuzzer runs. Tokens are fixed, so that what was found once can be sent again. */
import { join } from 'node:path'

import { deviceSchema, type Device } from '../../core/device.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { RegisteredDevice } from '../../core/registry.ts'
import { stationOf } from '../../core/station.ts'
import type { ActorRole } from '../../core/actor.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { hashStationPassword, hashToken } from '../../runtime/token.ts'

const device = (id: string, more: Readonly<Record<string, unknown>> = {}): Device =>
  deviceSchema.parse({
    id,
    kind: 'water',
    site: 'road',
    longitude: 123.501458,
    latitude: 29.505208,
    cell: '990102001001001',
    period: 36_000,
    active: true,
    ...more,
  })

/** The device that must be served whatever the others do; no generator knows its name. */
export const goodDevice = 'the-good-one'

export const fuzzedDevices = ['wl-1', 'wl-2', 'gw-1', 'off-1'] as const

/** By their MN. */
export const fuzzedStations = ['ST-1', 'ST-2'] as const
export const stationPassword = '123456'
/** By their addresses. */
export const fuzzedHydrological = ['0012345678', '00303A9006'] as const
export const hydrologicalPassword = '1234'

const devices: readonly Device[] = [
  device(goodDevice),
  device('wl-1'),
  device('wl-2', { gateway: 'gw-1' }),
  device('gw-1', { kind: 'gateway', site: 'cabinet' }),
  device('off-1', { active: false }),
  device('onenet-1', { kind: 'gateway', site: 'cabinet' }),
  device('ctwing-1', { kind: 'gateway', site: 'cabinet' }),
  device('nb-1', { gateway: 'onenet-1', externalId: '868508064807350' }),
  device('nb-2', { gateway: 'ctwing-1', externalId: '862592051651472' }),
  ...fuzzedStations.map((mn) => device(mn.toLowerCase(), { kind: 'dust', site: 'street', mn })),
  ...fuzzedHydrological.map((stationAddress, index) =>
    device(`rv-${index}`, { site: 'river', stationAddress, gaugeZero: 1 }),
  ),
]

export const tokenOf = (name: string): string => `fuzz-token-of-${name}`

export const people: readonly {
  readonly name: string
  readonly role: ActorRole
  readonly unit?: string
}[] = [
  { name: 'fuzz-administrator', role: 'administrator' },
  { name: 'fuzz-operator', role: 'operator' },
  { name: 'fuzz-inspector', role: 'inspector' },
  { name: 'fuzz-crew', role: 'crew', unit: 'lj-road' },
  { name: 'fuzz-service', role: 'service' },
]

export const environment: Readonly<Record<string, string>> = {
  URBAN_BRAIN_HTTP__TOKENS: JSON.stringify(
    people.map((each) => ({ ...each, hash: hashToken(tokenOf(each.name)) })),
  ),
  URBAN_BRAIN_BROKER__PROVISIONING_TOKEN: tokenOf('anybody'),
  URBAN_BRAIN_CASES__OPEN311__ENABLED: 'true',
  URBAN_BRAIN_BROKER__CONNECT_TIMEOUT: '1s',
  // All strangers come from one address here.
  URBAN_BRAIN_HJ212__STRANGERS_PER_ADDRESS: '5000',
  URBAN_BRAIN_SL651__STRANGERS_PER_ADDRESS: '5000',
  URBAN_BRAIN_HJ212__WRONG_PROOFS_PER_ADDRESS: '0',
  URBAN_BRAIN_SL651__WRONG_PROOFS_PER_ADDRESS: '0',
  URBAN_BRAIN_RULES__WATCH_EVERY: '100ms',
}

function credentialOf({ id, mn, stationAddress }: Device): string {
  if (mn !== undefined) return hashStationPassword('hj212', id, stationPassword)
  return stationAddress === undefined
    ? hashToken(tokenOf(id))
    : hashStationPassword('sl651', id, hydrologicalPassword)
}

const rows = devices.map((one): RegisteredDevice => ({
  device: one,
  credential: credentialOf(one),
  revision: 1,
}))
const rowsBy = (nameOf: (device: Device) => string | undefined) =>
  new Map(
    rows.flatMap((row): [string, RegisteredDevice][] => {
      const name = nameOf(row.device)
      return name === undefined ? [] : [[name, row]]
    }),
  )
const [byId, byStation, byExternal] = [
  rowsBy(({ id }) => id),
  rowsBy(stationOf),
  rowsBy(({ externalId }) => externalId),
]

/** The same register without a store. */
export const register = {
  get: (id: string): RegisteredDevice | undefined => byId.get(id),
  station: (name: string | undefined): RegisteredDevice | undefined => byStation.get(name ?? ''),
  external: (id: string): RegisteredDevice | undefined => byExternal.get(id),
}

export async function registerAll(data: string): Promise<void> {
  await using registry = await openSqliteRegistry(join(data, 'registry.sqlite'))
  await registry.put(devices)
  await registry.setCredentials(
    new Map(devices.map((one): [DeviceId, string] => [one.id, credentialOf(one)])),
  )
}
