import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { roleNames } from '../../../app/run/roles.ts'
import {
  configured,
  deploy,
  imageEnvironment,
  pinned,
  present,
  rolesOf,
  root,
  textOf,
  variablesOf,
  yamlOf,
} from './files.ts'

const serviceSchema = z.looseObject({
  image: z.string(),
  build: z.looseObject({ context: z.string(), dockerfile: z.string() }).optional(),
  profiles: z.array(z.string()).min(1),
  user: z.string(),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  cap_add: z.never().optional(),
  privileged: z.never().optional(),
  security_opt: z.array(z.string()),
  restart: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: z.looseObject({
    test: z.array(z.string()).optional(),
    disable: z.boolean().default(false),
  }),
  networks: z.union([
    z.array(z.string()),
    z.record(z.string(), z.looseObject({ aliases: z.array(z.string()).default([]) }).nullable()),
  ]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.looseObject({ type: z.string(), source: z.string() })).default([]),
  secrets: z.array(z.string()).default([]),
  depends_on: z
    .record(
      z.string(),
      z.object({ condition: z.literal('service_healthy'), required: z.boolean().default(true) }),
    )
    .default({}),
})

const composeSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.unknown()),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.looseObject({ file: z.string() })),
})

const source = textOf('compose.yaml')
const example = variablesOf(textOf('.env.example'))
const filled = Object.fromEntries(
  Object.entries(example).map(([name, value]) => [name, value === '' ? 's3cret' : value]),
)

/** As Compose does it, for the two forms the file uses. */
function interpolated(text: string, values: Readonly<Record<string, string>>): string {
  return text
    .replaceAll(
      /(?<!\$)\$\{([A-Z_]+)(?::([-?])((?:[^{}]|\{[^}]*\})*))?\}/g,
      (_, name: string, operator?: string, rest?: string) => {
        const value = values[name] ?? ''
        if (value !== '') return value
        if (operator === '-') return rest ?? ''
        throw new Error(`${name} is missing: ${rest ?? ''}`)
      },
    )
    .replaceAll('$$', '$')
}

