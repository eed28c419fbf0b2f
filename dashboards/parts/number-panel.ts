import bargauge from '@grafana/grafana-foundation-sdk/bargauge'
import common from '@grafana/grafana-foundation-sdk/common'
import dashboard from '@grafana/grafana-foundation-sdk/dashboard'
import stat from '@grafana/grafana-foundation-sdk/stat'

import type { Bilingual } from '../../core/bilingual.ts'
import type { Query } from './influxql.ts'
import { described, type About, type Panel } from './panel.ts'
import { calm, mapping, plain, thresholds, unknown, type State, type Steps } from './thresholds.ts'
import { namedBy, type Vocabulary } from './vocabularies.ts'
import { words, type Say } from './words.ts'

export interface NumberAbout extends About {
  readonly steps?: Steps
  /** Draws the course behind the number. */
  readonly course?: boolean
  readonly states?: readonly State[]
}

const newest = () => new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false)

/** Grafana draws a value that is not there in the colour of the lowest step, and says so in English. */
const nothing = ({ none }: Pick<About, 'none'>, say: Say): readonly dashboard.ValueMapping[] =>
  none === '0'
    ? []
    : [
        {
          type: dashboard.MappingType.SpecialValue,
          options: {
            match: dashboard.SpecialValueMatch.NullAndNan,
            result: {
              text: say(none ?? words('无数据', 'No data')),
              color: none === undefined ? unknown : calm,
              index: 99,
            },
          },
        },
      ]

/** One large number, read from afar. */
export const numberPanel =
  (about: NumberAbout): Panel =>
  (say) => {
    const { steps = plain, course = false, states } = about
    const panel = described(new stat.PanelBuilder(), about, say)
      .thresholds(thresholds(steps))
      .reduceOptions(newest())
      .colorMode(common.BigValueColorMode.Value)
      .graphMode(course ? common.BigValueGraphMode.Area : common.BigValueGraphMode.None)
      .textMode(common.BigValueTextMode.Auto)
      .justifyMode(common.BigValueJustifyMode.Auto)
    return panel.mappings([
      ...(states === undefined ? [] : [mapping(states, say)]),
      ...nothing(about, say),
    ])
  }

export interface RankAbout extends About {
  readonly steps?: Steps
  readonly min?: number
  readonly max?: number
  /** How many of them. */
  readonly limit?: number
  /** Words of the codes that the curves are called by. */
  readonly named?: Vocabulary
}

/** One bar a curve, the highest newest value on top. */
export const rankPanel =
  (about: RankAbout): Panel =>
  (say) => {
    const { steps = plain, min = 0, max, limit = 15, named } = about
    const names = named === undefined ? [] : namedBy(named, say)
    const panel = described(new bargauge.PanelBuilder(), about, say)
      .thresholds(thresholds(steps))
      .min(min)
      .displayMode(common.BarGaugeDisplayMode.Basic)
      .orientation(common.VizOrientation.Horizontal)
      .valueMode(common.BarGaugeValueMode.Color)
      .reduceOptions(new common.ReduceDataOptionsBuilder().calcs([]).values(true).limit(limit))
      .withTransformation({
        id: 'reduce',
        options: { reducers: ['lastNotNull'], mode: 'seriesToRows', includeTimeField: false },
      })
      .withTransformation({ id: 'sortBy', options: { sort: [{ field: 'Last *', desc: true }] } })
      // Grafana leaves out the name of a bar that is the only one, unless the panel says itself how bars are called.
      .displayName('${__data.fields.Field}')
      // Names of the curves: a code of digits is no number.
      .overrideByName('Field', [
        { id: 'unit', value: 'string' },
        ...(names.length === 0 ? [] : [{ id: 'mappings', value: names }]),
      ])
      .mappings([...nothing(about, say)])
    return max === undefined ? panel : panel.max(max)
  }

export interface SpreadAbout extends Omit<About, 'queries' | 'unit' | 'decimals'> {
  /** Of the values from one bound on, below the next one: how many there are. */
  readonly classes: readonly { readonly words: Bilingual; readonly query: Query }[]
  readonly steps?: Steps
}

/**
 * How many values lie in each class, the classes in their order. Grafana's own histogram stays empty when all values
 * lie in one bar.
 */
export const spreadPanel =
  ({ classes, steps = plain, ...about }: SpreadAbout): Panel =>
  (say) =>
    described(
      new bargauge.PanelBuilder(),
      { ...about, unit: 'short', decimals: 0, queries: classes.map(({ query }) => query) },
      say,
    )
      .thresholds(thresholds(steps))
      .min(0)
      .displayMode(common.BarGaugeDisplayMode.Basic)
      .orientation(common.VizOrientation.Horizontal)
      .valueMode(common.BarGaugeValueMode.Color)
      .reduceOptions(
        new common.ReduceDataOptionsBuilder().calcs([]).values(true).limit(classes.length),
      )
      .withTransformation({
        id: 'reduce',
        options: { reducers: ['lastNotNull'], mode: 'seriesToRows', includeTimeField: false },
      })
      .overrideByName('Field', [
        { id: 'unit', value: 'string' },
        {
          id: 'mappings',
          value: [
            {
              type: dashboard.MappingType.ValueToText,
              options: Object.fromEntries(
                classes.map(({ words, query }, index) => [
                  query.alias ?? '',
                  { text: say(words), index },
                ]),
              ),
            },
          ],
        },
      ])
      .mappings([...nothing(about, say)])
