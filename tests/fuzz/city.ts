/** Who is registered where the fuzzer runs. Tokens are fixed, so that what was found once can be sent again. */
import { join } from 'node:path'

import { deviceSchema, type Device } from '../../core/device.ts'
import type { DeviceId } from '../../core/identity.ts'
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

const devices: readonly Device[] = [
  device(goodDevice),
  device('wl-1'),
  device('wl-2', { gateway: 'gw-1' }),
  device('gw-1', { kind: 'gateway', site: 'cabinet' }),
  device('off-1', { active: false }),
  ...fuzzedStations.map((mn) => device(mn.toLowerCase(), { kind: 'dust', site: 'street', mn })),
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
  URBAN_BRAIN_RULES__WATCH_EVERY: '100ms',
}

export async function registerAll(data: string): Promise<void> {
  await using registry = await openSqliteRegistry(join(data, 'registry.sqlite'))
  await registry.put(devices)
  await registry.setCredentials(
    new Map(
      devices.map(({ id, mn }): [DeviceId, string] => [
        id,
        mn === undefined ? hashToken(tokenOf(id)) : hashStationPassword(id, stationPassword),
      ]),
    ),
  )
}
