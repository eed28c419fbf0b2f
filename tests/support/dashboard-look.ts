/**
 * How a board lies on a screen and what its colours, curves and numbers say, as far as people were shown something wrong: the
 * grid and the kiosk of Grafana 12, widths of its table, bars over each other, gradients, axes, legends.
 */
import { z } from 'zod'

import { columnsOf, namesWithProperties, propertiesOf, shownNames } from './dashboard-display.ts'
import { drawnPanels, type DashboardModel, type PanelModel } from './dashboards.ts'

/** A row of the grid with the gap below it, and the room around the grid. */
const row = 38
const around = 16
/** The bar with the time picker takes about two rows, also in kiosk mode, unless it is hidden. */
const bar = 77

/** Lines of the screen that a board needs so that nobody has to scroll. */
export function kioskHeight(model: DashboardModel): number {
  const rows = Math.max(...model.panels.map(({ gridPos }) => gridPos.y + gridPos.h))
  const { timepicker } = z
    .looseObject({
      timepicker: z.looseObject({ hidden: z.boolean().default(false) }).default({ hidden: false }),
    })
    .parse(model)
  return rows * row + around + (timepicker.hidden ? 0 : bar)
}

/** A column that nobody gave a width gets at least so much. */
const leastWidth = 150
const panelWidth = (panel: PanelModel, screen: number): number =>
  ((screen - around) / 24) * panel.gridPos.w - 2 * 8

const organize = z.looseObject({ indexByName: z.record(z.string(), z.number()) })
const transformations = z.array(z.looseObject({ id: z.string(), options: z.unknown() }))

/** What people looked for and did not find, beside what decides: battery, signal, rework. */
const missed = new Set(['battery', 'rssi', 'reworks', 'returns', 'age_minutes'])

interface ShownColumn {
  /** As the query calls it, and as the board does. */
  readonly column: string
  readonly name: string
  readonly properties: ReadonlyMap<string, unknown>
  readonly width: number
  /** Pixels from the left edge of the table to its right one. */
  readonly edge: number
}

/** The columns of a table, from left to right. */
function columnsShown(panel: PanelModel): readonly ShownColumn[] {
  if (panel.type !== 'table') return []
  const steps = transformations.parse(panel['transformations'] ?? [])
  const order = steps
    .filter(({ id }) => id === 'organize')
    .flatMap(({ options }) => Object.entries(organize.parse(options).indexByName))
    .toSorted(([, a], [, b]) => a - b)
    .map(([name]) => name.replace(' (firstNotNull)', ''))
    .filter((name) => name !== 'time')
  let edge = 0
  return [...new Set(order)].flatMap((column) =>
    shownNames(panel, column)
      .slice(0, 1)
      .map((name) => {
        const properties = propertiesOf(panel, name)
        const given = properties.get('custom.width')
        const width = typeof given === 'number' ? given : leastWidth
        edge += width
        return { column, name, properties, width, edge }
      }),
  )
}

/** Columns that decide, by their colour or because a deadline stands in them, which lie beyond the edge of the screen. */
export const decidingBeyond = (panel: PanelModel, screen: number): readonly string[] =>
  columnsShown(panel).flatMap(({ column, name, properties, edge }) => {
    const decides =
      missed.has(column) ||
      (properties.has('mappings') && properties.has('custom.cellOptions')) ||
      properties.has('thresholds') ||
      properties.get('unit') === 'dateTimeFromNow'
    return decides && edge > panelWidth(panel, screen) ? [`${name} ends at ${edge}`] : []
  })

/** A row that stands alone has nothing below it: all of it has to be seen, or nobody looks for the rest. */
export const cutRow = (panel: PanelModel, screen: number): readonly string[] =>
  panel.gridPos.h > 4
    ? []
    : columnsShown(panel)
        .filter(({ edge }) => edge > panelWidth(panel, screen))
        .map(({ name }) => name)

/** `C20261128-1f45d41b3c02` in the type of a table; of less Grafana writes `C20261128-1f45...`. */
const caseNumber = 200

