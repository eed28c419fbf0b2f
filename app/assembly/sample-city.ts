import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { z } from 'zod'

import { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { Device } from '../../core/device.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { DeviceId } from '../../core/identity.ts'
import { instant, type Instant } from '../../core/time.ts'
import { decodeText } from '../../core/text-file.ts'
import { readWritten } from '../../runtime/written-file.ts'
import { loadGrid } from '../../devices/files/grid.ts'
import { newCredential } from '../../devices/credentials.ts'
import { importCsv } from '../../devices/import.ts'
import type { ImportContext } from '../../devices/register/import-decision.ts'
import { mistakeText } from '../../devices/register/row-mistake.ts'
import { writeDurably } from '../../storage/durable-file.ts'

import type { Config } from '../config.ts'
import { usingRegistry } from '../engines/engines.ts'

const credentialsSchema = z.record(z.string(), z.string())

export const credentialsFile = (data: string): string =>
  join(data, 'sample-city', 'credentials.json')

export function readCredentials(file: string): ReadonlyMap<string, string> {
  return new Map(existsSync(file) ? Object.entries(written(file, credentialsSchema)) : [])
}

/** What a start wrote into the file before. */
function written<T>(file: string, schema: z.ZodType<T>): T {
  const text = readFileSync(file, 'utf8')
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    const message = `${file} is damaged; delete it, and the next start writes it anew`
    throw new UrbanBrainError('store-damaged', message, { cause })
  }
}

const devicesBytes = 128 * 2 ** 20

/** The devices of a city folder's `devices.csv`, on top of what is registered. */
export async function cityDevices(
  folder: string,
  registered: ImportContext['registered'] = new Map(),
): Promise<readonly Device[]> {
  const file = join(folder, 'devices.csv')
  const grid = await loadGrid(join(folder, 'grid.geojson'))
  const text = decodeText(await readWritten(file, devicesBytes))
  const context = { grid, crs: 'wgs84', changeKind: true, registered } as const
  const { devices, mistakes } =
    'mistake' in text
      ? {
          devices: [],
          mistakes: [{ said: text.said, ...(text.line && { place: { line: text.line } }) }],
        }
      : importCsv(text.text, context)
  if (mistakes.length > 0)
    throw new UrbanBrainError('import-invalid', `${file} has ${mistakes.length} mistakes`, {
      details: mistakes.map((mistake) => mistakeText(mistake).en),
    })
  return devices
}

/**
 * Registers the devices of the sample city and gives each a token, once. The tokens are written down for the simulator,
 * which plays the devices; a real device's token is shown once and kept by nobody.
 */
export async function prepareSampleCity(config: Config): Promise<number> {
  const { data, city } = config
  const file = credentialsFile(data)
  const known = readCredentials(file)
  const issued = new Map<DeviceId, { readonly token: string; readonly hash: string }>()
  let devices: readonly Device[] = []
  await usingRegistry(config, async (registry) => {
    // A device that people took out of service meanwhile stays so, whatever the file leaves out.
    const directory = new DeviceDirectory(registry)
    await directory.follow()
    devices = await cityDevices(city, directory)
    for (const { id } of devices) if (!known.has(id)) issued.set(id, newCredential())
    await registry.put(devices, undefined, { by: 'sample-city', at: instant(Date.now()) })
    if (issued.size > 0)
      await registry.setCredentials(new Map([...issued].map(([id, { hash }]) => [id, hash])))
  })
  if (issued.size === 0) return devices.length
  const all = {
    ...Object.fromEntries(known),
    ...Object.fromEntries([...issued].map(([id, { token }]) => [id, token])),
  }
  writeDurably(file, `${JSON.stringify(all, null, 1)}\n`)
  return devices.length
}

/** When the simulated day began: the first start decides, and later ones of the same scenario at the same speed go on with it. */
export function scenarioStart(
  data: string,
  { scenario, speed }: Config['simulators'],
  now: Instant,
): Instant {
  const file = join(data, 'sample-city', 'scenario.json')
  const played = `${scenario} ${speed}`
  // Versions before did not write down what was played.
  const schema = z.object({ startedAt: z.number(), played: z.string().optional() })
  const before = existsSync(file) ? written(file, schema) : undefined
  if (before?.played === played) return instant(before.startedAt)
  writeDurably(file, `${JSON.stringify({ startedAt: now, played })}\n`)
  return now
}
