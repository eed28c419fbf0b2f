/** Dashboards as Grafana reads them, and what it makes of their queries before it sends them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { z } from 'zod'

import { rendered } from '../../dashboards/all.ts'
import { cityNames } from '../../dashboards/city-names.ts'
import { limitsFrom, type Limits } from '../../dashboards/limits.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export const shippedLimits = (): Limits =>
  limitsFrom(readFileSync(join(root, 'rules/catalogue/limits.yaml'), 'utf8'))

/** Of the sample city and the rules of the program. */
const shippedNames = () =>
  cityNames(join(root, 'deploy/sample-city'), join(root, 'rules/catalogue'))

const target = z.looseObject({
  refId: z.string(),
  datasource: z.looseObject({ type: z.string(), uid: z.string() }).optional(),
  query: z.string().optional(),
  resultFormat: z.string().optional(),
  alias: z.string().optional(),
})

const panel = z.looseObject({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  datasource: z.looseObject({ uid: z.string() }).optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  interval: z.string().optional(),
  timeFrom: z.string().optional(),
  repeat: z.string().optional(),
  targets: z.array(target).default([]),
  fieldConfig: z
    .looseObject({ defaults: z.looseObject({ unit: z.string().optional() }) })
    .optional(),
  panels: z.array(z.unknown()).optional(),
})

const variable = z.looseObject({
  name: z.string(),
  type: z.string(),
  label: z.string(),
  query: z.string(),
  multi: z.boolean().default(false),
  allValue: z.string().optional(),
  regex: z.string().optional(),
  refresh: z.number().optional(),
  datasource: z.looseObject({ uid: z.string() }).optional(),
})

const dashboard = z.looseObject({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  schemaVersion: z.number(),
  editable: z.boolean(),
  timezone: z.string(),
  tags: z.array(z.string()),
  time: z.object({ from: z.string(), to: z.string() }),
  panels: z.array(panel),
  templating: z.object({ list: z.array(variable) }),
  annotations: z
    .looseObject({ list: z.array(z.looseObject({ name: z.string(), target })).default([]) })
    .optional(),
})

export type PanelModel = z.output<typeof panel>
export type VariableModel = z.output<typeof variable>
export type DashboardModel = z.output<typeof dashboard>

export interface NamedDashboard {
  /** `zh-CN/ub-wall-zh.json`. */
  readonly file: string
  readonly model: DashboardModel
}

const asDashboard = (text: string): DashboardModel => dashboard.parse(JSON.parse(text))

export const allDashboards = (): readonly NamedDashboard[] =>
  [...rendered({ limits: shippedLimits(), names: shippedNames() })].map(([file, text]) => ({
    file,
    model: asDashboard(text),
  }))

export const drawnPanels = ({ panels }: DashboardModel): readonly PanelModel[] =>
  panels.filter(({ type }) => type !== 'row')

/** Every query of a dashboard with where it stands. */
export const queriesOf = (model: DashboardModel): readonly { where: string; query: string }[] => [
  ...drawnPanels(model).flatMap(({ title, targets }) =>
    targets.map(({ refId, query = '' }) => ({ where: `${title} ${refId}`, query })),
  ),
  ...model.templating.list
    .filter(({ type }) => type === 'query')
    .map(({ name, query }) => ({ where: `variable ${name}`, query })),
  ...(model.annotations?.list ?? []).flatMap(({ name, target: { query } }) =>
    query === undefined ? [] : [{ where: `annotation ${name}`, query }],
  ),
]

/** What somebody chose: several values, one, or all of them by the custom value for all. */
export type Chosen = string | readonly string[] | { readonly all: string }
export type Choices = ReadonlyMap<string, Chosen>

/** `escapeRegex` of Grafana's data package. */
const escaped = (value: string): string => value.replaceAll(/[\\^$*+?.()|[\]{}/]/g, String.raw`\$&`)

/**
 * `InfluxDatasource.interpolateQueryExpr` of Grafana: values of a variable that takes several are always escaped, those of
 * another only where it stands in a regular expression. A custom value for all is put in as it is.
 */
function interpolated(chosen: Chosen, { name, multi }: VariableModel, query: string): string {
  if (typeof chosen === 'object' && 'all' in chosen) return chosen.all
  if (multi) {
    if (typeof chosen !== 'string') return `(${chosen.map(escaped).join('|')})`
    return Number.isNaN(Number.parseFloat(chosen)) ? escaped(chosen) : chosen
  }
  const value = typeof chosen === 'string' ? chosen : (chosen[0] ?? '')
  const expressions = query.match(/(?<=\/).+?(?=\/)/g) ?? []
  return expressions.some((each) => each.includes(`$${name}`)) ? escaped(value) : value
}

const reference = /\$(\w+)|\$\{(\w+)(?::\w+)?\}/g

export interface Range {
  /** Milliseconds since 1970. */
  readonly from: number
  readonly to: number
}

/** `Query.Build` of Grafana's backend, after the variables of its front end. */
export function substituted(
  query: string,
  variables: readonly VariableModel[],
  choices: Choices,
  { from, to }: Range,
  interval: number,
): string {
  const filled = query.replaceAll(reference, (whole, plain?: string, braced?: string) => {
    const name = plain ?? braced
    const model = variables.find((each) => each.name === name)
    const chosen = name === undefined ? undefined : choices.get(name)
    return model === undefined || chosen === undefined ? whole : interpolated(chosen, model, query)
  })
  const text = intervalText(interval)
  return filled
    .replaceAll('$timeFilter', () => `time >= ${from}ms and time <= ${to}ms`)
    .replaceAll('$interval', () => text)
    .replaceAll('$__interval_ms', () => String(interval))
    .replaceAll('$__interval', () => text)
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const units = [
  ['d', day],
  ['h', hour],
  ['m', minute],
  ['s', second],
] as const

const intervalText = (milliseconds: number): string => {
  const [name, length] = units.find(([, size]) => milliseconds % size === 0) ?? ['ms', 1]
  return `${milliseconds / length}${name}`
}

/** `30d`, `5m`, `1h` in milliseconds. */
function lengthOf(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)([dhms])$/.exec(text) ?? []
  const length = units.find(([name]) => name === unit)?.[1]
  if (length === undefined) throw new Error(`not a length of time: ${text}`)
  return Number(number) * length
}

/** The round steps that Grafana takes for `$__interval`. */
const steps = [
  10, 15, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200,
  86_400,
].map((seconds) => seconds * second)

/** The least step of the data source is 10 s; a panel of usual width takes about 500 points. */
export const intervalOf = ({ from, to }: Range, least = '10s'): number =>
  Math.max(lengthOf(least), steps.findLast((step) => step <= (to - from) / 500) ?? 0)

/** The time a dashboard or a panel of it shows at `now`. */
export function rangeOf(model: DashboardModel, shown: PanelModel | undefined, now: number): Range {
  if (shown?.timeFrom !== undefined) return { from: now - lengthOf(shown.timeFrom), to: now }
  const { from } = model.time
  // Today so far; ten minutes at least, so that a test shortly after midnight has a today.
  if (from === 'now/d') return { from: Math.min(midnight(now), now - 10 * minute), to: now }
  return { from: now - lengthOf(from.replace('now-', '')), to: now }
}

const eastOfGreenwich = 8 * hour
const midnight = (now: number): number =>
  Math.floor((now + eastOfGreenwich) / day) * day - eastOfGreenwich
