/** What may import what; `docs/architecture.md` says why. */
import { readdir } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { join } from 'node:path'

import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'

const siblings = ['broker', 'ingest', 'rules', 'cases', 'simulators'] as const
const folders = ['core', 'storage', ...siblings, 'app', 'console', 'dashboards', 'tests'] as const

/**
 * Files that decide: functions of values and given instants. Not they nor anything they reach may touch a module of
 * Node or an engine.
 */
export const pureFiles = [
  'app/installation/decide.ts',
  'app/installation/fit.ts',
  'app/installation/words.ts',
  'app/line-budget.ts',
  'core/codecs.ts',
  'core/content.ts',
  'core/operations.ts',
  'core/plain-text.ts',
  'core/room.ts',
  'core/text-file.ts',
  'core/time.ts',
  'core/topics.ts',
  'app/http/origin.ts',
  'app/http/session-life.ts',
  'broker/filters.ts',
  'broker/packets.ts',
  'broker/receipt.ts',
  'broker/rights.ts',
  'broker/token-bucket.ts',
  'broker/topics.ts',
  'cases/case.ts',
  'cases/correlate.ts',
  'cases/decide.ts',
  'cases/dispatch.ts',
  'cases/decision-context.ts',
  'cases/ending.ts',
  'cases/evolve.ts',
  'cases/grown.ts',
  'cases/feed-shares.ts',
  'cases/festivals.ts',
  'cases/hash-chain.ts',
  'cases/history.ts',
  'cases/jpeg.ts',
  'cases/measured.ts',
  'cases/notice.ts',
  'cases/operations.ts',
  'cases/passed.ts',
  'cases/pending.ts',
  'cases/photos.ts',
  'cases/png.ts',
  'cases/refusals.ts',
  'cases/report.ts',
  'cases/webp.ts',
  'cases/windows.ts',
  'cases/working-time.ts',
  'ingest/accounting.ts',
  'ingest/aggregate.ts',
  'ingest/rollup.ts',
  'ingest/dead-letters.ts',
  'ingest/fault-values.ts',
  'ingest/device-row.ts',
  'ingest/earlier-clocks.ts',
  'ingest/fleet-health.ts',
  'ingest/grid.ts',
  'ingest/health.ts',
  'ingest/import-decision.ts',
  'ingest/instants.ts',
  'ingest/neighbours.ts',
  'ingest/newest-first.ts',
  'ingest/normalise.ts',
  'ingest/operations.ts',
  'ingest/refused.ts',
  'ingest/repeats-bytes.ts',
  'ingest/repeats.ts',
  'ingest/slots.ts',
  'ingest/status.ts',
  'ingest/telemetry.ts',
  'ingest/unproven.ts',
  'ingest/values.ts',
  'rules/absence.ts',
  'rules/basis.ts',
  'rules/city-clock.ts',
  'rules/condition.ts',
  'rules/device-advice.ts',
  'rules/course.ts',
  'rules/device-rules.ts',
  'rules/judge.ts',
  'rules/judgement.ts',
  'rules/listening.ts',
  'rules/migration.ts',
  'rules/period-edge.ts',
  'rules/possible.ts',
  'rules/reach.ts',
  'rules/rebase.ts',
  'rules/rule.ts',
  'rules/rule-window.ts',
  'rules/settlement.ts',
  'rules/state.ts',
  'rules/step.ts',
  'rules/three-valued.ts',
  'rules/thresholds.ts',
  'rules/timers.ts',
  'rules/window.ts',
  'simulators/ground-truth.ts',
  'simulators/mqtt-bytes.ts',
  'simulators/random.ts',
  'simulators/scenario.ts',
  'simulators/signals.ts',
  'simulators/timeline.ts',
] as const

/** Composition: the files that pick adapters, and the two commands that read a city folder before anything runs. */
const composition = [
  'app/assemble',
  'app/assemble-desk',
  'app/engines',
  'app/installation/deep',
  'app/installation/examine',
  'app/installation/settle',
  'app/installation/stores',
  'app/sample-city',
  'app/cli/doctor',
  'app/cli/check-engines',
  'app/migrate/source',
  'app/migrate/target',
]
/** The lock of the data folder is the lock of an SQLite file. */
const engineUsers = ['storage/', '[a-z]+/adapters/', 'app/data-lock\\.ts$']

const oneOf = (words: readonly string[]): string => `(${words.join('|')})`
const text = (path: string): string => `^${path.replaceAll('.', '\\.')}$`
const packages = (...names: readonly string[]): string => `node_modules/${oneOf(names)}(/|$)`
const nodeModule = `^(node:)?${oneOf(builtinModules.map((name) => name.replaceAll('.', '\\.')))}$`
const engines = packages(
  'lmdb',
  'msgpackr',
  'libsql',
  '@duckdb',
  'kysely',
  'pg',
  'node-rdkafka',
  'ioredis',
  '@influxdata',
)

