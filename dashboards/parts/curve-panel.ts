import common from '@grafana/grafana-foundation-sdk/common'
import dashboard from '@grafana/grafana-foundation-sdk/dashboard'
import timeseries from '@grafana/grafana-foundation-sdk/timeseries'

import type { Bilingual } from '../../core/bilingual.ts'
import { described, type About, type Panel } from './panel.ts'
import { thresholds, type Steps } from './thresholds.ts'
import type { Vocabulary } from './vocabularies.ts'

export interface CurveAbout extends About {
  /** Limits, drawn as lines. */
  readonly steps?: Steps
  readonly bars?: boolean
  readonly stacked?: boolean
  readonly min?: number
  readonly max?: number
  /** Shown words, unit and colour of single curves, by the name their alias gives them. */
  readonly names?: readonly CurveName[]
  /** Words of the codes that the curves are called by. */
  readonly named?: Vocabulary
  readonly repeat?: string
  /** A curve for each of several devices, the highest first in the legend. */
  readonly devices?: boolean
  /** The axis goes so far at least, without cutting what is beyond. */
  readonly softMax?: number
}

interface CurveName {
  readonly curve: string
  readonly words: Bilingual
  readonly unit?: string
  readonly colour?: string
  /** A thick line of its own over the stack of the others. */
  readonly alone?: boolean
  /** Bars of one step stand over each other, unless each has its side of it. */
  readonly side?: 'left' | 'right'
}

export const curvePanel =
  (about: CurveAbout): Panel =>
  (say) => {
    const { steps, bars = false, stacked = false, min, max, names = [], named, repeat } = about
    const { devices = false, softMax } = about
    const panel = described(new timeseries.PanelBuilder(), about, say)
      .lineWidth(bars ? 0 : 2)
      .fillOpacity(bars ? 80 : stacked ? 30 : 0)
      .barWidthFactor(0.9)
      .drawStyle(bars ? common.GraphDrawStyle.Bars : common.GraphDrawStyle.Line)
      .showPoints(common.VisibilityMode.Auto)
      .legend(legend(devices))
      .tooltip(
        new common.VizTooltipOptionsBuilder()
          .mode(common.TooltipDisplayMode.Multi)
          .sort(common.SortOrder.Descending),
      )
    if (stacked) {
      panel.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'))
    }
    if (min !== undefined) panel.min(min)
    if (max !== undefined) panel.max(max)
    // A limit beyond the curves would not be seen, and above a constant 0 Grafana draws an axis to 100.
    const limits = (steps ?? []).flatMap(([from]) => from ?? [])
    const least = softMax ?? (min === 0 && limits.length === 0 ? leastAxis : undefined)
    const far = Math.max(...limits, ...(least === undefined ? [] : [least]))
    const near = Math.min(...limits)
    if (max === undefined && Number.isFinite(far)) panel.axisSoftMax(far)
    if (min === undefined && Number.isFinite(near)) panel.axisSoftMin(near)
    if (steps !== undefined) {
      panel
        .thresholds(thresholds(steps))
        .thresholdsStyle(
          new common.GraphThresholdsStyleConfigBuilder().mode(
            common.GraphThresholdsStyleMode.Dashed,
          ),
        )
    }
    if (repeat !== undefined) panel.repeat(repeat).repeatDirection('h').maxPerRow(2)
    for (const [curve, words] of named?.(say.city) ?? []) {
      panel.overrideByName(curve, [{ id: 'displayName', value: say(words) }])
    }
    for (const { curve, words, unit, colour, alone = false, side } of names) {
      panel.overrideByName(curve, [
        { id: 'displayName', value: say(words) },
        ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
        ...(colour === undefined ? [] : [{ id: 'color', value: fixed(colour) }]),
        ...(side === undefined
          ? []
          : [
              { id: 'custom.barAlignment', value: side === 'left' ? -1 : 1 },
              { id: 'custom.barWidthFactor', value: 0.4 },
            ]),
        ...(alone
          ? [
              { id: 'custom.stacking', value: { mode: common.StackingMode.None, group: 'A' } },
              { id: 'custom.fillOpacity', value: 0 },
              { id: 'custom.lineWidth', value: 3 },
            ]
          : []),
      ])
    }
    return panel
  }

const leastAxis = 1

const legend = (devices: boolean) => {
  const builder = new common.VizLegendOptionsBuilder().showLegend(true)
  if (!devices)
    return builder
      .placement(common.LegendPlacement.Bottom)
      .displayMode(common.LegendDisplayMode.List)
      .calcs([])
  return builder
    .placement(common.LegendPlacement.Right)
    .displayMode(common.LegendDisplayMode.Table)
    .calcs(['lastNotNull', 'max'])
    .sortBy('Max')
    .sortDesc(true)
}

const fixed = (fixedColor: string): dashboard.FieldColor => ({
  mode: dashboard.FieldColorModeId.Fixed,
  fixedColor,
})
