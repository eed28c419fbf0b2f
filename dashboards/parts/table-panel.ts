import common from '@grafana/grafana-foundation-sdk/common'
import type dashboard from '@grafana/grafana-foundation-sdk/dashboard'
import table from '@grafana/grafana-foundation-sdk/table'

import type { Bilingual } from '../../core/bilingual.ts'
import { linksOf, type Link } from './links.ts'
import { described, type About, type Panel } from './panel.ts'
import { mapping, thresholds, type State, type Steps } from './thresholds.ts'
import { namedBy, type Vocabulary } from './vocabularies.ts'
import type { Say } from './words.ts'

/** One without unit, decimals, states and steps is text: the unit of the panel would make `990 K` of a code of digits. */
export interface Column {
  /** As the query names it; `%` stands for the language, `title_%`. */
  readonly column: string
  readonly words: Bilingual
  readonly unit?: string
  readonly decimals?: number
  readonly states?: readonly State[]
  /** The whole cell has the colour of its state, seen from afar; elsewhere its words have it. */
  readonly filled?: boolean
  readonly steps?: Steps
  readonly link?: Link
  readonly width?: number
  /** Words of the codes it holds. */
  readonly names?: Vocabulary
}

export interface TableAbout extends About {
  readonly columns: readonly Column[]
  readonly sort?: { readonly column: string; readonly highestFirst: boolean }
  /** Column that makes rows the same thing said again: of these the newest stays. */
  readonly newestOf?: string
  /** Columns that the query needs and nobody reads. */
  readonly hidden?: readonly string[]
  /** What to say when there is no row. */
  readonly noneFound?: Bilingual
}

const fieldIn = (column: string, say: Say): string => column.replace('%', say.code)

export const tablePanel =
  (about: TableAbout): Panel =>
  (say) => {
    const { columns, sort, newestOf, hidden = [], span, noneFound } = about
    const panel = described(new table.PanelBuilder(), about, say)
      .showHeader(true)
      .cellHeight(common.TableCellHeight.Sm)
      .filterable(true)
    if (noneFound !== undefined) panel.noValue(say(noneFound))
    if (newestOf !== undefined) panel.withTransformation(newestPer(newestOf, columns, say))
    panel.withTransformation(arranged(columns, newestOf, hidden, say))
    const sorted = columns.find(({ column }) => column === sort?.column)
    if (sorted !== undefined) {
      panel.sortBy([
        new common.TableSortByFieldStateBuilder()
          .displayName(say(sorted.words))
          .desc(sort?.highestFirst ?? false),
      ])
    }
    for (const column of columns) {
      const properties = [
        ...shown(column, say, span !== undefined),
        // Empty cells of a table that has rows stay empty.
        ...(noneFound === undefined ? [] : [{ id: 'noValue', value: '' }]),
      ]
      if (properties.length > 0) panel.overrideByName(say(column.words), properties)
    }
    return panel
  }

/** Points of one minute come again with the next; a group for each thing keeps the newest of them. */
const newestPer = (key: string, columns: readonly Column[], say: Say) => ({
  id: 'groupBy',
  options: {
    fields: Object.fromEntries(
      columns.map(({ column }) => [
        fieldIn(column, say),
        column === key
          ? { aggregations: [], operation: 'groupby' }
          : { aggregations: ['firstNotNull'], operation: 'aggregate' },
      ]),
    ),
  },
})

/** Grafana has called the time of a point both, by version. */
const timeNames = ['Time', 'time'] as const

/** Order and names of the columns; the time is left out where it is not among them. */
function arranged(
  columns: readonly Column[],
  newestOf: string | undefined,
  hidden: readonly string[],
  say: Say,
) {
  const named = columns.flatMap(({ column, words }) => {
    const field = fieldIn(column, say)
    const grouped = newestOf === undefined || newestOf === column
    const fields = column === 'Time' ? timeNames : [grouped ? field : `${field} (firstNotNull)`]
    return fields.map((each) => ({ field: each, words: say(words) }))
  })
  const keepsTime = columns.some(({ column }) => column === 'Time')
  return {
    id: 'organize',
    options: {
      excludeByName: {
        ...(keepsTime ? {} : Object.fromEntries(timeNames.map((name) => [name, true]))),
        ...Object.fromEntries(['one', ...hidden].map((name) => [name, true])),
      },
      indexByName: Object.fromEntries(named.map(({ field }, index) => [field, index])),
      renameByName: Object.fromEntries(named.map(({ field, words }) => [field, words])),
    },
  }
}

const linkColour = '#6E9FFF'
const filledCell = { type: 'color-background', mode: 'basic' }

const isText = ({ unit, decimals, states, steps }: Column): boolean =>
  [unit, decimals, states, steps].every((one) => one === undefined)

const shown = (column: Column, say: Say, ownTime: boolean): dashboard.DynamicConfigValue[] => {
  const { unit, decimals, states, filled = false, steps, link, width, names } = column
  const named = names === undefined ? [] : namedBy(names, say)
  const coloured = states !== undefined || steps !== undefined
  return [
    ...(unit !== undefined || isText(column) ? [{ id: 'unit', value: unit ?? 'string' }] : []),
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(states === undefined ? [] : [{ id: 'mappings', value: [mapping(states, say)] }]),
    ...(named.length === 0 ? [] : [{ id: 'mappings', value: named }]),
    ...(steps === undefined ? [] : [{ id: 'thresholds', value: thresholds(steps).build() }]),
    ...(coloured
      ? [{ id: 'custom.cellOptions', value: filled ? filledCell : { type: 'color-text' } }]
      : []),
    ...(link === undefined
      ? []
      : [
          { id: 'links', value: linksOf(link, say, ownTime) },
          // Of several links Grafana makes a menu, and nothing shows that there is one.
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
          { id: 'color', value: { mode: 'fixed', fixedColor: linkColour } },
        ]),
    ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
  ]
}
