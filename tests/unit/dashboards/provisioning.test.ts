import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { programEvents } from '../../../core/program-events.ts'
import { gauges } from '../../../core/observer.ts'
import {
  alertFolders,
  alertRules,
  environmentIn,
  provisioning,
  refusals,
} from '../../support/dashboard-alerts.ts'
import { allDashboards, root } from '../../support/dashboards.ts'

const providersSchema = z.object({
  apiVersion: z.literal(1),
  providers: z.array(
    z.object({
      name: z.string(),
      orgId: z.literal(1),
      folder: z.string(),
      folderUid: z.string(),
      type: z.literal('file'),
      disableDeletion: z.literal(true),
      allowUiUpdates: z.literal(false),
      updateIntervalSeconds: z.number().min(10),
      options: z.strictObject({ path: z.string().startsWith('/etc/grafana/dashboards/') }),
    }),
  ),
})

const { providers } = providersSchema.parse(provisioning('dashboards/city.yaml'))
const models = allDashboards().map(({ model }) => model)

describe('the folders that Grafana loads', () => {
  test('are those that lie in dashboards/json, each in a folder of its own', () => {
    const loaded = providers.map(({ options }) => basename(options.path))
    expect(loaded.toSorted()).toEqual(readdirSync(join(root, 'dashboards/json')).toSorted())
    expect(new Set(providers.map(({ folder }) => folder)).size).toBe(loaded.length)
    expect(new Set(providers.map(({ folderUid }) => folderUid)).size).toBe(loaded.length)
  })

  test('are not those that alerts make, by a title, before them', () => {
    for (const folder of alertFolders())
      expect(providers.map((each) => each.folder)).not.toContain(folder)
  })

  test('take nothing from the environment', () => {
    expect(environmentIn('dashboards/city.yaml')).toEqual([])
  })
})

describe('the alerts of the platform', () => {
  const rules = alertRules()

  test('end in a condition that rests on a query', () => {
    for (const { uid, condition, data } of rules) {
      const references = data.map(({ refId }) => refId)
      expect(new Set(references).size, uid).toBe(references.length)
      expect(references.at(-1), uid).toBe(condition)
      for (const { refId, datasourceUid, model, relativeTimeRange } of data) {
        expect(model.refId, uid).toBe(refId)
        const asks = datasourceUid === 'city-influx'
        expect(model.query !== undefined, uid).toBe(asks)
        expect(relativeTimeRange !== undefined, uid).toBe(asks)
        if (asks) continue
        const used = [...(model.expression ?? '').matchAll(/\b([A-Z])\b/g)].map(([, name]) => name)
        expect(used, uid).not.toEqual([])
        expect(references, uid).toEqual(expect.arrayContaining(used))
      }
    }
  })

  test('are evaluated without an error', () => {
    expect(rules.flatMap((rule) => refusals(rule).map((why) => `${rule.uid} ${why}`))).toEqual([])
  })

  test('would not be, were a `$` of a model written twice', () => {
    const text = JSON.stringify(provisioning('alerting/platform.yaml')).replaceAll('$', '$$$$')
    for (const rule of alertRules(JSON.parse(text)))
      expect(refusals(rule), rule.uid).not.toEqual([])
  })

  test('watch the platform and leave the city to the rules', () => {
    const metrics = { ...programEvents, ...gauges }
    for (const { uid, data } of rules) {
      for (const { model } of data) {
        if (model.query === undefined) continue
        expect(model.query, uid).toContain('FROM "events"."process"')
        expect(model.query.slice(model.query.lastIndexOf('SELECT')), uid).toContain('$timeFilter')
        for (const [, name = ''] of model.query.matchAll(/"name" = '([^']+)'/g)) {
          expect(Object.keys(metrics), uid).toContain(name)
        }
      }
    }
  })

  test('one of them speaks when nothing comes at all', () => {
    expect(rules.filter(({ noDataState }) => noDataState === 'Alerting')).toHaveLength(1)
  })

  test('lead to a panel that is there', () => {
    for (const { uid, annotations } of rules) {
      const model = models.find((each) => each.uid === annotations.__dashboardUid__)
      const numbers = model?.panels.map(({ id }) => String(id))
      expect(numbers, uid).toContain(annotations.__panelId__)
    }
  })

  test('take nothing from the environment', () => {
    expect(environmentIn('alerting/platform.yaml')).toEqual([])
  })
})
