import common from '@grafana/grafana-foundation-sdk/common'
import statetimeline from '@grafana/grafana-foundation-sdk/statetimeline'

import type { Bilingual } from '../../core/bilingual.ts'
import { described, type About, type Panel } from './panel.ts'
import { mapping, plain, thresholds, type State, type Steps } from './thresholds.ts'

export interface StateAbout extends About {
  readonly states?: readonly State[]
  readonly steps?: Steps
  /** What to say when there is none of them. */
  readonly noneFound?: Bilingual
  /** Curves of different things, by the name their alias gives them. */
  readonly rows?: readonly StateRow[]
}

interface StateRow {
  readonly curve: string
  readonly words: Bilingual
  readonly states: readonly State[]
}

/** A bar for each curve that changes its colour with the state. */
export const statePanel =
  (about: StateAbout): Panel =>
  (say) => {
    const { states = [], steps = plain, rows = [], noneFound } = about
    const panel = described(new statetimeline.PanelBuilder(), about, say)
      .thresholds(thresholds(steps))
      .mappings(states.length === 0 ? [] : [mapping(states, say)])
      .mergeValues(true)
      .showValue(common.VisibilityMode.Auto)
      .rowHeight(0.85)
      .fillOpacity(75)
      .lineWidth(0)
      .perPage(20)
      .legend(
        new common.VizLegendOptionsBuilder()
          .displayMode(common.LegendDisplayMode.List)
          .placement(common.LegendPlacement.Bottom)
          .showLegend(true)
          .calcs([]),
      )
    if (noneFound !== undefined) panel.noValue(say(noneFound))
    for (const { curve, words, states } of rows) {
      panel.overrideByName(curve, [
        { id: 'displayName', value: say(words) },
        { id: 'mappings', value: [mapping(states, say)] },
      ])
    }
    return panel
  }
