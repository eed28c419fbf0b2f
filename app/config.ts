/**
 * One schema for the whole configuration. It is read from a YAML file and from the environment, where
 * `URBAN_BRAIN_BROKER__PORT=1884` sets `broker.port` (two underscores step down, capitals follow an underscore:
 * `MAX_PAYLOAD_BYTES` is `maxPayloadBytes`). The environment wins. Every mistake is reported at once with its path.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { z } from 'zod'

import { brokerConfigSchema } from '../broker/config.ts'
import { hj212ConfigSchema, sl651ConfigSchema } from '../broker/stations/config.ts'
import { externalBrokerConfigSchema } from '../broker/external/config.ts'
import { redisConfigSchema } from '../broker/redis/config.ts'
import { casesConfigSchema } from '../cases/config.ts'
import { roles } from '../core/actor.ts'
import { duration } from '../core/duration.ts'
import { messageOf, UrbanBrainError } from '../core/errors.ts'
import { areaSchema } from '../core/scope.ts'
import { unitIdSchema } from '../core/identity.ts'
import { minutes, seconds } from '../core/time.ts'
import { textOf } from '../core/text-file.ts'
import { certificateFilesSchema } from '../runtime/certificate.ts'
import { mistakeText, readYaml } from '../runtime/yaml-source.ts'
import { ingestConfigSchema } from '../ingest/config.ts'
import { seriesConfigSchema } from '../series/config.ts'
import { influxConfigSchema } from '../series/influxdb/config.ts'
import { rulesConfigSchema } from '../rules/config.ts'
import { simulatorsConfigSchema } from '../simulators/config.ts'
import { accessConfigSchema } from './accounts/decide/access-config.ts'
import { boundsConfigSchema } from './http/bounds.ts'
import { consoleConfigSchema } from './http/console-config.ts'
import { sessionsConfigSchema } from './http/decide/session-life.ts'
import { outletsConfigSchema } from '../outlets/config.ts'
import { kafkaConfigSchema } from '../storage/kafka/config.ts'
import { postgresConfigSchema } from '../storage/postgres/config.ts'

const tokenSchema = z.strictObject({
  name: z.string().min(1).max(64),
  role: z.enum(roles),
  /** The unit a crew acts for; who else has one sees that unit's cases alone. */
  unit: unitIdSchema.optional(),
  /** Heads of grid codes that it is limited to. */
  areas: z.array(areaSchema).min(1).readonly().optional(),
  /** SHA-256 of the token, hexadecimal. */
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'a token hash is 64 hexadecimal digits'),
})

export type AccessToken = z.output<typeof tokenSchema>

/** Such an address often holds a key. */
const hookSchema = z.url({ protocol: /^https?$/ })

