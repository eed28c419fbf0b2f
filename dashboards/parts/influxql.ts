import type cog from '@grafana/grafana-foundation-sdk/cog'
import type { Measurement } from './schema.ts'

/** Provisioned in deploy/grafana/provisioning/datasources. */
export const dataSource = { type: 'influxdb', uid: 'city-influx' } as const

export interface InfluxTarget extends cog.Dataquery {
  readonly refId: string
  readonly datasource: typeof dataSource
  readonly rawQuery: true
  readonly query: string
  readonly resultFormat: 'time_series' | 'table'
  readonly alias?: string
}

export interface Query {
  readonly text: string
  /** `rows` come as one table, `curves` as a series for each group. */
  readonly as: 'rows' | 'curves'
  /** Name of a curve: `$tag_<tag>`, `$col` or plain words. */
  readonly alias?: string
}

/** The SDK has no InfluxDB query, so this is the builder it asks for. */
export class InfluxqlBuilder implements cog.Builder<cog.Dataquery> {
  readonly #target: InfluxTarget

  constructor(refId: string, { text, as, alias }: Query) {
    this.#target = {
      refId,
      datasource: dataSource,
      rawQuery: true,
      query: text,
      resultFormat: as === 'rows' ? 'table' : 'time_series',
      ...(alias === undefined ? {} : { alias }),
      _implementsDataqueryVariant: () => {},
    }
  }

  build(): InfluxTarget {
    return this.#target
  }
}

export interface Selected {
  /** What stands between SELECT and FROM. */
  readonly select: string
  readonly from: Measurement
  /** Conditions beside the time, which is always there. */
  readonly where?: readonly string[]
  /** Tags. */
  readonly by?: readonly string[]
  /** Steps of `$__interval`; what an empty step holds. */
  readonly fill?: 'none' | 'null' | '0' | 'previous'
  /** Steps of a day or more begin at the midnight of this zone. */
  readonly zone?: string
  readonly alias?: string
}

const conditions = (where: readonly string[] = []): string =>
  [...where, '$timeFilter'].join(' AND ')

const quoted = (name: string): string => `"${name}"`

/** Curves over time, one for each group of tags. */
export function curves(selected: Selected): Query {
  const { select, from, where, by = [], fill, zone, alias } = selected
  const groups = [...(fill === undefined ? [] : ['time($__interval)']), ...by.map(quoted)]
  const grouped = groups.length === 0 ? '' : ` GROUP BY ${groups.join(', ')}`
  const filled = fill === undefined ? '' : ` fill(${fill})`
  const shifted = zone === undefined ? '' : ` tz('${zone}')`
  const text = `SELECT ${select} FROM ${from} WHERE ${conditions(where)}${grouped}${filled}${shifted}`
  return { text, as: 'curves', ...(alias === undefined ? {} : { alias }) }
}

/** One row a point, newest first. */
export function points(
  columns: readonly string[],
  from: Measurement,
  where: readonly string[],
  limit: number,
): Query {
  const text = `SELECT ${columns.map(quoted).join(', ')} FROM ${from} WHERE ${conditions(where)} ORDER BY time DESC LIMIT ${limit}`
  return { text, as: 'rows' }
}

export interface Grouped {
  /** Column -> what it holds of each group, `last("battery")`. */
  readonly columns: Readonly<Record<string, string>>
  readonly from: Measurement
  readonly where?: readonly string[]
  readonly by: readonly string[]
  /** Conditions on the columns. */
  readonly having?: string
  /** A column that comes before the tags. */
  readonly front?: string
  /** Only the groups with the highest values of this column. */
  readonly most?: { readonly column: string; readonly limit: number }
}

const inside = ({ columns, from, where, by }: Grouped): string => {
  const named = Object.entries(columns).map(([name, value]) => `${value} AS ${quoted(name)}`)
  const groups = by.map(quoted).join(', ')
  return `(SELECT ${named.join(', ')} FROM ${from} WHERE ${conditions(where)} GROUP BY ${groups})`
}

/**
 * One row for each group of tags, the tags as columns in front. InfluxQL groups give a series each; a query around them
 * makes one table, the same on 1.8, 2.x and 3, and has what SQL calls HAVING.
 */