const uncommented = source.replaceAll(/^\s*#.*$/gm, '')
const compose = composeSchema.parse(yamlOf(interpolated(uncommented, filled)))
const services = Object.entries(compose.services)
const ours = services.filter(([, { image }]) => image.startsWith('urban-brain:'))
const inProfile = (profile: string) => services.filter(([, s]) => s.profiles.includes(profile))

describe('the compose file', () => {
  test('has the profiles that docs/deployment.md names', () => {
    const profiles = new Set(services.flatMap(([, service]) => service.profiles))
    expect([...profiles].sort()).toEqual(
      ['core', 'edge', 'grafana', 'influx', 'kafka', 'simulated'].sort(),
    )
    const page = readFileSync(join(root, 'docs', 'deployment.md'), 'utf8')
    for (const profile of profiles) expect(page).toContain(`\`${profile}\``)
  })

  test('takes every variable from .env.example, and .env.example has no other', () => {
    const used = [...uncommented.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map(([, name]) => name ?? '')
    expect([...new Set(used)].sort()).toEqual(Object.keys(example).sort())
    expect(used.filter((name) => name.startsWith('URBAN_BRAIN_'))).toEqual([])
  })

  test('has no secret and refuses to start without them, saying what makes them', () => {
    const secrets = Object.keys(example).filter((name) => /PASSWORD|TOKEN$/.test(name))
    for (const name of Object.keys(example))
      expect([name, example[name] === '']).toEqual([name, secrets.includes(name)])
    for (const name of secrets) {
      const without = { ...filled, [name]: '' }
      expect(() => interpolated(uncommented, without)).toThrow(/prepare\.js/)
      expect(uncommented).not.toContain(`\${${name}:-`)
    }
  })

  test.each(services)(
    '%s runs pinned, without root, rights or a writable root',
    (name, service) => {
      expect(service.image).toMatch(pinned)
      expect(service.user).toMatch(/^[1-9]\d*:\d+$/)
      expect(service.security_opt).toContain('no-new-privileges:true')
      expect(service.restart).toBe('unless-stopped')
      if (name !== 'simulator') expect(service.healthcheck.test?.length).toBeGreaterThan(1)
      expect(service.healthcheck.disable).toBe(name === 'simulator')
    },
  )

  test.each(services)('%s waits only for what its profiles start and can ask', (_, service) => {
    for (const [target, { required }] of Object.entries(service.depends_on)) {
      const other = compose.services[target]
      expect(other?.healthcheck.test).toBeDefined()
      if (required) expect(service.profiles.filter((p) => !other?.profiles.includes(p))).toEqual([])
    }
  })

  test.each(services)('%s uses networks, volumes, secrets and files that exist', (_, service) => {
    const networks = Array.isArray(service.networks)
      ? service.networks
      : Object.keys(service.networks)
    expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(networks))
    expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining(service.secrets))
    for (const { type, source: from } of service.volumes)
      if (type === 'volume') expect(Object.keys(compose.volumes)).toContain(from)
      else expect([from, existsSync(deploy(from))]).toEqual([from, true])
    if (service.ports.length > 0) expect(networks).toContain('front')
  })

  test('declares no volume that nothing uses', () => {
    const used = services.flatMap(([, { volumes }]) => volumes.map(({ source: from }) => from))
    expect(Object.keys(compose.volumes).filter((name) => !used.includes(name))).toEqual([])
  })

  test.each(ours)('%s has a configuration and a command the program accepts', (name, service) => {
    const config = configured(name, { ...imageEnvironment(), ...service.environment })
    const roles = rolesOf(service.command ?? ['run', '--quiet'])
    expect(config.city).toBe('/city')
    const { test: words = [] } = service.healthcheck
    if (words.length > 0 && !service.healthcheck.disable)
      expect(words.at(-1)).toBe(roles.includes('api') ? `${config.http.port}` : '9464')
    const listening = [
      ...(roles.includes('broker') ? [config.broker.port, config.broker.webSocketPort] : []),
      ...(roles.includes('api') ? [config.http.port] : []),
    ]
    const published = service.ports.map((port) => Number(port.split(':').at(-1)))
    expect(listening).toEqual(expect.arrayContaining(published))
    expect(service.image).toBe(`urban-brain:${version}`)
  })

  const roleProfiles: readonly (readonly [string, readonly string[]])[] = [
    ['core', roleNames],
    ['influx', roleNames],
    ['kafka', roleNames],
    ['edge', ['broker', ...roleNames]],
  ]
  test.each(roleProfiles)('covers with profile %s every role', (profile, wanted) => {
    const roles = ours
      .filter(([, { profiles }]) => profiles.includes(profile))
      .flatMap(([, { command }]) => rolesOf(command ?? ['run']))
    expect(roles.sort()).toEqual([...wanted].sort())
  })

  test.each(['core', 'influx', 'kafka', 'edge'])('opens with profile %s no port twice', (name) => {
    const ports = [...inProfile(name), ...inProfile('grafana')].flatMap(([, s]) => s.ports)
    expect(ports.length).toBe(new Set(ports).size)
    expect(ports.some((port) => port.endsWith(':1883'))).toBe(true)
  })

  test('gives the desk one name for the MQTT edge, in both profiles that have one', () => {
    const host = compose.services['desk']?.environment['URBAN_BRAIN_BROKER__HOST']
    for (const profile of ['kafka', 'edge']) {
      const named = inProfile(profile).filter(
        ([, { networks }]) =>
          !Array.isArray(networks) && networks['back']?.aliases.includes(host ?? '') === true,
      )
      expect(named).toHaveLength(1)
    }
  })

  test('lets the load balancer know exactly the MQTT nodes, on the ports they have', () => {
    const text = textOf('haproxy', 'haproxy.cfg')
    const servers = [...text.matchAll(/^ {2}server (\S+) (\S+):(\d+)$/gm)]
    const nodes = ours.filter(([, { profiles, command }]) => {
      return profiles.includes('edge') && command?.includes('broker') === true
    })
    const { broker } = configured('image', imageEnvironment())
    for (const port of [broker.port, broker.webSocketPort])
      expect(servers.filter(([, , , to]) => to === `${port}`).map(([, name]) => name)).toEqual(
        nodes.map(([name]) => name),
      )
    expect(servers.every(([, name, host]) => name === host)).toBe(true)
  })

  test('gives Grafana the database the series are written to, and its token', () => {
    const { datasources } = z
      .object({
        apiVersion: z.literal(1),
        prune: z.boolean(),
        datasources: z.tuple([
          z.looseObject({
            uid: z.literal('city-influx'),
            type: z.literal('influxdb'),
            url: z.string(),
            jsonData: z.looseObject({ dbName: z.string(), httpHeaderName1: z.string() }),
            secureJsonData: z.object({ httpHeaderValue1: z.string() }),
          }),
        ]),
      })
      .parse(yamlOf(textOf('grafana', 'provisioning', 'datasources', 'influxdb.yaml')))
    const writer = compose.services['series']?.environment
    expect(datasources[0].url).toBe(writer?.['URBAN_BRAIN_INFLUX__URL'])
    expect(datasources[0].jsonData.dbName).toBe(writer?.['URBAN_BRAIN_INFLUX__DATABASE'])
    const variable = /\$\{(\w+)\}/.exec(datasources[0].secureJsonData.httpHeaderValue1)?.[1] ?? ''
    expect(Object.keys(compose.services['grafana']?.environment ?? {})).toContain(variable)
  })

  // One more look where the tool is; without it nothing is left out that the checks above do not cover.
  if (present('docker', 'compose', 'version'))
    test('is accepted by docker compose', () => {
      for (const profile of ['core', 'influx', 'kafka', 'edge'])
        execFileSync(
          'docker',
          ['compose', '--file', deploy('compose.yaml'), '--profile', profile, 'config', '--quiet'],
          { env: { ...process.env, ...filled }, timeout: 20_000 },
        )
    })
})

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