export const cutCaseNumbers = (panel: PanelModel): readonly string[] =>
  columnsShown(panel).flatMap(({ name, properties, width }) =>
    JSON.stringify(properties.get('links') ?? []).includes('/cases/') && width < caseNumber
      ? [name]
      : [],
  )

/** A grade whose cell has the colour of its words alone is not seen from afar. */
export const paleGrades = (panel: PanelModel): readonly string[] =>
  columnsShown(panel).flatMap(({ column, name, properties }) => {
    const { type } = z
      .looseObject({ type: z.string().optional() })
      .parse(properties.get('custom.cellOptions') ?? {})
    return ['severity', 'level'].includes(column) && type !== 'color-background' ? [name] : []
  })

const custom = z.looseObject({
  drawStyle: z.string().default('line'),
  fillOpacity: z.number().default(0),
  stacking: z.looseObject({ mode: z.string() }).default({ mode: 'none' }),
  axisSoftMax: z.number().optional(),
  axisSoftMin: z.number().optional(),
  barWidthFactor: z.number().default(0.6),
})
const defaults = z.looseObject({
  custom: custom.default(() => custom.parse({})),
  displayName: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  thresholds: z
    .looseObject({
      steps: z.array(z.looseObject({ value: z.number().nullable(), color: z.string() })),
    })
    .optional(),
})
const options = z.looseObject({
  displayMode: z.string().optional(),
  graphMode: z.string().optional(),
  reduceOptions: z.looseObject({ values: z.boolean().optional() }).optional(),
  legend: z
    .looseObject({
      displayMode: z.string(),
      calcs: z.array(z.string()).default([]),
      sortBy: z.string().optional(),
      sortDesc: z.boolean().default(false),
    })
    .optional(),
})
const drawn = (panel: PanelModel) => ({
  ...defaults.parse(panel.fieldConfig?.defaults ?? {}),
  options: options.parse(panel['options'] ?? {}),
})

