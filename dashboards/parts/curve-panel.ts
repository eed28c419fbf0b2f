import common from '@grafana/grafana-foundation-sdk/common'
import dashboard from '@grafana/grafana-foundation-sdk/dashboard'
import timeseries from '@grafana/grafana-foundation-sdk/timeseries'

import type { Bilingual } from '../../core/bilingual.ts'
import { described, type About, type Panel } from './panel.ts'
import { thresholds, type Steps } from './thresholds.ts'

export interface CurveAbout extends About {
  /** Limits, drawn as lines. */
  readonly steps?: Steps
  readonly bars?: boolean
  readonly stacked?: boolean
  readonly min?: number
  readonly max?: number
  /** Shown words, unit and colour of single curves, by the name their alias gives them. */
  readonly names?: readonly CurveName[]
  readonly repeat?: string
  readonly legend?: 'list' | 'table' | 'none'
}

interface CurveName {
  readonly curve: string
  readonly words: Bilingual
  readonly unit?: string
  readonly colour?: string
  /** A thick line of its own over the stack of the others. */
  readonly alone?: boolean
}

export const curvePanel =
  (about: CurveAbout): Panel =>
  (say) => {
    const { steps, bars = false, stacked = false, min, max, names = [], repeat } = about
    const panel = described(new timeseries.PanelBuilder(), about, say)
      .lineWidth(bars ? 0 : 2)
      .fillOpacity(bars ? 80 : 10)
      .drawStyle(bars ? common.GraphDrawStyle.Bars : common.GraphDrawStyle.Line)
      .showPoints(common.VisibilityMode.Auto)
      .legend(legend(about.legend ?? 'list'))
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
    for (const { curve, words, unit, colour, alone = false } of names) {
      panel.overrideByName(curve, [
        { id: 'displayName', value: say(words) },
        ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
        ...(colour === undefined ? [] : [{ id: 'color', value: fixed(colour) }]),
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

const legend = (kind: 'list' | 'table' | 'none') => {
  const builder = new common.VizLegendOptionsBuilder()
    .placement(common.LegendPlacement.Bottom)
    .showLegend(kind !== 'none')
    .displayMode(kind === 'table' ? common.LegendDisplayMode.Table : common.LegendDisplayMode.List)
  return builder.calcs(kind === 'table' ? ['lastNotNull', 'max'] : [])
}

const fixed = (fixedColor: string): dashboard.FieldColor => ({
  mode: dashboard.FieldColorModeId.Fixed,
  fixedColor,
})
