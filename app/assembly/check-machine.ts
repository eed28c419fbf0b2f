/** For `doctor`: whether this machine can run what the configuration asks for. */
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'

import { filesOf } from '../../broker/config.ts'
import { chineseCalendar } from '../../cases/calendar/chinese-calendar.ts'
import { calendarWarning } from '../../cases/desk/calendar-watch.ts'
import { loadDispatchTable } from '../../cases/desk/city-files.ts'
import { loadMapping } from '../../cases/platform/mapping-file.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { silentObserver } from '../../core/observer.ts'
import { refusal, roomLevel, spaceText } from '../../core/room.ts'
import { days } from '../../core/time.ts'
import { loadGrid } from '../../devices/files/grid.ts'
import { lintRules, lintText } from '../../rules/tester/tester.ts'
import { Certificate, dayText, type CertificateFiles } from '../../runtime/certificate.ts'
import { openRoom } from '../../storage/room.ts'
import type { Config } from '../config.ts'
import { checkEngines } from '../engines/check-engines.ts'
import type { Finding } from '../installation/deep.ts'
import { shippedCatalogue } from '../package-root.ts'
import { systemClock } from '../run/system-clock.ts'

import { checkOutlets } from './check-outlets.ts'
import { checkBindings } from './city-bindings.ts'
import { loadCity } from './city-folder.ts'
import { learnCityKinds } from './city-kinds.ts'

/** What is well, or what will not be for long. */
type Said = string | { readonly warning: string }
type CheckAny = (what: string, work: () => Promise<Said>) => Promise<void>

export const checksInto =
  (findings: Finding[]): CheckAny =>
  async (what, work) => {
    try {
      const said = await work()
      findings.push(
        typeof said === 'string'
          ? { what, mark: 'ok', detail: said }
          : { what, mark: 'warn', detail: said.warning },
      )
    } catch (error) {
      const details =
        error instanceof UrbanBrainError
          ? error.details.map((line) => `\n      ${line}`).join('')
          : ''
      findings.push({ what, mark: 'FAIL', detail: messageOf(error) + details })
    }
  }

export async function checkMachine(config: Config, check: CheckAny): Promise<void> {
  await check('data folder', () => checkFolder(config))
  await check('city folder', async () => {
    const city = await loadCity(config.city)
    const { cells } = await loadGrid(join(config.city, 'grid.geojson'))
    const codes = new Set<string>(cells.map(({ code }) => code))
    const { units } = await loadDispatchTable(config.city, codes)
    const size = `${city.name.en}: ${cells.length} cells, ${units.size} units`
    if (config.cases.platform === undefined) return size
    const { categories } = await loadMapping(config.city, units)
    return `${size}, ${categories.length} codes of the platform`
  })
  await check('kinds', async () => {
    const added = await learnCityKinds(config.city)
    return added.length === 0 ? 'those of the program' : `the city adds ${added.join(', ')}`
  })
  await check('bindings', () => checkBindings(config))
  if (Object.keys(config.outlets).length > 0)
    await check('outlets', async () => {
      const { cells } = await loadGrid(join(config.city, 'grid.geojson'))
      return checkOutlets(
        config.outlets,
        cells.map(({ code }) => code),
      )
    })
  await check('calendar', async () => {
    const calendar = chineseCalendar(await loadCity(config.city))
    const now = systemClock.now()
    const last = new Date(calendar.ends(now) * days(1) - 1).toISOString().slice(0, 10)
    const warning = calendarWarning(calendar, now)
    return warning === undefined ? `public holidays are known until ${last}` : { warning }
  })
  await check('rules', async () => {
    const { profile } = await loadCity(config.city)
    const folder = config.rules.folder ?? shippedCatalogue()
    const found = await lintRules(folder, profile)
    if (!found.ok) throw new UrbanBrainError('rules-invalid', lintText(found))
    return `${found.rules} rules`
  })
  await checkEngines(config, check)
  await checkDoors(config, check)
}

/** The ports that must be free, and the certificates that are presented there. */
async function checkDoors({ broker, hj212, sl651, http }: Config, check: CheckAny): Promise<void> {
  const { tls } = broker
  const ports = [
    ['MQTT port', broker.host, broker.port, 'broker.port'],
    ['WebSocket port', broker.host, broker.webSocketPort, 'broker.webSocketPort'],
    ['MQTT port over TLS', tls?.host, tls?.port, 'broker.tls.port'],
    ['WebSocket port over TLS', tls?.host, tls?.webSocketPort, 'broker.tls.webSocketPort'],
    ['HJ 212 port', hj212?.host, hj212?.port, 'hj212.port'],
    ['HJ 212 port over TLS', hj212?.tls?.host, hj212?.tls?.port, 'hj212.tls.port'],
    ['SL 651 port', sl651?.host, sl651?.port, 'sl651.port'],
    ['SL 651 port over TLS', sl651?.tls?.host, sl651?.tls?.port, 'sl651.tls.port'],
    ['HTTP port', http.host, http.port, 'http.port'],
  ] as const
  for (const [what, host, port, setting] of ports)
    if (host !== undefined && typeof port === 'number')
      await check(what, () => checkPort(host, port, setting))
  const certificates = [
    ['certificate of MQTT', 'broker.tls', tls && filesOf(tls)],
    ['certificate of HJ 212', 'hj212.tls', hj212?.tls],
    ['certificate of SL 651', 'sl651.tls', sl651?.tls],
    ['certificate of HTTP', 'http.tls', http.tls],
  ] as const
  for (const [what, setting, files] of certificates)
    if (files !== undefined) await check(what, () => checkCertificate(setting, files))
}

async function checkCertificate(setting: string, files: CertificateFiles): Promise<Said> {
  const parts = { setting, files, clock: systemClock, observer: silentObserver }
  const certificate = await Certificate.open(parts)
  const warning = certificate.warning()
  return warning === undefined ? `valid until ${dayText(certificate.ends)}` : { warning }
}

export function checkNode(): Promise<string> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    return Promise.reject(new Error(`${process.version} is too old; install Node 20.19 or newer`))
  return Promise.resolve(process.version)
}

async function checkFolder({ data, storage: { reserve } }: Config): Promise<Said> {
  await mkdir(data, { recursive: true })
  const room = openRoom(data, reserve)
  const reason = refusal(room, 'readings')
  if (reason !== undefined) throw new Error(`${resolve(data)}: ${reason}`)
  const free = room.free()
  const words = `${resolve(data)}, ${spaceText(free, reserve)}`
  return roomLevel(free, reserve, 'ample') === 'ample' ? words : { warning: words }
}

function checkPort(host: string, port: number, setting: string): Promise<string> {
  return new Promise((done, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(
        new Error(
          taken
            ? `${port} is taken (perhaps by a running Urban Brain); ${setting} names another`
            : error.message,
        ),
      )
    })
    server.listen(port, host, () => server.close(() => done(`${port} is free`)))
  })
}