/** Many curves of devices that nobody chose: a brown block whose legend does not fit. */
export function tooManyCurves(
  panel: PanelModel,
  variables: ReadonlyMap<string, string>,
): readonly string[] {
  if (panel.type !== 'timeseries' && panel.type !== 'state-timeline') return []
  const each = panel.targets.filter(({ query = '' }) =>
    query.slice(query.lastIndexOf('GROUP BY')).includes('"device"'),
  )
  if (each.length === 0) return []
  const bounded = each.every(({ query = '' }) =>
    [...query.matchAll(/"device" =~ \/\^\$(\w+)\$\//g)].some(([, name = '']) =>
      /(?:top|bottom)\("value", "device", \d+\)|WHERE "value" /.test(variables.get(name) ?? ''),
    ),
  )
  const { custom: style, options: of } = drawn(panel)
  return [
    ...(bounded ? [] : ['a curve for every device']),
    ...(panel.type !== 'timeseries' || style.drawStyle === 'bars'
      ? []
      : [
          ...(style.fillOpacity === 0 ? [] : ['fills add up']),
          ...(of.legend?.displayMode === 'table' && of.legend.calcs.length === 2
            ? []
            : ['a legend without values']),
          ...(of.legend?.sortBy === 'Max' && of.legend.sortDesc
            ? []
            : ['the highest is not on top of the legend']),
        ]),
  ]
}

/** Colours that say the contrary of the value. */
export function wrongColours(panel: PanelModel): readonly string[] {
  const { custom: style, options: of, thresholds } = drawn(panel)
  const steps = thresholds?.steps ?? []
  const gradient = panel.type === 'bargauge' && of.displayMode === 'gradient'
  const bars =
    panel.type === 'timeseries' && style.drawStyle === 'bars' && style.stacking.mode === 'none'
  const aliases = panel.targets.flatMap(({ alias }) => alias ?? [])
  const sides = aliases.map((alias) => propertiesOf(panel, alias).get('custom.barAlignment'))
  // Curves of a tag have one alias together, and a colour by the name that each has in the end.
  const colours =
    panel.type === 'timeseries'
      ? namesWithProperties(panel).flatMap((name) => {
          const colour = z
            .object({ fixedColor: z.string() })
            .safeParse(propertiesOf(panel, name).get('color'))
          return colour.success ? [colour.data.fixedColor] : []
        })
      : []
  const severalBars = aliases.length > 1 || aliases.some((alias) => alias.startsWith('$tag_'))
  return [
    ...(gradient && steps.length > 1 ? ['a full bar goes through the colours of all steps'] : []),
    ...(bars && severalBars && (new Set(sides).size < aliases.length || sides.includes(undefined))
      ? ['bars lie over each other']
      : []),
    ...(new Set(colours).size < colours.length ? ['two curves have one colour'] : []),
  ]
}

/** Limits that lie beyond what the axis shows. */
export function unseenLimits(panel: PanelModel): readonly number[] {
  if (panel.type !== 'timeseries') return []
  const { custom: style, min, max, thresholds } = drawn(panel)
  const limits = (thresholds?.steps ?? []).flatMap(({ value }) => value ?? [])
  const [most, least] = [max ?? style.axisSoftMax, min ?? style.axisSoftMin]
  return limits.filter(
    (limit) => most === undefined || least === undefined || limit > most || limit < least,
  )
}

/** Counts of a step of time are bars: a line between them says what was not counted. */
export const countsAsLines = (panel: PanelModel): boolean =>
  panel.type === 'timeseries' &&
  panel.targets.some(({ query = '' }) => /GROUP BY time\(.*fill\(0\)/.test(query)) &&
  drawn(panel).custom.drawStyle !== 'bars'

/** Bars that leave a gap as wide as themselves are hair-thin where there are many. */
export function thinBars(panel: PanelModel): boolean {
  if (panel.type !== 'timeseries') return false
  const { drawStyle, barWidthFactor } = drawn(panel).custom
  return drawStyle === 'bars' && barWidthFactor < 0.9
}

/** Above a constant 0 Grafana draws an axis to 100, unless the panel says how far it goes at least. */
export function emptyAxis(panel: PanelModel): boolean {
  if (panel.type !== 'timeseries') return false
  const { custom: style, min, max } = drawn(panel)
  return min === 0 && max === undefined && style.axisSoftMax === undefined
}

/** The course behind a number that is read from afar lies under its digits. */
export const courseBehind = (panel: PanelModel): boolean =>
  panel.type === 'stat' && drawn(panel).options.graphMode !== 'none'

/** Quantities with a limit that holds for all devices; a number of one is coloured by it. */
const limited =
  /"(?:tilt_max|depth_max|laeq_mean|pm10_mean|tsp_mean|fume_mean)"|"quantity" = '(?:depth|laeq|pm10|fume|coverOpen)'/

export const colourless = (panel: PanelModel): boolean =>
  panel.type === 'stat' &&
  panel.targets.some(({ query = '' }) => limited.test(query)) &&
  (drawn(panel).thresholds?.steps.length ?? 0) < 2

const seconds = { s: 1, m: 60, h: 3_600, d: 86_400 } as const
const lengthOf = (span: string): number => {
  const [, number = '', unit = 's'] = /^(\d+)([smhd])$/.exec(span) ?? []
  return Number(number) * (Object.entries(seconds).find(([name]) => name === unit)?.[1] ?? Infinity)
}

/** A last value that stands for now, however long ago it was said. */
export function staleNow(panel: PanelModel): readonly string[] {
  if (panel.type !== 'stat') return []
  return panel.targets.flatMap(({ query = '' }) => {
    const newest = /^SELECT last\(|GROUP BY time\(/.test(query)
    const fresh = panel.timeFrom !== undefined && lengthOf(panel.timeFrom) <= 900
    // Scores are those of an hour, and come once in it.
    return newest && !fresh && !query.includes('"health"') ? [query] : []
  })
}

/** What ends with the last full minute says so: beside the alarms of this moment it is behind them. */
export const unsaidMinute = (panel: PanelModel): boolean =>
  panel.type === 'stat' &&
  panel.targets.some(({ query = '' }) => /FROM "m1"\..*GROUP BY time\(/.test(query)) &&
  !/上一分钟|last minute/.test(panel.title)

/** A rate of the highest value of each step: the last step has not ended, and looks like a fall. */
export const fallingRates = (panel: PanelModel): readonly string[] =>
  panel.targets.flatMap(({ query = '' }) =>
    /derivative\((?:max|last|mean|min|first)\(/.test(query) ? [query] : [],
  )

const layers = z.looseObject({
  layers: z.array(
    z.looseObject({
      type: z.string(),
      name: z.string(),
      config: z.looseObject({
        showLegend: z.boolean().default(false),
        style: z
          .looseObject({
            color: z.looseObject({ field: z.string().optional() }).optional(),
            size: z.looseObject({ fixed: z.number() }).optional(),
            symbol: z.looseObject({ fixed: z.string() }).optional(),
          })
          .optional(),
      }),
    }),
  ),
})

/** Layers of a map with a legend: of a scale Grafana writes `< 1, 1+, 2+`, and of each layer an entry would cover the city. */
export const mapLegends = (panel: PanelModel): readonly string[] =>
  panel.type === 'geomap'
    ? layers
        .parse(panel['options'])
        .layers.filter(({ config }) => config.showLegend)
        .map(({ name }) => name)
    : []

/** Curves that are stacked with those whose sum they are compared with, as the items of the accounting are. */
export function stackedSums(panel: PanelModel, sums: readonly string[]): readonly string[] {
  if (panel.type !== 'timeseries' || drawn(panel).custom.stacking.mode === 'none') return []
  const stacking = z.looseObject({ mode: z.string() }).default({ mode: 'normal' })
  return panel.targets.flatMap(({ alias = '' }) =>
    sums.includes(alias) &&
    stacking.parse(propertiesOf(panel, alias).get('custom.stacking')).mode !== 'none'
      ? [alias]
      : [],
  )
}

/** Sizes of the markers of a map with a shape, from the lowest layer to the one on top. */
export const markerSizes = (panel: PanelModel, symbol: string): readonly number[] =>
  layers.parse(panel['options']).layers.flatMap(({ config: { style } }) => {
    const { size, symbol: drawnAs } = style ?? {}
    return drawnAs?.fixed.includes(symbol) === true && size !== undefined ? [size.fixed] : []
  })

/** Of bars that are rows Grafana leaves out the name when there is one only, unless the panel says how bars are called. */
export const namelessBars = (panel: PanelModel): boolean =>
  panel.type === 'bargauge' &&
  // With a query for each bar there are always as many.
  panel.targets.length === 1 &&
  drawn(panel).options.reduceOptions?.values === true &&
  drawn(panel).displayName === undefined

/** Links whose time Grafana leaves empty: it does not know that of the dashboard where the panel has its own. */
export const emptyTimes = (panel: PanelModel): boolean =>
  panel.timeFrom !== undefined &&
  JSON.stringify(panel.fieldConfig ?? {}).includes('__url_time_range')

/** Cells with a link that look like text. */
export function hiddenLinks(panel: PanelModel): readonly string[] {
  if (panel.type !== 'table') return []
  return panel.targets
    .flatMap(({ query = '' }) => columnsOf(query))
    .flatMap((column) => shownNames(panel, column))
    .filter((name) => {
      const properties = propertiesOf(panel, name)
      return properties.has('links') && !properties.has('color')
    })
}

/** `suffix: cm` puts two spaces before the unit: Grafana writes one by itself. */
export const spacedUnits = (panel: PanelModel): boolean =>
  JSON.stringify(panel.fieldConfig ?? {}).includes('"suffix: ')

export const variableQueries = (model: DashboardModel): ReadonlyMap<string, string> =>
  new Map(model.templating.list.map(({ name, query }) => [name, query]))

export const panelsOf = (models: readonly DashboardModel[]) =>
  models.flatMap((model) =>
    drawnPanels(model).map((panel) => ({ where: `${model.uid}: ${panel.title}`, panel, model })),
  )
