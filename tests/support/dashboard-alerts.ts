/** Alert rules of Grafana as they lie in deploy/, with `$$` read as Grafana reads it. */
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

const unescaped = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll('$$', '$'))

export const alertRules = () =>
  fileSchema
    .parse(unescaped(provisioning('alerting/platform.yaml')))
    .groups.flatMap(({ rules }) => rules)

/** Variables of the environment that Grafana would put into the text: a `$` that is not doubled. */
export const environmentIn = (...path: readonly string[]): readonly string[] =>
  JSON.stringify(provisioning(...path))
    .replaceAll('$$', '')
    .match(/\$\{?\w+/g) ?? []
