/** Every query of every dashboard, as Grafana would send it, on a real InfluxDB 1.6 with a small city in it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { kindNames } from '../../core/kinds.ts'
import { servicesMissing } from '../services/available.ts'
import { startInfluxdb, type InfluxdbServer } from '../services/influxdb.ts'
import { browserMissing, openBrowser } from '../support/browser.ts'
import { alertRules } from '../support/dashboard-alerts.ts'
import { cityDevices, fillCity, hostileNames } from '../support/dashboard-city.ts'
import {
  allDashboards,
  drawnPanels,
  intervalOf,
  rangeOf,
  substituted,
  type Choices,
  type Chosen,
  type DashboardModel,
  type VariableModel,
} from '../support/dashboards.ts'
import { faultsOf, seenPanels } from '../support/grafana-page.ts'
import { influxConfig } from '../support/influx.ts'

const answerSchema = z.object({
  results: z.array(
    z.object({
      error: z.string().optional(),
      series: z
        .array(
          z.object({
            tags: z.record(z.string(), z.string()).optional(),
            columns: z.array(z.string()),
            values: z.array(z.array(z.unknown())),
          }),
        )
        .default([]),
    }),
  ),
  error: z.string().optional(),
})

/** How a person goes through the choices of a dashboard. */
const strategies = ['all', 'the first', 'several', 'hostile names'] as const
type Strategy = (typeof strategies)[number]

