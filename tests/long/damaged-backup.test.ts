/**
 * A system under load is stopped and saved as docs/operations.md says; the backup is damaged at random and put back. It is
 * refused by the name of the file, or runs with everything in it: never ready and empty, never ended by a signal.
 * Rounds: URBAN_BRAIN_DAMAGES, else 36.
 */
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { lockData } from '../../storage/sqlite/data-lock.ts'
import { deepCheck } from '../../app/installation/deep.ts'
import { openInstallation } from '../../app/installation/settle.ts'
import { deviceSchema, type Device } from '../../core/device.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { openDuckDbExport } from '../../series/duckdb/export.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { createRandom } from '../../simulators/script/random.ts'
import { runLoad } from '../../simulators/load.ts'
import { caughtUp } from '../support/caught-up.ts'
import { realClock } from '../support/clocks.ts'
import { damageOne } from '../support/damage.ts'
import { configOf, copyOf } from '../support/installed-folder.ts'
import {
  commandLine,
  freePort,
  launchSystem,
  register,
  type StartOptions,
} from '../support/running-system.ts'
import { png } from '../unit/cases/photos-pictures.ts'

const rounds = Number(process.env['URBAN_BRAIN_DAMAGES'] ?? 36)
const sha256 = createHash('sha256').update(png).digest('hex')

let home: string
let options: StartOptions
let backup: string
let whole: Contents
let files: readonly string[]

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'urban-brain-'))
  const data = join(home, 'data')
  backup = join(home, 'backup')
  await mkdir(data)
  const devices = Array.from({ length: 8 }, (_, index) => cover(index))
  const tokens = await register(data, devices)
  options = { data, mqttPort: await freePort(), httpPort: await freePort() }
  const system = await launchSystem(options).ready()
  const enough = new AbortController()
  let taken = 0
  const { acknowledged } = await runLoad(
    {
      port: options.mqttPort,
      devices: devices.map(({ id }) => ({ id, token: tokens.get(id) ?? '' })),
      clock: realClock,
      window: 20,
      rate: 500,
      milliseconds: 120_000,
      onAcknowledged: () => {
        if ((taken += 1) >= 1_500) enough.abort()
      },
      payload: (device, n, now) =>
        Buffer.from(
          JSON.stringify({ t: now + n, seq: n, m: { ch4: n > 40 && device < 3 ? 40 : 0 } }),
        ),
    },
    enough.signal,
  )
  expect(acknowledged).toBeGreaterThan(500)
  await fetch(`${system.httpUrl}/v1/photos`, {
    method: 'POST',
    headers: { authorization: `Bearer ${system.token('inspector')}`, 'content-type': 'image/png' },
    body: new Uint8Array(png),
  })
  expect(await commandLine(options, 'backup', backup)).toMatchObject({
    code: 1,
    error: expect.stringContaining('another Urban Brain runs on') as string,
  })
  expect(await system.stop()).toBe(0)
  expect(await commandLine(options, 'backup', backup)).toMatchObject({ code: 0 })
  whole = await contentsOf(await copyOf(backup, join(home, 'look')))
  expect(whole.readings).toBeGreaterThanOrEqual(acknowledged)
  expect(whole.cases).toBe(3)
  files = (await readdir(backup, { recursive: true })).filter(
    (name) => /\.(mdb|sqlite|duckdb|json|png)$/.test(name) && !/lock\.|backup\./.test(name),
  )
}, 400_000)
afterAll(() => rm(home, { recursive: true, force: true }))

