import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { copyFile, cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { roleNames } from '../../../app/run/roles.ts'
import { loadConfig } from '../../../app/config.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { configured, deploy, present, rolesOf, textOf, variablesOf } from './files.ts'

const units = ['urban-brain.service', 'urban-brain@.service'] as const

/** The lines of a unit, a list for each key: systemd takes a key several times. */
function unitOf(name: string): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, string[]>()
  for (const line of textOf('systemd', name).split('\n')) {
    const match = /^([A-Za-z]+)=(.*)$/.exec(line)
    if (match !== null)
      lines.set(match[1] ?? '', [...(lines.get(match[1] ?? '') ?? []), match[2] ?? ''])
    else expect(line).toMatch(/^(#.*|\[[A-Z][a-z]+\]|)$/)
  }
  return lines
}

/** systemd takes one pair of quotes away from a value. */
const unquoted = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replace(/^(['"])(.*)\1$/, '$2')]),
  )

const ofUnit = (name: string) =>
  unquoted(variablesOf((unitOf(name).get('Environment') ?? []).join('\n')))
const instances = readdirSync(deploy('systemd', 'instances')).map((file) => {
  const { ROLES = '', ...own } = unquoted(variablesOf(textOf('systemd', 'instances', file)))
  const environment = {
    ...ofUnit('urban-brain@.service'),
    ...unquoted(variablesOf(textOf('systemd', 'common.env.example'))),
    ...own,
  }
  return [file, ROLES, environment] as const
})

describe.each(units)('the unit %s', (name) => {
  const unit = unitOf(name)

  test('starts a command the program has, as nobody special, and gives it time to drain', () => {
    const [command = ''] = unit.get('ExecStart') ?? []
    expect(command).toMatch(/^\/usr\/bin\/node \/opt\/urban-brain\/app\/bin\.js run --quiet/)
    rolesOf(command.replace('${ROLES}', 'broker').split(' ').slice(2))
    expect(unit.get('User')).toEqual(['urban-brain'])
    expect(unit.get('Type')).toEqual(['exec'])
    expect(unit.get('Restart')).toEqual(['on-failure'])
    expect(Number(unit.get('TimeoutStopSec')?.[0])).toBeGreaterThanOrEqual(60)
  })

  test('closes what the process does not need, and leaves the compiler of V8 its memory', () => {
    const closed = [
      ...['NoNewPrivileges', 'ProtectHome', 'PrivateTmp', 'PrivateDevices', 'PrivateUsers'],
      ...['ProtectClock', 'ProtectControlGroups', 'ProtectHostname', 'ProtectKernelLogs'],
      ...['ProtectKernelModules', 'ProtectKernelTunables', 'RestrictNamespaces'],
      ...['RestrictRealtime', 'RestrictSUIDSGID', 'LockPersonality'],
    ]
    for (const key of closed) expect([key, unit.get(key)]).toEqual([key, ['true']])
    expect(unit.get('ProtectSystem')).toEqual(['strict'])
    expect(unit.get('CapabilityBoundingSet')).toEqual([''])
    expect(unit.get('MemoryDenyWriteExecute')).toEqual(['false'])
  })

  test('writes into a folder that systemd makes for it', () => {
    const made = [
      ...(unit.get('StateDirectory') ?? []).map((folder) => `/var/lib/${folder}`),
      ...(unit.get('RuntimeDirectory') ?? []).map((folder) => `/run/${folder}`),
    ]
    expect(made).toEqual([ofUnit(name)['URBAN_BRAIN_DATA']])
  })
})

describe('the settings beside the units', () => {
  test('are accepted for the one process', () => {
    const { URBAN_BRAIN_CONFIG: file, ...environment } = ofUnit('urban-brain.service')
    expect(file).toBe('/etc/urban-brain/urban-brain.yaml')
    const config = loadConfig({ file: deploy('systemd', 'urban-brain.example.yaml'), environment })
    expect(config.data).toBe('/var/lib/urban-brain')
  })

  test.each(instances)('are accepted for %s with the roles %s', (name, roles, environment) => {
    configured(name, environment)
    expect(rolesOf(['run', '--roles', roles]).length).toBeGreaterThan(0)
  })

  test('cover every role exactly once, each with a probes port of its own', () => {
    const roles = instances.flatMap(([, list]) => rolesOf(['run', '--roles', list]))
    expect(roles.sort()).toEqual([...roleNames].sort())
    const ports = instances.flatMap(([, list, environment]) =>
      list === 'api' ? [] : [environment['URBAN_BRAIN_PROBES__PORT']],
    )
    expect(ports).not.toContain(undefined)
    expect(new Set(ports).size).toBe(ports.length)
  })

  test('name the user the units run as', () => {
    expect(textOf('systemd', 'urban-brain.sysusers.conf')).toMatch(/^u urban-brain - /m)
  })
})

if (present('systemd-analyze', '--version'))
  test('systemd-analyze finds no mistake in the units and calls them well closed', async () => {
    const folder = await temporaryFolder()
    const installed = join(folder, 'etc/systemd/system')
    await mkdir(installed, { recursive: true })
    await mkdir(join(folder, 'usr/bin'), { recursive: true })
    await copyFile('/bin/true', join(folder, 'usr/bin/node'))
    // The targets that the units name.
    const shipped = 'usr/lib/systemd/system'
    await cp(join('/', shipped), join(folder, shipped), { recursive: true, verbatimSymlinks: true })
    const files = [...units, 'urban-brain.target']
    for (const file of files) await copyFile(deploy('systemd', file), join(installed, file))
    const instance = 'urban-brain@broker.service'
    await copyFile(deploy('systemd', units[1]), join(installed, instance))
    const names = [units[0], instance, 'urban-brain.target']
    const options = { encoding: 'utf8', timeout: 20_000, stdio: 'pipe' } as const
    const verify = ['verify', `--root=${folder}`, '--man=no', ...names]
    // A key it does not know is a word on the error output and no failure.
    const { status, stderr } = spawnSync('systemd-analyze', verify, options)
    expect(stderr.split('\n').filter((line) => line.includes('urban-brain'))).toEqual([])
    expect(status).toBe(0)
    const strict = ['--offline=true', '--threshold=20', '--no-pager', `--root=${folder}`]
    for (const name of [units[0], instance])
      execFileSync('systemd-analyze', ['security', ...strict, name], options)
  })
