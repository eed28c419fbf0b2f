/** What Grafana's front end makes of a panel or a list of choices, as far as people were shown something wrong by it. */
import { z } from 'zod'

import { programEvents } from '../../core/program-events.ts'
import { gauges } from '../../core/observer.ts'
import type { PanelModel, VariableModel } from './dashboards.ts'

/** The labels that counters and gauges have, which are tags of their points. */
const labels = Object.values({ ...programEvents, ...gauges }).flatMap((spec) =>
  'label' in spec ? [spec.label] : [],
)

/** Tags and fields of the operations points that are texts (docs/series.md); a code of digits among them is one as well. */
const texts = new Set(
  ['device', 'kind', 'site', 'zone', 'district', 'street', 'cell', 'rule', 'transition', 'stage']
    .concat([
      'category',
      'work',
      'unit',
      'source',
      'event',
      'case',
      'title',
      'title_zh',
      'title_en',
    ])
    .concat(['name', 'because', 'by', 'alarm', 'consumer', 'process', 'thread'])
    .concat(labels),
)

/** Columns of the outermost SELECT as they are called in the answer. */
export function columnsOf(query: string): readonly string[] {
  const selected = /^SELECT (.*?) FROM /.exec(query)?.[1] ?? ''
  // A function takes tags along: top("alarms", "device", 10) AS "alarms".
  return [...new Set([...selected.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name))]
}

const isText = (column: string, query: string): boolean =>
  // The severity of a device is the number of its worst alarm, elsewhere a word.
  texts.has(column) || (column === 'severity' && !/FROM "events"\."device"/.test(query))

const overrides = z.array(
  z.object({
    matcher: z.object({ id: z.string(), options: z.unknown() }),
    properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
  }),
)

export function propertiesOf(panel: PanelModel, name: string): ReadonlyMap<string, unknown> {
  return new Map(
    overrides
      .parse(panel.fieldConfig?.['overrides'] ?? [])
      .filter(({ matcher }) => matcher.id === 'byName' && matcher.options === name)
      .flatMap(({ properties }) => properties.map(({ id, value }) => [id, value] as const)),
  )
}

/** Every name that a panel gives something of its own. */
export const namesWithProperties = (panel: PanelModel): readonly string[] => [
  ...new Set(
    overrides
      .parse(panel.fieldConfig?.['overrides'] ?? [])
      .flatMap(({ matcher: { id, options } }) =>
        id === 'byName' && typeof options === 'string' ? [options] : [],
      ),
  ),
]

const transformations = z.array(z.looseObject({ id: z.string(), options: z.unknown() }))
const organize = z.looseObject({
  renameByName: z.record(z.string(), z.string()),
  excludeByName: z.record(z.string(), z.boolean()).default({}),
})
const organized = (panel: PanelModel) =>
  transformations
    .parse(panel['transformations'] ?? [])
    .filter(({ id }) => id === 'organize')
    .map(({ options }) => organize.parse(options))

/** What a column of a query is called on a board; nothing where it is left out. */
export function shownNames(panel: PanelModel, column: string): readonly string[] {
  const steps = organized(panel)
  if (steps.some(({ excludeByName }) => excludeByName[column] === true)) return []
  const renamed = steps.flatMap(({ renameByName }) => [
    ...[column, `${column} (firstNotNull)`].flatMap((name) => renameByName[name] ?? []),
  ])
  return renamed.length === 0 ? [column] : renamed
}

/** Names of texts that a panel would print by its unit: `990 K` for the district 990102. */
export function textsByUnit(panel: PanelModel): readonly string[] {
  const steps = transformations.parse(panel['transformations'] ?? [])
  const wrong = (name: string): boolean => {
    const properties = propertiesOf(panel, name)
    const unit = properties.get('unit') ?? panel.fieldConfig?.defaults.unit
    return unit !== 'string' && !properties.has('mappings')
  }
  // Turned into rows, the curves are told by their names, in a column that is called so.
  if (steps.some(({ id }) => id === 'reduce')) return ['Field'].filter(wrong)
  if (panel.type !== 'table' && panel.type !== 'geomap') return []
  return panel.targets
    .flatMap(({ query = '' }) => columnsOf(query).filter((column) => isText(column, query)))
    .flatMap((column) => shownNames(panel, column))
    .filter(wrong)
}

const view = z.looseObject({
  id: z.string(),
  zoom: z.number().optional(),
  maxZoom: z.number().optional(),
})

/** `initViewExtent` of the map: how close it may go when it fits to what is drawn; the panel's own default is 1, the whole earth. */
export function closestZoom(panel: PanelModel): number | undefined {
  const { id, zoom, maxZoom } = view.parse(z.looseObject({ view }).parse(panel['options']).view)
  return id === 'fit' ? (zoom ?? maxZoom ?? 1) : zoom
}

/**
 * `toMetricFindValue` of the InfluxDB plugin and the expression of the variable: a SELECT gives one frame a column, and the
 * values of all of them become choices. `values` are those of a column.
 */
export function choicesOf(
  { query, regex = '' }: VariableModel,
  values: (column: string) => readonly string[],
): readonly string[] {
  const all = columnsOf(query).flatMap(values)
  const [, source, flags] = /^\/(.*)\/(\w*)$/.exec(regex) ?? []
  if (source === undefined) return [...new Set(all)]
  const expression = new RegExp(source, flags)
  const chosen = all.flatMap((value) => {
    const match = expression.exec(value)
    // A group called `value` is what is chosen, one called `text` what a person sees.
    return match === null ? [] : [match.groups?.['value'] ?? match[1] ?? value]
  })
  return [...new Set(chosen)]
}