interface Paths {
  readonly path?: string | readonly string[]
  readonly pathNot?: string | readonly string[]
}

interface Rule {
  readonly name: string
  readonly from: Paths
  readonly to: Paths & {
    readonly circular?: true
    readonly couldNotResolve?: true
    readonly reachable?: true
  }
}

const rules: readonly Rule[] = [
  {
    name: 'core imports only core and zod',
    // But for what reads the files that people write.
    from: {
      path: '^core/',
      pathNot: ['written-file', 'yaml-source'].map((one) => text(`core/${one}.ts`)),
    },
    to: { pathNot: ['^core/', packages('zod')] },
  },
  {
    name: 'storage imports only core of our own',
    from: { path: '^storage/' },
    to: { path: `^${oneOf(folders)}/`, pathNot: '^(core|storage)/' },
  },
  ...siblings.map((folder): Rule => ({
    name: `${folder} sees no sibling, no storage but for its adapters, and not app`,
    from: { path: `^${folder}/` },
    to: {
      path: `^${oneOf(folders)}/`,
      pathNot: [`^(core|${folder})/`, `^storage/(sql|sqlite)\\.ts$`, `^storage/postgres/`],
    },
  })),
  {
    name: 'storage is picked by app and used by adapters',
    from: { path: `^${oneOf(siblings)}/`, pathNot: '^[a-z]+/adapters/' },
    to: { path: '^storage/' },
  },
  ...['console', 'dashboards'].map((folder): Rule => ({
    name: `${folder} sees core and itself`,
    from: { path: `^${folder}/` },
    to: { path: `^${oneOf(folders)}/`, pathNot: `^(core|${folder})/` },
  })),
  {
    name: 'the program sees nothing of console and dashboards',
    from: { path: `^${oneOf(['core', 'storage', ...siblings, 'app'])}/` },
    to: { path: '^(console|dashboards)/' },
  },
  { name: 'nobody imports tests', from: { pathNot: '^tests/' }, to: { path: '^tests/' } },
  {
    name: 'only adapters and app know adapters',
    from: { path: `^${oneOf(siblings)}/`, pathNot: '^[a-z]+/adapters/' },
    to: { path: '^[a-z]+/adapters/' },
  },
  {
    name: 'in app only the composition picks adapters',
    from: { path: '^app/', pathNot: [`^${oneOf(composition)}\\.ts$`, '^app/adapters/'] },
    to: { path: '^[a-z]+/adapters/' },
  },
  {
    name: 'engines stand behind ports',
    from: { pathNot: ['^tests/', `^${oneOf(engineUsers)}`, 'node_modules'] },
    to: { path: engines },
  },
  {
    name: 'MQTT is the edge: aedes and ws in broker, the client in adapters',
    from: { pathNot: ['^tests/', '^broker/', '^[a-z]+/adapters/', 'node_modules'] },
    to: { path: packages('aedes', 'ws', 'mqtt', 'mqtt-packet') },
  },
  {
    name: 'HTTP belongs to api files and app',
    from: { pathNot: ['^tests/', '^app/', '^[a-z]+/api(/|\\.ts$)', 'node_modules'] },
    to: { path: packages('fastify', '@fastify', 'fastify-type-provider-zod') },
  },
  { name: 'no cycles', from: { pathNot: 'node_modules' }, to: { circular: true } },
  {
    name: 'everything imported exists',
    from: {},
    to: { couldNotResolve: true },
  },
]

/** Holds for what is left when the types are gone: a pure file may name the type of a thing that works. */
const rulesAtWork: readonly Rule[] = [
  {
    name: 'what decides touches no module of Node and no engine',
    from: { path: pureFiles.map(text) },
    to: { path: [nodeModule, engines], reachable: true },
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
  const asWritten = await follow(root, files, rules, true)
  const atWork = await follow(root, files, rulesAtWork, false)
  return {
    seen: new Set(asWritten.modules.map(({ source }) => source)),
    violations: [asWritten, atWork].flatMap(({ summary }) =>
      summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
    ),
  }
}

async function follow(
  root: string,
  files: readonly string[],
  wanted: readonly Rule[],
  types: boolean,
): Promise<ICruiseResult> {
  const forbidden = wanted.map((rule) => ({ ...rule, severity: 'error' }) as IForbiddenRuleType)
  const { output } = await cruise(
    [...files],
    {
      baseDir: root,
      doNotFollow: { path: 'node_modules' },
      tsPreCompilationDeps: types,
      validate: true,
      ruleSet: { forbidden },
    },
    { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  )
  return output as ICruiseResult
}
