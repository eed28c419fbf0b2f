import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import units from '@grafana/grafana-foundation-sdk/units'
import { describe, expect, test } from 'vitest'

import { programEvents } from '../../../core/program-events.ts'
import { gauges } from '../../../core/observer.ts'
import { isQuantity } from '../../../core/quantities.ts'
import { operationsMeasurements } from '../../../core/operations.ts'
import { kindNames } from '../../../core/kinds.ts'
import { rendered } from '../../../dashboards/all.ts'
import { limitsFrom } from '../../../dashboards/limits.ts'
import {
  allDashboards,
  drawnPanels,
  queriesOf,
  root,
  shippedLimits,
  substituted,
  type DashboardModel,
  type VariableModel,
} from '../../support/dashboards.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const dashboards = allDashboards()
const models = dashboards.map(({ model }) => model)
const panels = models.flatMap((model) =>
  drawnPanels(model).map((panel) => ({ where: `${model.uid}: ${panel.title}`, panel })),
)
const queries = models.flatMap((model) =>
  queriesOf(model).map(({ where, query }) => ({ where: `${model.uid}: ${where}`, query })),
)
/** Of a list with places, those that break a rule. */
const broken = <T extends { readonly where: string }>(
  all: readonly T[],
  rule: (one: T) => boolean,
) => all.filter((one) => !rule(one)).map(({ where }) => where)

describe('every panel', () => {
  test('says what it is in a title and a description of its own', () => {
    expect(
      broken(panels, ({ panel: { title, description = '' } }) => {
        return title.trim() !== '' && description.trim().length > 4 && title !== description
      }),
    ).toEqual([])
  })

  test('has a unit that Grafana knows, or one that is written out', () => {
    const known = new Set<unknown>(Object.values(units))
    const used = panels.map(({ where, panel }) => ({
      where,
      unit: panel.fieldConfig?.defaults.unit,
    }))
    expect(
      broken(used, ({ unit = '' }) => /^(?:suffix|time):\S/.test(unit) || known.has(unit)),
    ).toEqual([])
  })

  test('asks the city for its data, in every target too', () => {
    expect(
      broken(panels, ({ panel: { datasource, targets } }) => {
        const sources = [datasource?.uid, ...targets.map((each) => each.datasource?.uid)]
        return targets.length > 0 && sources.every((uid) => uid === 'city-influx')
      }),
    ).toEqual([])
  })

  test('lies inside the 24 columns and over no other', () => {
    for (const { panels: all, uid } of models) {
      const taken = new Map<string, string>()
      for (const { title, gridPos } of all) {
        const { x, y, w, h } = gridPos
        expect(x + w, `${uid}: ${title}`).toBeLessThanOrEqual(24)
        for (let column = x; column < x + w; column += 1) {
          for (let row = y; row < y + h; row += 1) {
            const cell = `${column}/${row}`
            expect(taken.get(cell), `${uid}: ${title}`).toBeUndefined()
            taken.set(cell, title)
          }
        }
      }
    }
  })

  test('has a number of its own in its dashboard', () => {
    for (const { uid, panels: all } of models) {
      const numbers = all.map(({ id }) => id)
      expect(new Set(numbers).size, uid).toBe(numbers.length)
    }
  })
})

/** What InfluxQL has on 1.8, 2.x and 3 Core alike, of its functions that a dashboard may need. */
const portable = new Set(
  ['count', 'distinct', 'mean', 'median', 'mode', 'spread', 'stddev', 'sum', 'first', 'last', 'min']
    .concat(['max', 'top', 'bottom', 'percentile', 'derivative', 'non_negative_derivative'])
    .concat(['difference', 'non_negative_difference', 'moving_average', 'cumulative_sum'])
    .concat(['elapsed', 'time', 'fill', 'tz', 'now']),
)
const withoutTexts = (query: string): string => query.replaceAll(/'[^']*'|"[^"]*"|\/[^/]*\//g, '""')