export function rows(grouped: Grouped): Query {
  const { columns, by, having, most, front } = grouped
  const tags = by.map(quoted).join(', ')
  const outside =
    most === undefined
      ? [...new Set([front ?? [], by, Object.keys(columns)].flat())].map(quoted).join(', ')
      : `top(${quoted(most.column)}, ${tags}, ${most.limit}) AS ${quoted(most.column)}`
  const filtered = having === undefined ? '' : ` WHERE ${having}`
  return { text: `SELECT ${outside} FROM ${inside(grouped)}${filtered}`, as: 'rows' }
}

/** A reckoning over one value of each group, such as the number of devices whose last value is 1. */
export const total = (select: string, grouped: Grouped): Query => ({
  text: `SELECT ${select} FROM ${inside(grouped)}${grouped.having === undefined ? '' : ` WHERE ${grouped.having}`}`,
  as: 'curves',
})

/**
 * Points that come once a minute for each thing, such as open cases: their number in a minute, and of longer steps the
 * mean of that.
 */
export function eachMinute(selected: Pick<Selected, 'from' | 'where' | 'by' | 'alias'>): Query {
  const { from, where, by = [], alias } = selected
  const tags = by.map((tag) => `, ${quoted(tag)}`).join('')
  const counted = `SELECT sum("one") AS "number" FROM ${from} WHERE ${conditions(where)} GROUP BY time(1m)${tags} fill(none)`
  const text = `SELECT mean("number") AS "number" FROM (${counted}) WHERE $timeFilter GROUP BY time($__interval)${tags} fill(none)`
  return { text, as: 'curves', ...(alias === undefined ? {} : { alias }) }
}

const tagOf = (tag: string | undefined): string => (tag === undefined ? '' : `, ${quoted(tag)}`)

/** Growth a second of counters that begin anew with their process, all processes together. */
export function rate(
  selected: Pick<Selected, 'from' | 'where' | 'alias'> & {
    /** The label of the counter; without it there is none, or its words are added up. */
    readonly label?: string | undefined
    readonly by?: string | undefined
  },
) {
  const { from, where, alias, by, label } = selected
  const counter = `"process", "thread"${tagOf(label)}`
  // From point to point, then the mean of a step: of the highest of each step the last one, which has not ended, would be a fall.
  const points = `SELECT non_negative_derivative("value", 1s) AS "rate" FROM ${from} WHERE ${conditions(where)} GROUP BY ${counter}`
  const each = `SELECT mean("rate") AS "rate" FROM (${points}) WHERE $timeFilter GROUP BY time($__interval), ${counter} fill(none)`
  const text = `SELECT sum("rate") AS "rate" FROM (${each}) WHERE $timeFilter GROUP BY time($__interval)${tagOf(by)} fill(none)`
  return { text, as: 'curves', ...(alias === undefined ? {} : { alias }) } satisfies Query
}

/**
 * The devices with the highest value of all in the time shown, or with the lowest, as a list of choices: `none` beside them is
 * always 0, so that their own expression leaves it out.
 */
export function extremes(
  selected: Pick<Selected, 'select' | 'from' | 'where'> & {
    readonly limit: number
    readonly least?: boolean
  },
): string {
  const { select, from, where, limit, least = false } = selected
  const each = `SELECT ${select} AS "value" FROM ${from} WHERE ${conditions(where)} GROUP BY "device"`
  const some = `SELECT ${least ? 'bottom' : 'top'}("value", "device", ${limit}) AS "value" FROM (${each})`
  return `SELECT "device", "value" * 0 AS "none" FROM (${some})`
}

/** Devices that were once in a state within the time shown. */
export const onceIn = (
  selected: Pick<Selected, 'select' | 'from' | 'where'>,
  state: string,
): string => {
  const { select, from, where } = selected
  const each = `SELECT ${select} AS "value" FROM ${from} WHERE ${conditions(where)} GROUP BY "device"`
  return `SELECT "device", "value" * 0 AS "none" FROM (${each}) WHERE "value" ${state}`
}

/** Groups that reached a number of points within one step of time, with the most they had in one. */
export function burst(
  selected: Pick<Selected, 'from' | 'where'> & {
    readonly by: readonly string[]
    readonly least: number
  },
): Query {
  const { from, where, by, least } = selected
  const tags = by.map(quoted).join(', ')
  const each = `SELECT sum("one") AS "number" FROM ${from} WHERE ${conditions(where)} GROUP BY time($__interval), ${tags} fill(none)`
  const most = `SELECT max("number") AS "most" FROM (${each}) WHERE $timeFilter GROUP BY ${tags}`
  return { text: `SELECT ${tags}, "most" FROM (${most}) WHERE "most" >= ${least}`, as: 'rows' }
}
