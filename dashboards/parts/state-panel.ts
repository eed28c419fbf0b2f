import common from '@grafana/grafana-foundation-sdk/common'
import statetimeline from '@grafana/grafana-foundation-sdk/statetimeline'

import { described, type About, type Panel } from './panel.ts'
import { mapping, plain, thresholds, type State, type Steps } from './thresholds.ts'

export interface StateAbout extends About {
  readonly states?: readonly State[]
  readonly steps?: Steps
}

/** A bar for each curve that changes its colour with the state. */
export const statePanel =
  (about: StateAbout): Panel =>
  (say) => {
    const { states = [], steps = plain } = about
    return described(new statetimeline.PanelBuilder(), about, say)
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
  }
