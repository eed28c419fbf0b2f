/** What may import what; `docs/architecture.md` says why. */
import { readdir } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { join } from 'node:path'

import {
  cruise,
  type ICruiseResult,
  type IForbiddenRuleType,
  type IModule,
} from 'dependency-cruiser'

const siblings = [
  'broker',
  'devices',
  'ingest',
  'series',
  'rules',
  'cases',
  'simulators',
  'outlets',
] as const
const program = ['core', 'runtime', 'storage', ...siblings, 'app'] as const
const folders = [...program, 'console', 'dashboards', 'tests'] as const

/** A folder of this name stands for a technique, and is the only place that sees its packages. */
const engines: Readonly<Record<string, readonly string[]>> = {
  calendar: ['chinese-days'],
  duckdb: ['@duckdb'],
  external: ['mqtt'],
  files: [],
  influxdb: ['@influxdata'],
  kafka: ['node-rdkafka'],
  lmdb: ['lmdb', 'msgpackr'],
  memory: [],
  mqtt: ['mqtt'],
  oidc: ['openid-client'],
  postgres: ['kysely', 'pg'],
  redis: ['ioredis', 'msgpackr'],
  sql: ['kysely'],
  sqlite: ['kysely', 'libsql', 'msgpackr'],
  webhook: [],
  webpush: ['web-push'],
  xlsx: ['read-excel-file', 'write-excel-file'],
}

const oneOf = (words: readonly string[]): string => `(${words.join('|')})`
const anEngine = `[a-z]+/${oneOf(Object.keys(engines))}/`

/**
 * Folders that decide: functions of values and given instants. Nothing in them may reach a module of Node or an engine.
 * A folder `decide` may stand in any other.
 */
const decisions = [
  'core(/kinds|/hj212|/sl651|/bindings)?',
  'broker/protocol',
  'broker/rights',
  'cases/life',
  'cases/photos',
  'cases/report',
  'devices/health',
  'devices/register',
  'ingest',
  'rules/backtest',
  'rules/judging',
  'rules/language',
  'rules/why',
  'series/rollup',
  'simulators/protocol',
  'simulators/script(/(scenarios|signals|trial))?',
  '.+/decide',
]
/** Folders that run: they hold what changes, and reach the world through ports. */
const running = [
  'runtime',
  'storage',
  'broker(/(admission|edge|sessions|stations))?',
  'cases(/(desk|platform))?',
  'devices',
  'outlets',
  'rules(/(history|in-force|tester))?',
  'series',
  'simulators(/city)?',
]
/** The folders of app that pick engines; the others get ports from them. */
const composition = ['app/(assembly|engines|installation|migrate)']
const places = [
  ...decisions,
  ...running,
  ...composition,
  anEngine.slice(0, -1),
  `${oneOf(siblings)}/api`,
  'app(/(accounts|cli|http(/(ngsi-ld|sensorthings))?|run))?',
  'console(/.+)?',
  'dashboards(/.+)?',
  'tests/.+',
]

const pure = `^${oneOf(decisions)}/[^/]+$`
/** What an API takes and answers, for whoever asks it. */
const contract = `^(${oneOf(siblings)}/api|app/http)/[a-z-]*contract\\.ts$`
/** Whether the folder that a file stands in is one of the architecture. */
const belongs = (file: string): boolean =>
  new RegExp(`^${oneOf(places)}$`).test(file.slice(0, file.lastIndexOf('/')))

const text = (path: string): string => `^${path.replaceAll('.', '\\.')}$`
const packages = (...names: readonly string[]): string => `node_modules/${oneOf(names)}(/|$)`
const nodeModule = `^(node:)?${oneOf(builtinModules.map((name) => name.replaceAll('.', '\\.')))}$`
const enginePackages = [...new Set(Object.values(engines).flat())]

interface Paths {
  readonly path?: string | readonly string[]
  readonly pathNot?: string | readonly string[]
}

interface Rule {
  readonly name: string
  readonly from: Paths
  readonly to: Paths & {
    readonly circular?: true
    readonly dependencyTypesNot?: readonly 'type-only'[]
    readonly couldNotResolve?: true
  }
}