describe.skipIf(servicesMissing('influxdb') !== undefined)('dashboards on a real InfluxDB', () => {
  let server: InfluxdbServer
  let database: string
  let now: number

  beforeAll(async () => {
    server = await startInfluxdb()
    const config = influxConfig({ url: server.url, rawRetention: '90d' })
    database = config.database
    now = Date.now()
    await fillCity(config, now)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  /** As the data source is set up: a database, no policy. */
  const ask = async (q: string) => {
    const form = new URLSearchParams({ db: database, epoch: 'ms', q })
    const response = await fetch(`${server.url}/query`, { method: 'POST', body: form })
    const { results, error } = answerSchema.parse(await response.json())
    const failed = error ?? results[0]?.error
    if (failed !== undefined) throw new Error(`${failed}: ${q}`)
    return results.flatMap(({ series }) => series)
  }

  /**
   * Options of a variable as Grafana takes them, as far as the expression matches: of SELECT every column but the time, of
   * SHOW the first one.
   */
  const optionsOf = async (query: string, regex: string | undefined) => {
    const series = await ask(query)
    const found = series.flatMap(({ columns, values }) =>
      values.flatMap((row) =>
        row.flatMap((value, index) =>
          columns[index] === 'time' || (index > 0 && query.startsWith('SHOW'))
            ? []
            : [z.coerce.string().parse(value ?? '')],
        ),
      ),
    )
    const filter = new RegExp(regex?.slice(1, -1) ?? '')
    const kept = found.flatMap((each) => {
      const matched = filter.exec(each)
      return matched === null ? [] : (matched.groups?.['value'] ?? matched[1] ?? each)
    })
    return [...new Set(kept)].filter((each) => each !== '').toSorted()
  }

  const chosenOf = (
    { name, multi, allValue }: VariableModel,
    options: readonly string[],
    strategy: Strategy,
  ): Chosen => {
    const [first = '', next = first] = options
    const hostile = options.filter((each) => /[^a-zA-Z0-9-]/.test(each))
    if (strategy === 'hostile names' && name === 'device') {
      return multi ? hostile : (hostile[0] ?? first)
    }
    if (!multi) return first
    if (strategy === 'the first') return [first]
    if (strategy === 'several') return [first, next]
    // Without a value for all of them, all of them stand for themselves.
    return allValue === undefined ? options : { all: allValue }
  }

  const choicesOf = async (model: DashboardModel, strategy: Strategy): Promise<Choices> => {
    const choices = new Map<string, Chosen>()
    const variables = model.templating.list
    for (const variable of variables) {
      if (variable.type !== 'query') {
        const listed = variable.query.split(/(?<!\\),/).map((one) => one.split(' : ').at(-1) ?? one)
        choices.set(
          variable.name,
          variable.multi ? chosenOf(variable, listed, strategy) : (listed[1] ?? variable.query),
        )
        continue
      }
      const range = rangeOf(model, undefined, now)
      const query = substituted(variable.query, variables, choices, range, intervalOf(range))
      const options = await optionsOf(query, variable.regex)
      expect(options, `${model.uid}: ${variable.name}: ${query}`).not.toEqual([])
      choices.set(variable.name, chosenOf(variable, options, strategy))
    }
    return choices
  }

  /** A panel that is repeated for a variable has one of its values at a time. */
  const repetitions = async (
    model: DashboardModel,
    repeat: string | undefined,
    choices: Choices,
  ): Promise<readonly Choices[]> => {
    if (repeat === undefined) return [choices]
    const chosen = choices.get(repeat)
    const range = rangeOf(model, undefined, now)
    const variable = model.templating.list.find(({ name }) => name === repeat)
    const query = substituted(variable?.query ?? '', model.templating.list, choices, range, 10_000)
    const values = Array.isArray(chosen) ? chosen : await optionsOf(query, variable?.regex)
    return values.map((value: string) => new Map([...choices, [repeat, value]]))
  }

  const hasValue = (series: Awaited<ReturnType<typeof ask>>): boolean =>
    series.some(({ columns, values }) =>
      values.some((row) =>
        row.some((value, index) => columns[index] !== 'time' && value !== null && value !== ''),
      ),
    )

  /** Titles of panels, with the target, that stay empty. */
  const emptyPanels = async (
    model: DashboardModel,
    choices: Choices,
  ): Promise<readonly string[]> => {
    const empty: string[] = []
    for (const panel of drawnPanels(model)) {
      const range = rangeOf(model, panel, now)
      const interval = intervalOf(range, panel.interval)
      for (const chosen of await repetitions(model, panel.repeat, choices)) {
        // Of classes that are counted one by one it is enough that one has a value.
        const all: string[] = []
        const classes = panel.type === 'bargauge' && panel.targets.length > 1
        for (const { refId, query = '' } of panel.targets) {
          const q = substituted(query, model.templating.list, chosen, range, interval)
          if (!hasValue(await ask(q))) all.push(`${panel.title} ${refId}: ${q}`)
        }
        if (!classes || all.length === panel.targets.length) empty.push(...all)
      }
    }
    for (const { name, target } of model.annotations?.list ?? []) {
      if (target.query === undefined) continue
      const range = rangeOf(model, undefined, now)
      const q = substituted(target.query, model.templating.list, choices, range, 10_000)
      if (!hasValue(await ask(q))) empty.push(`annotation ${name}: ${q}`)
    }
    return empty
  }

  const dashboards = allDashboards()
  const chinese = dashboards.filter(({ model }) => model.uid.endsWith('-zh'))
  const cases = chinese.flatMap(({ model }) =>
    strategies.map((strategy) => ({ uid: model.uid, strategy, model })),
  )

  test.each(cases)(
    '$uid has data everywhere with $strategy chosen',
    async ({ model, strategy }) => {
      expect(await emptyPanels(model, await choicesOf(model, strategy))).toEqual([])
    },
  )

  const english = dashboards.filter(({ model }) => model.uid.endsWith('-en'))
  test.each(english.map(({ model }) => ({ uid: model.uid, model })))(
    '$uid has data everywhere',
    async ({ model }) => {
      expect(await emptyPanels(model, await choicesOf(model, 'all'))).toEqual([])
    },
  )

  test.each(kindNames())(
    'a device of the kind %s has all its curves, whatever its name',
    async (kind) => {
      const { model } = chinese.find(({ model: { uid } }) => uid === 'ub-device-zh') ?? never()
      for (const device of hostileNames(kind)) {
        const choices: Choices = new Map<string, Chosen>([
          ['device', device],
          ['kind', kind],
          ['quantity', { all: '.*' }],
        ])
        expect(await emptyPanels(model, choices), device).toEqual([])
      }
    },
  )

  test('a device is chosen among all that are registered, and brings its kind', async () => {
    const model = chinese.find(({ model: { uid } }) => uid === 'ub-device-zh')?.model
    const [device, kind] = (model?.templating.list ?? []).filter(({ type }) => type === 'query')
    const range = { from: now - 3_600_000, to: now }
    const all = await optionsOf(
      substituted(device?.query ?? '', [], new Map(), range, 10_000),
      device?.regex,
    )
    expect(all).toEqual(cityDevices.map(({ id }) => String(id)).toSorted())
    for (const { id, kind: expected } of cityDevices) {
      const q = substituted(
        kind?.query ?? '',
        model?.templating.list ?? [],
        new Map([['device', String(id)]]),
        range,
        10_000,
      )
      expect(await optionsOf(q, kind?.regex), id).toEqual([expected])
    }
  })

  test.each(alertRules())('the alert $uid gets its numbers', async ({ data }) => {
    for (const { model, relativeTimeRange } of data) {
      if (model.query === undefined || relativeTimeRange === undefined) continue
      const range = { from: now - relativeTimeRange.from * 1_000, to: now }
      const q = substituted(model.query, [], new Map(), range, model.intervalMs ?? 0)
      expect(hasValue(await ask(q)), q).toBe(true)
    }
  })

  test('an empty answer is found, so that the others mean something', async () => {
    const years = { from: now - 90_000_000_000, to: now - 80_000_000_000 }
    const [wall] = chinese
    const asked = drawnPanels(wall?.model ?? never()).flatMap(({ targets }) =>
      targets.map(({ query = '' }) => substituted(query, [], new Map(), years, 86_400_000)),
    )
    expect(asked.length).toBeGreaterThan(10)
    for (const q of asked) expect(hasValue(await ask(q)), q).toBe(false)
  })
})

test.skipIf(browserMissing() !== undefined)(
  'a look at a board finds error corners, empty panels and those that never come',
  async () => {
    const browser = await openBrowser()
    try {
      const page = await browser.newPage()
      const panel = (title: string, inside: string) =>
        `<section data-testid="data-testid Panel header ${title}"><h2>${title}</h2>${inside}</section>`
      await page.setContent(
        [
          panel('在办案件', '<div><span>23</span></div>'),
          panel('积水', '<div><span>无数据</span></div>'),
          panel('Rain', '<p>No data</p>'),
          panel('噪声', '<button data-testid="data-testid Panel status error"></button>'),
          panel('油烟', '<div aria-label="Panel loading bar"></div><span>No data</span>'),
        ].join(''),
      )
      expect(faultsOf(await seenPanels(page))).toEqual([
        '积水: empty',
        'Rain: empty',
        '噪声: an error corner',
        '油烟: still loads',
      ])
      await page.setContent('<main></main>')
      expect(faultsOf(await seenPanels(page))).toEqual(['no panel is drawn'])
    } finally {
      await browser.close()
    }
  },
)

const never = (): never => {
  throw new Error('there is no dashboard')
}