const sections = z.strictObject({
  /** Folder of everything that is kept. */
  data: z.string().min(1).default('data'),
  /** File of issued tokens that all processes of a city share; without it `tokens.json` in the data folder. */
  tokens: z.string().min(1).optional(),
  /** City folder: city.yaml, grid.geojson, units.yaml, dispatch.yaml, devices.csv, and map.geojson, categories.yaml, standards.csv, patrols.csv kinds/*.yaml and bindings/*.yaml where there are any. */
  city: z.string().min(1).default('deploy/sample-city'),
  /** What the program tells of itself, a line each. */
  programLog: z
    .strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') })
    .prefault({}),
  log: z
    .strictObject({
      level: z.never({ error: 'is programLog.level now' }).optional(),
      /** The durable log refuses more than this, in bytes. */
      maxBytes: z
        .number()
        .int()
        .min(1_048_576)
        .default(20 * 2 ** 30),
    })
    .prefault({}),
  storage: z
    .strictObject({
      /** Bytes that stay free on the disk of the data folder: below it readings are refused, below a quarter everything. */
      reserve: z
        .number()
        .int()
        .min(1_048_576)
        .default(256 * 2 ** 20),
    })
    .prefault({}),
  http: boundsConfigSchema
    .extend({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535).default(8080),
      /** HTTPS on that port. */
      tls: certificateFilesSchema.optional(),
      /** Without any, tokens are made at the first start and kept in `data/tokens.json`. */
      tokens: z.array(tokenSchema).default([]),
      /** How long people stay signed in. */
      sessions: sessionsConfigSchema.prefault({}),
    })
    .prefault({}),
  access: accessConfigSchema.prefault({}),
  /** The pages for people at `/`. */
  console: consoleConfigSchema.prefault({}),
  /** Where a process that serves no API answers `/health/live`, `/health/ready` and `/metrics`. */
  probes: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535).default(9464),
    })
    .prefault({}),
  /** Signs of life to a watch outside (外部看门狗). */
  heartbeat: z
    .strictObject({
      /** Called while every part does its work. */
      hook: hookSchema.optional(),
      /** Called while one does not. */
      troubleHook: hookSchema.optional(),
      every: duration(minutes(1), seconds(1)),
      timeout: duration(seconds(10)),
    })
    .prefault({}),
  /** The durable log, and the state of the stages, instead of the data folder. */
  kafka: kafkaConfigSchema.optional(),
  /** The registers of devices and cases instead of the data folder. */
  postgres: postgresConfigSchema.optional(),
  /** The time series instead of the data folder. */
  influx: influxConfigSchema.optional(),
  /** Sessions and messages of several brokers that act as one. */
  redis: redisConfigSchema.optional(),
  /** A broker that is not ours, read instead of listening ourselves. */
  externalBroker: externalBrokerConfigSchema.optional(),
  broker: brokerConfigSchema.prefault({}),
  /** Listening for stations that speak HJ 212. */
  hj212: hj212ConfigSchema.optional(),
  /** Listening for hydrological stations, which speak SL 651. */
  sl651: sl651ConfigSchema.optional(),
  /** How messages on topics of others become readings (docs/bindings.md). */
  bindings: z
    .strictObject({
      /** Folder with one YAML document a binding; `bindings` of the city folder when left out. */
      folder: z.string().min(1).optional(),
      /** Loads the folder again when a file of it changes; a broken edit is refused and the bindings in force stay. */
      watch: z.boolean().default(true),
      /** Time between two looks at the folder. */
      watchEvery: duration(seconds(2), 100),
      /** Secrets of platforms that push, by the names that bindings call them. */
      secrets: z
        .record(z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/), z.string().min(8))
        .default({}),
      /** Pushed messages a second of one binding, and at once before that. */
      pushRate: z.number().positive().default(500),
      pushBurst: z.number().int().min(1).default(5_000),
    })
    .prefault({}),
  ingest: ingestConfigSchema.extend({ series: seriesConfigSchema.prefault({}) }).prefault({}),
  rules: rulesConfigSchema.prefault({}),
  cases: casesConfigSchema.prefault({}),
  /** Readings and alarms to systems of others (数据外送, docs/outlets.md). */
  outlets: outletsConfigSchema.default({}),
  simulators: simulatorsConfigSchema.prefault({}),
})

/** What does not go together, beside what each section checks by itself. */
export const configSchema = sections.superRefine(
  ({ kafka, postgres, influx, redis, externalBroker, access }, context) => {
    const mistake = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (access.oidc !== undefined && access.people === 'tokens')
      mistake('access.oidc', 'is of accounts; access.people says that people come with tokens')
    if (kafka !== undefined && postgres === undefined)
      mistake('postgres', 'is needed with kafka: several processes cannot share files')
    if (kafka !== undefined && influx === undefined)
      mistake('influx', 'is needed with kafka: several processes cannot share files')
    if (redis !== undefined && kafka === undefined)
      mistake('kafka', 'is needed with redis: several brokers need a log that they share')
    if (redis !== undefined && externalBroker !== undefined)
      mistake('redis', 'is of no use with externalBroker, which keeps the sessions')
  },
)

export type Config = z.output<typeof configSchema>

export interface ConfigSources {
  readonly file?: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What command-line flags say; they win over file and environment. */
  readonly overrides?: Readonly<Record<string, unknown>>
}