describe('every query', () => {
  const readings = queries.filter(({ query }) => query.startsWith('SELECT'))

  test('keeps to the time shown, in its innermost part as well', () => {
    expect(
      broken(readings, ({ query }) => /WHERE [^()]*(?:\([^()]*\)[^()]*)*\$timeFilter/.test(query)),
    ).toEqual([])
    const innermost = readings.map(({ where, query }) => ({
      where,
      query: query.slice(query.lastIndexOf('SELECT ')),
    }))
    expect(broken(innermost, ({ query }) => query.includes('$timeFilter'))).toEqual([])
  })

  test('groups by the step that Grafana asks for', () => {
    expect(
      broken(queries, ({ query }) => {
        const grouped = [...query.matchAll(/\btime\(([^)]*)\)/g)].map(([, step]) => step)
        // Points that come once a minute are counted by the minute before they are averaged over the step.
        return grouped.every(
          (step) => step === '$__interval' || (step === '1m' && grouped.length > 1),
        )
      }),
    ).toEqual([])
  })

  test('uses what InfluxDB 1.8, 2.x and 3 have in common', () => {
    expect(
      broken(queries, ({ query }) => {
        const text = withoutTexts(query)
        const functions = [...text.matchAll(/\b([a-z_0-9]+)\s*\(/g)].map(([, name = '']) => name)
        return (
          functions.every((name) => portable.has(name)) &&
          !/\b(?:INTO|SLIMIT|SOFFSET|CARDINALITY|SHOW SERIES|SHOW DATABASES)\b/i.test(text)
        )
      }),
    ).toEqual([])
  })

  test('names a policy and measurement that are written, and metrics that exist', () => {
    const known: readonly string[] = [...kindNames(), '$kind', ...operationsMeasurements]
    const metrics = { ...programEvents, ...gauges }
    expect(
      broken(queries, ({ query }) => {
        const sources = [...query.matchAll(/FROM (?:"([^"]+)"\.)?"([^"]+)"/g)]
        const written = sources.every(([, policy, name = '']) => {
          const work = (operationsMeasurements as readonly string[]).includes(name)
          return known.includes(name) && (policy === undefined || (policy === 'events') === work)
        })
        const asked = [...query.matchAll(/"name" = '([^']+)'/g)].map(([, name = '']) => name)
        return written && asked.every((name) => Object.hasOwn(metrics, name))
      }),
    ).toEqual([])
  })

  test('draws quantities that there are, as the rollups name them', () => {
    const drawn = queries.flatMap(({ where, query }) =>
      [...query.matchAll(/"([A-Za-z0-9]+)_(?:mean|min|max|count)"/g)].map(([, name = '']) => ({
        where,
        name,
      })),
    )
    expect(drawn.length).toBeGreaterThan(50)
    expect(broken(drawn, ({ name }) => isQuantity(name))).toEqual([])
  })

  test('uses only variables that its dashboard has', () => {
    for (const model of models) {
      const names = new Set(model.templating.list.map(({ name }) => name))
      const given = ['timeFilter', '__interval', '__interval_ms']
      for (const { where, query } of queriesOf(model)) {
        const used = [...query.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name)
        const unknown = used.filter((name) => !names.has(name) && !given.includes(name))
        expect(unknown, `${model.uid}: ${where}`).toEqual([])
      }
    }
  })
})

describe('every dashboard', () => {
  test('is a classic model that nobody edits by hand', () => {
    for (const { uid, schemaVersion, editable, timezone, tags, description } of models) {
      expect(uid).toMatch(/^[a-z-]{8,40}$/)
      expect({ schemaVersion, editable, timezone }, uid).toEqual({
        schemaVersion: 42,
        editable: false,
        timezone: 'Asia/Shanghai',
      })
      expect(tags).toContain('urban-brain')
      expect(description).not.toBe('')
    }
    expect(new Set(models.map(({ uid }) => uid)).size).toBe(models.length)
    expect(new Set(models.map(({ title, tags }) => title + String(tags[1]))).size).toBe(
      models.length,
    )
  })

  test('asks for its choices anew when the time changes', () => {
    for (const { uid, templating } of models) {
      for (const { name, type, refresh, datasource } of templating.list) {
        if (type !== 'query') continue
        expect({ refresh, uid: datasource?.uid }, `${uid}: ${name}`).toEqual({
          refresh: 2,
          uid: 'city-influx',
        })
      }
    }
  })

  test('leads nowhere outside', () => {
    for (const { file, model } of dashboards) {
      const addresses = JSON.stringify(model).match(/(?:https?:)?\/\/[a-z0-9][^"\s]*/gi) ?? []
      expect(addresses, file).toEqual([])
    }
  })

  test('is the same in both languages but for the words', () => {
    const [chinese, english] = ['zh', 'en'].map((code) =>
      models.filter(({ uid }) => uid.endsWith(`-${code}`)),
    )
    expect(chinese).toHaveLength(11)
    expect(chinese?.map((model) => shape(model, 'zh'))).toEqual(
      english?.map((model) => shape(model, 'en')),
    )
  })

  test('has its words in its language', () => {
    const wordsOf = (model: DashboardModel): readonly string[] => [
      model.title,
      model.description,
      ...model.panels.flatMap(({ title, description }) => [title, description ?? title]),
      ...model.templating.list.map(({ label }) => label),
    ]
    // Names that both languages write in the same letters.
    const shared = /^(?:PM10|PM2\.5|TSP)$/
    for (const model of models) {
      const chinese = model.uid.endsWith('-zh')
      const wrong = wordsOf(model).filter(
        (text) => !shared.test(text) && /\p{Script=Han}/u.test(text) !== chinese,
      )
      expect(wrong, model.uid).toEqual([])
    }
  })
})

/** Everything but words: where they stand, a mark. */
function shape(model: DashboardModel, code: 'zh' | 'en'): unknown {
  const wordKeys = new Set([
    'title',
    'description',
    'label',
    'text',
    'displayName',
    'name',
    'noValue',
    'tooltip',
  ])
  const plain = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') {
      if (wordKeys.has(key) || value === code) return '*'
      // Of a list of choices the words stand before their codes.
      if (key === 'query' && !value.startsWith('S')) return value.replaceAll(/[^,]+ : /g, '* : ')
      return value.replaceAll(`_${code}`, '_*').replaceAll(`-${code}`, '-*')
    }
    if (Array.isArray(value)) return value.map((each) => plain(each))
    if (typeof value !== 'object' || value === null) return value
    return Object.entries(value).map(([name, each]) => {
      // Words are keys where columns are put in order and renamed, and values of matchers and overrides.
      if (name === 'renameByName' || name === 'indexByName')
        return [name, Object.keys(each as object).length]
      if (name === 'matcher') return [name, '*']
      if (name === 'properties') return [name, (each as { id: string }[]).map(({ id }) => id)]
      return [name.replaceAll(`_${code}`, '_*'), plain(each, name)]
    })
  }
  const { tags, ...rest } = model
  return plain({ ...rest, tags: tags.map((tag) => (tag === code ? '*' : tag)) })
}

describe('npm run dashboards', () => {
  const program = ['--import', 'tsx', 'dashboards/main.ts']
  const run = (...words: readonly string[]) =>
    spawnSync(process.execPath, [...program, ...words], { cwd: root, encoding: 'utf8' })

  test('finds no drift in what is committed', () => {
    const { status, stderr } = run('--check')
    expect({ status, stderr: stderr.split('\n').filter((line) => line.startsWith('  ')) }).toEqual({
      status: 0,
      stderr: [],
    })
  })

  test('names what drifted, and writes it anew', async () => {
    const out = await temporaryFolder()
    expect(run('--out', out).stdout).toContain('22 dashboards')
    const wall = join(out, 'en/ub-wall-en.json')
    writeFileSync(wall, readFileSync(wall, 'utf8').replace('City wall', 'City Wall'))
    writeFileSync(join(out, 'en/ub-gone-en.json'), '{}')
    const found = run('--check', '--out', out)
    expect(found.status).toBe(1)
    expect(found.stderr).toContain('en/ub-wall-en.json: differs')
    expect(found.stderr).toContain('en/ub-gone-en.json: nothing makes it')
    expect(found.stderr).not.toContain('zh-CN')
    expect(run('--out', out).status).toBe(0)
    expect(readFileSync(wall, 'utf8')).toContain('City wall')
    expect(existsSync(join(out, 'en/ub-gone-en.json'))).toBe(false)
  })

  test('says what it does not understand', () => {
    expect(() => limitsFrom('noise: { values: {} }')).toThrow('the limits cannot be drawn')
    const { status, stderr } = run('--limits', 'package.json')
    expect(status).toBe(2)
    expect(stderr).toContain('road')
  })

  test('puts the address of the console into its links', () => {
    for (const [file, text] of rendered({
      limits: shippedLimits(),
      consoleUrl: 'https://city.example',
    })) {
      expect(text, file).toContain('"query": "https://city.example"')
    }
  })
})

describe("Grafana's substitution", () => {
  const variable = (name: string, multi: boolean): VariableModel => ({
    name,
    multi,
    type: 'query',
    label: '',
    query: '',
  })
  const range = { from: 1, to: 2 }
  const query = `FROM "$kind" WHERE "d" =~ /^$d$/ AND $timeFilter GROUP BY time($__interval)`
  const filled = (
    d: Parameters<typeof substituted>[2] extends ReadonlyMap<string, infer C> ? C : never,
    multi: boolean,
  ) =>
    substituted(
      query,
      [variable('kind', false), variable('d', multi)],
      new Map([
        ['kind', 'a.b'],
        ['d', d],
      ]),
      range,
      300_000,
    )

  test('escapes what stands in an expression, and nothing else', () => {
    expect(filled(['d x,=1', 'a/b|c'], true)).toBe(
      String.raw`FROM "a.b" WHERE "d" =~ /^(d x,=1|a\/b\|c)$/ AND time >= 1ms and time <= 2ms GROUP BY time(5m)`,
    )
    expect(filled('a.b', false)).toContain(String.raw`/^a\.b$/`)
    expect(filled({ all: '.*' }, true)).toContain('/^.*$/')
  })
})