const rules: readonly Rule[] = [
  {
    name: 'core imports only core and zod',
    from: { path: '^core/' },
    to: { pathNot: ['^core/', packages('zod')] },
  },
  {
    name: 'runtime and storage import only core and themselves of our own',
    from: { path: '^(runtime|storage)/' },
    to: { path: `^${oneOf(folders)}/`, pathNot: '^(core|runtime|storage)/' },
  },
  ...siblings.map((folder): Rule => ({
    name: `${folder} sees no sibling, and not app`,
    from: { path: `^${folder}/` },
    to: { path: `^${oneOf(folders)}/`, pathNot: `^(core|runtime|storage|${folder})/` },
  })),
  {
    name: 'storage is picked by app and used by engines',
    from: { path: `^${oneOf([...siblings, 'runtime'])}/`, pathNot: `^${anEngine}` },
    to: { path: '^storage/' },
  },
  {
    name: 'console sees core, itself and the contracts of the APIs',
    from: { path: '^console/' },
    to: { path: `^${oneOf(folders)}/`, pathNot: ['^(core|console)/', contract] },
  },
  {
    name: 'a contract is a type to the console',
    from: { path: '^console/' },
    to: { path: contract, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'a contract sees core, what decides and zod',
    from: { path: contract },
    to: { pathNot: ['^core/', pure, contract, packages('zod')] },
  },
  {
    name: 'dashboards sees core and itself',
    from: { path: '^dashboards/' },
    to: { path: `^${oneOf(folders)}/`, pathNot: '^(core|dashboards)/' },
  },
  {
    name: 'the program sees nothing of console and dashboards',
    from: { path: `^${oneOf(program)}/` },
    to: { path: '^(console|dashboards)/' },
  },
  { name: 'nobody imports tests', from: { pathNot: '^tests/' }, to: { path: '^tests/' } },
  {
    // The settings of an engine are part of the configuration.
    name: 'only engines and app know engines',
    from: { path: `^${oneOf(siblings)}/`, pathNot: `^${anEngine}` },
    to: { path: `^${anEngine}`, pathNot: '/config\\.ts$' },
  },
  {
    name: 'in app only the composition picks engines',
    from: { path: '^app/', pathNot: [`^${oneOf(composition)}/`, `^${anEngine}`] },
    to: { path: `^${oneOf(siblings)}/${oneOf(Object.keys(engines))}/`, pathNot: '/config\\.ts$' },
  },
  ...enginePackages.map((name): Rule => ({
    name: `${name} stands behind a port`,
    from: {
      pathNot: [
        '^tests/',
        'node_modules',
        ...Object.keys(engines)
          .filter((engine) => engines[engine]?.includes(name) === true)
          .map((engine) => `^[a-z]+/${engine}/`),
        // How state stands in every log.
        ...(name === 'msgpackr' ? [text('storage/state-codec.ts')] : []),
      ],
    },
    to: { path: packages(name) },
  })),
  {
    name: 'MQTT is the edge: aedes and ws in broker',
    from: { pathNot: ['^tests/', '^broker/', 'node_modules'] },
    to: { path: packages('aedes', 'ws', 'mqtt-packet') },
  },
  {
    name: 'HTTP belongs to api folders and app',
    from: { pathNot: ['^tests/', '^app/', '^[a-z]+/api/', 'node_modules'] },
    to: { path: packages('fastify', '@fastify', 'fastify-type-provider-zod') },
  },
  { name: 'no cycles', from: { pathNot: 'node_modules' }, to: { circular: true } },
  {
    name: 'everything imported exists',
    from: {},
    to: { couldNotResolve: true },
  },
]

/** Every TypeScript file of the folders below `root`. */
export async function sources(root: string): Promise<readonly string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(join(root, folder), { recursive: true }).catch(() => [])
      return names.filter((name) => /\.tsx?$/.test(name)).map((name) => `${folder}/${name}`)
    }),
  )
  return found.flat().sort()
}

export interface Look {
  /** Every module seen. */
  readonly seen: ReadonlySet<string>
  /** `rule: from -> to`. */
  readonly violations: readonly string[]
}

export async function lookAt(root: string): Promise<Look> {
  const files = await sources(root)
  const { modules, summary } = await follow(root, files)
  return {
    seen: new Set(modules.map(({ source }) => source)),
    violations: [
      ...summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
      ...impure(modules),
      ...heavy(modules),
      ...files
        .filter((file) => !belongs(file))
        .map((file) => `every file belongs to a folder of the architecture: ${file}`),
    ],
  }
}

/** What decides and yet reaches a module of Node or an engine; a type of a thing that works may be named. */
function impure(modules: readonly IModule[]): readonly string[] {
  const world = new RegExp(`${nodeModule}|${packages(...enginePackages)}`)
  return reaching(modules, new RegExp(`${pure}|${contract}`), world).map(
    (way) => `what decides touches no module of Node and no engine: ${way}`,
  )
}

/** What a browser loads before it shows the city and yet checks shapes, for which it would wait. */
function heavy(modules: readonly IModule[]): readonly string[] {
  const first = /^console\/(main\.tsx|pages\/centre\/centre\.tsx)$/
  return reaching(modules, first, new RegExp(packages('zod')), ['dynamic-import']).map(
    (way) => `the first view loads no schemas: ${way}`,
  )
}

/** By what is imported for more than its types, `source -> what it reaches`. */
function reaching(
  modules: readonly IModule[],
  from: RegExp,
  to: RegExp,
  without: readonly string[] = [],
): readonly string[] {
  const imports = new Map(
    modules.map(({ source, dependencies }) => [
      source,
      dependencies
        .filter(({ dependencyTypes }) =>
          dependencyTypes.every((each) => ![...without, 'type-only'].includes(each)),
        )
        .map(({ resolved }) => resolved),
    ]),
  )
  return [...imports.keys()]
    .filter((source) => from.test(source))
    .flatMap((source) => {
      const reached = new Set([source])
      for (const each of reached) for (const next of imports.get(each) ?? []) reached.add(next)
      return [...reached].filter((each) => to.test(each)).map((each) => `${source} -> ${each}`)
    })
}

async function follow(root: string, files: readonly string[]): Promise<ICruiseResult> {
  const forbidden = rules.map((rule) => ({ ...rule, severity: 'error' }) as IForbiddenRuleType)
  const { output } = await cruise(
    [...files],
    {
      baseDir: root,
      doNotFollow: { path: 'node_modules' },
      tsPreCompilationDeps: true,
      validate: true,
      ruleSet: { forbidden },
    },
    { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  )
  return output as ICruiseResult
}