/** A configuration, and what each source says, as it is written there; the later wins. */
export interface Configured {
  readonly config: Config
  readonly said: { readonly file: Tree; readonly environment: Tree; readonly start: Tree }
}

export const loadConfig = (sources: ConfigSources): Config => configure(sources).config

export function configure({ file, environment, overrides = {} }: ConfigSources): Configured {
  const said = {
    file: file === undefined ? {} : readDocument(file),
    environment: fromEnvironment(environment),
    start: overrides,
  }
  const merged = Object.values(said).reduce(merge)
  const result = configSchema.safeParse(merged)
  if (!result.success) {
    const details = result.error.issues.map(describeIssue)
    throw new UrbanBrainError(
      'config-invalid',
      `the configuration has ${details.length} mistake${details.length === 1 ? '' : 's'}`,
      { details },
    )
  }
  return { config: result.data, said }
}

export type Tree = Readonly<Record<string, unknown>>

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readDocument(file: string): Tree {
  let text: string
  try {
    text = textOf(readFileSync(file))
  } catch (error) {
    throw new UrbanBrainError(
      'config-invalid',
      `${resolve(file)} cannot be read: ${messageOf(error)}`,
    )
  }
  const { value, mistakes } = readYaml(resolve(file), text)
  if (mistakes.length > 0)
    throw new UrbanBrainError('config-invalid', `${resolve(file)} cannot be read`, {
      details: mistakes.map(mistakeText),
    })
  const document = value ?? {}
  if (!isTree(document))
    throw new UrbanBrainError('config-invalid', `${resolve(file)} is not a YAML mapping`)
  return document
}

export const prefix = 'URBAN_BRAIN_'
/** Variables of the command line, not of the configuration. */
const notConfiguration = new Set(['URBAN_BRAIN_TOKEN', 'URBAN_BRAIN_URL', 'URBAN_BRAIN_CONFIG'])

function fromEnvironment(environment: ConfigSources['environment']): Tree {
  let tree: Tree = {}
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(prefix) || text === undefined || notConfiguration.has(name)) continue
    const path = name.slice(prefix.length).split('__').map(camelCase)
    tree = merge(
      tree,
      path.reduceRight<unknown>(
        (value, key) => ({ [key]: value }),
        // A secret of digits alone is a text all the same.
        path.some((name) => secretNames.has(name)) ? text : scalar(text),
      ) as Tree,
    )
  }
  return tree
}

const camelCase = (word: string): string =>
  word.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** Numbers, booleans, null and lists are written as in YAML. */
function scalar(text: string): unknown {
  const { value, mistakes } = readYaml('', text)
  return mistakes.length > 0 ? text : value
}

function merge(under: Tree, over: Tree): Tree {
  const merged: Record<string, unknown> = { ...under }
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key]
    merged[key] = isTree(below) && isTree(value) ? merge(below, value) : value
  }
  return merged
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.')
  return `${path === '' ? '(top level)' : path}: ${issue.message}`
}

const secretNames = new Set([
  'hash',
  'hook',
  'troubleHook',
  'tokenHash',
  'provisioningToken',
  'privateKey',
  'secret',
  'secrets',
  'password',
  'token',
])

const isSomething = (value: unknown): boolean =>
  value !== undefined && value !== null && !(isTree(value) && Object.keys(value).length === 0)

/** The configuration with every secret replaced, for people to read. */
export function redacted(value: unknown, key = ''): unknown {
  if (secretNames.has(key) && isSomething(value)) return '[redacted]'
  if (typeof value === 'string')
    return value
      .replace(/(:\/\/[^:/@\s]*):[^@\s]*@/, '$1:[redacted]@')
      .replaceAll(/([?&][^=&]*(?:key|token|secret|password)=)[^&\s]+/gi, '$1[redacted]')
  if (Array.isArray(value)) return value.map((item) => redacted(item))
  if (isTree(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, redacted(item, name)]),
    )
  return value
}
