import type cog from '@grafana/grafana-foundation-sdk/cog'
import type dashboard from '@grafana/grafana-foundation-sdk/dashboard'

import type { Bilingual } from '../../core/bilingual.ts'
import { dataSource, InfluxqlBuilder, type Query } from './influxql.ts'
import type { Say } from './words.ts'

/** What every panel says of itself. */
export interface About {
  readonly title: Bilingual
  /** What is drawn, how it is reckoned and what it is good for. */
  readonly description: Bilingual
  /** Grafana's name of a unit, `dB`, `short`, `percentunit`. */
  readonly unit: string
  /** Of 24 columns. */
  readonly width: number
  /** Rows of about 30 pixels. */
  readonly height: number
  readonly queries: readonly Query[]
  /** Least step of `$__interval`. */
  readonly step?: string
  /** A time range of its own, `5m` or `now/d`. */
  readonly span?: string
  readonly decimals?: number
  /** What stands in place of a missing value; where a count of nothing is a fact, `0`; where it is good news, words. */
  readonly none?: '0' | Bilingual
  /** The same span so much earlier, `1d`. */
  readonly shift?: string
}

/** What the builders of all panel types have in common. */
interface AnyPanel extends cog.Builder<dashboard.Panel> {
  id(id: number): this
  title(title: string): this
  description(description: string): this
  datasource(reference: { type: string; uid: string }): this
  withTarget(target: cog.Builder<cog.Dataquery>): this
  span(width: number): this
  height(height: number): this
  unit(unit: string): this
  interval(interval: string): this
  timeFrom(from: string): this
  timeShift(shift: string): this
  hideTimeOverride(hide: boolean): this
  decimals(decimals: number): this
  noValue(text: string): this
}

/** A panel that lacks its language and its number. */
export type Panel = (say: Say) => Pick<AnyPanel, 'id' | 'build'>

/** Gives a builder of the SDK what all panels have. */
export function described<Builder extends AnyPanel>(
  builder: Builder,
  about: About,
  say: Say,
): Builder {
  const { title, description, unit, width, height, queries, step, span, decimals, none, shift } =
    about
  builder.title(say(title)).description(say(description)).unit(unit).span(width).height(height)
  builder.datasource(dataSource)
  for (const [index, query] of queries.entries()) {
    builder.withTarget(new InfluxqlBuilder(String.fromCodePoint(65 + index), query))
  }
  if (step !== undefined) builder.interval(step)
  if (span !== undefined) builder.timeFrom(span).hideTimeOverride(true)
  if (decimals !== undefined) builder.decimals(decimals)
  if (shift !== undefined) builder.timeShift(shift).hideTimeOverride(true)
  if (none !== undefined) builder.noValue(none === '0' ? none : say(none))
  return builder
}
