/** Alert rules of Grafana as they lie in deploy/, and what Grafana makes of them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parse } from 'yaml'
import { z } from 'zod'

import { root } from './dashboards.ts'

const step = z.object({
  refId: z.string(),
  datasourceUid: z.enum(['city-influx', '__expr__']),
  relativeTimeRange: z.object({ from: z.number(), to: z.literal(0) }).optional(),
  model: z.looseObject({
    refId: z.string(),
    query: z.string().optional(),
    expression: z.string().optional(),
    intervalMs: z.number().optional(),
    type: z.string().optional(),
  }),
})

const rule = z.object({
  uid: z.string().regex(/^[a-z-]{1,40}$/),
  title: z.string(),
  condition: z.string(),
  for: z.string(),
  noDataState: z.enum(['Alerting', 'OK']),
  execErrState: z.literal('Alerting'),
  labels: z.object({ team: z.literal('platform'), severity: z.enum(['critical', 'warning']) }),
  annotations: z.object({
    summary: z.string(),
    description: z.string(),
    __dashboardUid__: z.string(),
    __panelId__: z.string(),
  }),
  data: z.array(step).min(2),
})

const fileSchema = z.object({
  apiVersion: z.literal(1),
  groups: z.array(
    z.object({
      orgId: z.literal(1),
      name: z.string(),
      folder: z.string(),
      interval: z.string(),
      rules: z.array(rule),
    }),
  ),
})

export const provisioning = (...path: readonly string[]): unknown =>
  parse(readFileSync(join(root, 'deploy/grafana/provisioning', ...path), 'utf8'))

/**
 * `pkg/services/provisioning` of Grafana since 9.1: `$NAME` and `${NAME}` are variables of its environment and `$$` is a `$`,
 * but for what stands below `model`, which is taken as it is.
 */
function asGrafanaReads(value: unknown, key = ''): unknown {
  if (key === 'model') return value
  if (typeof value === 'string')
    return value.replaceAll(/\$(?:(\$)|\{?\w+\}?)/g, (_, dollar?: string) => dollar ?? '')
  if (Array.isArray(value)) return value.map((each) => asGrafanaReads(each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, asGrafanaReads(each, name)]),
  )
}

/** Folders that alert rules make by their title. */
export const alertFolders = (): readonly string[] =>
  fileSchema.parse(provisioning('alerting/platform.yaml')).groups.map(({ folder }) => folder)

export const alertRules = (file: unknown = provisioning('alerting/platform.yaml')) =>
  fileSchema.parse(asGrafanaReads(file)).groups.flatMap(({ rules }) => rules)

type AlertRule = ReturnType<typeof alertRules>[number]

/** What Grafana would refuse in a rule each time it evaluates it. */
export function refusals({ data }: AlertRule): readonly string[] {
  const references = data.map(({ refId }) => refId)
  return data.flatMap(({ refId, model: { query, expression = '', type } }) => {
    if (query !== undefined) {
      const sent = query.replaceAll('$timeFilter', 'time > 0').replaceAll('$__interval', '1m')
      // A second `$` is left over where the macro was, and InfluxDB misses its parameter.
      return sent.includes('$') ? [`${refId}: error parsing query: ${sent}`] : []
    }
    const names =
      type === 'math' ? [...expression.matchAll(/\$(\W|\w+)/g)] : [[expression, expression]]
    return names.flatMap(([, name = '']) =>
      references.includes(name) ? [] : [`${refId}: incomplete variable ${name}`],
    )
  })
}

/** Variables of its environment that Grafana would put into the text. */
export const environmentIn = (...path: readonly string[]): readonly string[] => {
  const outside = JSON.stringify(provisioning(...path), (key, value: unknown) =>
    key === 'model' ? undefined : value,
  )
  return outside.replaceAll('$$', '').match(/\$\{?\w+/g) ?? []
}