describe('a backup that is damaged', () => {
  test(
    `at random, ${rounds} times, is found by its sums and never restored`,
    { timeout: 120_000 },
    async () => {
      const random = createRandom(20_261_128)
      for (let round = 0; round < rounds; round += 1) {
        const copy = await copyOf(backup, join(home, 'copy'))
        const { file, what } = await damageOne(copy, files, random)
        const findings = await deepCheck(configOf(copy), () => {})
        expect(findings, what).toEqual([
          { what: 'backup', mark: 'FAIL', detail: expect.stringContaining(file) as string },
        ])
      }
    },
  )

  test(
    `and has no sums is refused by name or holds everything, ${rounds} times`,
    { timeout: 240_000 },
    async () => {
      const random = createRandom(28_112_026)
      let refused = 0
      for (let round = 0; round < rounds; round += 1) {
        const copy = await copyOf(backup, join(home, 'copy'))
        await rm(join(copy, 'backup.json'))
        const { file, what } = await damageOne(copy, files, random)
        const findings = await looked(copy)
        const failed = findings.filter(({ mark }) => mark !== 'ok')
        if (failed.length > 0) {
          refused += 1
          expect(failed.map(({ detail }) => detail).join('\n'), what).toContain(nameOf(file))
        }
        const error = await started(copy)
        if (error !== undefined) {
          expect(error, what).toBeInstanceOf(UrbanBrainError)
          expect((error as Error).message, what).toContain(nameOf(file))
          expect((error as Error).message, what).not.toContain('\n')
        } else if (failed.length === 0) expect(await contentsOf(copy), what).toEqual(whole)
      }
      expect(refused).toBeGreaterThan(rounds / 3)
    },
  )

  test(
    'is refused by a start in one line, or runs with everything in it',
    { timeout: 240_000 },
    async () => {
      const random = createRandom(7)
      for (const file of [
        'log/work/data.mdb',
        'log/intake/data.mdb',
        'cases.sqlite',
        'registry.sqlite',
        'series.duckdb',
      ]) {
        const data = await copyOf(backup, join(home, 'started'))
        const { what } = await damageOne(data, [file], random)
        const launched = launchSystem({ ...options, data })
        const system = await launched.ready().catch(() => undefined)
        if (system !== undefined) await caughtUp(system)
        const code = system === undefined ? await launched.gone : await system.stop()
        if (system === undefined) {
          expect(code, what).toBe(1)
          expect(launched.said(), what).toMatch(new RegExp(`^urban-brain: .*${nameOf(file)}.*\\n$`))
        } else {
          expect(code, what).toBe(0)
          const { readings, cases, devices } = await contentsOf(data)
          expect({ cases, devices }, what).toEqual({ cases: whole.cases, devices: whole.devices })
          expect(readings, what).toBe(whole.readings)
        }
      }
    },
  )

  test('whole, is restored and goes on', { timeout: 120_000 }, async () => {
    const data = join(home, 'restored')
    const there = { ...options, data }
    expect(await commandLine(there, 'restore', backup)).toMatchObject({ code: 0 })
    expect(await contentsOf(await copyOf(data, join(home, 'look')))).toEqual(whole)
    const again = await commandLine(there, 'restore', backup)
    expect(again).toMatchObject({
      code: 2,
      error: `urban-brain: ${data} is there already; move it aside first\n`,
    })
    const system = await launchSystem(there).ready()
    expect(await system.stop()).toBe(0)
    for (const name of ['.', ...(await readdir(data, { recursive: true }))])
      expect((await stat(join(data, name))).mode & 0o077, name).toBe(0)
    expect(await commandLine(there, 'doctor', '--deep')).toMatchObject({ code: 0 })
  })

  test(
    'with one bit, is not restored, and nothing is left of the attempt',
    { timeout: 120_000 },
    async () => {
      const copy = await copyOf(backup, join(home, 'copy'))
      const path = join(copy, 'cases.sqlite')
      const bytes = await readFile(path)
      bytes[1_000] = (bytes[1_000] ?? 0) ^ 1
      await writeFile(path, bytes)
      const there = { ...options, data: join(home, 'nowhere') }
      const said = await commandLine(there, 'restore', copy)
      expect(said.code).toBe(1)
      expect(said.out).toBe(
        `FAIL  backup           1 files are not as they were saved: ${path}; take another backup\n`,
      )
      expect((await readdir(home)).filter((name) => name.startsWith('nowhere'))).toEqual([])
    },
  )
})

interface Contents {
  readonly readings: number
  readonly alarms: number
  readonly cases: number
  readonly faults: number
  readonly devices: number
  readonly photo: boolean
}

/** Counted from a copy, by engines that nobody else has open. */
async function contentsOf(folder: string): Promise<Contents> {
  const copy = await copyOf(folder, join(home, 'counted'))
  const path = join(copy, 'series.duckdb')
  await using series = await openDuckDbExport({ path, memoryLimit: '256MB', threads: 1 })
  await using cases = await openSqliteCases(join(copy, 'cases.sqlite'))
  await using registry = await openSqliteRegistry(join(copy, 'registry.sqlite'))
  const verified = await cases.verify()
  const photo = await readFile(join(copy, 'photos', sha256.slice(0, 2), `${sha256}.png`)).catch(
    () => undefined,
  )
  return {
    readings: series.readings,
    alarms: (await cases.alarms({}, 200)).items.length,
    cases: verified.cases,
    faults: verified.faults.length,
    devices: (await registry.changes(0, 1_000)).length,
    photo: photo?.equals(png) === true,
  }
}

async function looked(data: string) {
  try {
    using _lock = lockData(data)
    return await deepCheck(configOf(data), () => {})
  } catch (error) {
    return [{ what: 'lock', mark: 'FAIL' as const, detail: String(error) }]
  }
}

async function started(data: string): Promise<unknown> {
  try {
    using _installation = await openInstallation(configOf(data))
    return undefined
  } catch (error) {
    return error
  }
}

/** By which a line names the file: volumes by their folder too. */
const nameOf = (file: string): string =>
  file.endsWith('.png')
    ? sha256.slice(0, 8)
    : file.includes('data.mdb')
      ? (file.split('/')[1] ?? '')
      : basename(file)

function cover(index: number): Device {
  return deviceSchema.parse({
    id: `manhole-00000${index}`,
    kind: 'manhole',
    site: 'road',
    component: `990102010300000${index}`,
    longitude: 120,
    latitude: 30,
    cell: '990102001001001',
    period: 3_600,
    active: true,
  })
}
