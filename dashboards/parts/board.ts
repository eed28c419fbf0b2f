import dashboard from '@grafana/grafana-foundation-sdk/dashboard'

import type { Bilingual } from '../../core/bilingual.ts'
import type { Annotation } from './annotations.ts'
import { otherBoards, toConsole, uidOf } from './links.ts'
import type { Panel } from './panel.ts'
import { zone } from './schema.ts'
import { consoleAddress, type Variable } from './variables.ts'
import type { Say } from './words.ts'

export interface Row {
  /** Left out: no heading, for walls. */
  readonly title?: Bilingual
  readonly panels: readonly Panel[]
}

export interface Board {
  /** Name in uids and addresses, `ub-<name>-zh`. */
  readonly name: string
  readonly title: Bilingual
  readonly description: Bilingual
  readonly from: string
  readonly refresh: string
  /** Seen on a wall: no links, no choices. */
  readonly wall?: boolean
  readonly variables?: readonly Variable[]
  readonly annotations?: readonly Annotation[]
  readonly rows: readonly Row[]
}

/**
 * Row n has the number 100 n and its panels the numbers after it, so a new panel changes no number of another row and a
 * link to one panel stays right.
 */
export function compose(board: Board, say: Say, consoleUrl: string): dashboard.Dashboard {
  const { name, title, description, from, refresh, wall = false } = board
  const builder = new dashboard.DashboardBuilder(say(title))
    .uid(uidOf(name, say))
    .description(say(description))
    .tags(['urban-brain', say.code, name])
    .timezone(zone)
    .weekStart('monday')
    .readonly()
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .time({ from, to: 'now' })
    .refresh(refresh)
    .withVariable(consoleAddress(consoleUrl)(say))
  for (const variable of board.variables ?? []) builder.withVariable(variable(say))
  for (const annotation of board.annotations ?? []) builder.annotation(annotation(say))
  // Nobody touches a wall, and the bar takes the room of two rows.
  if (wall) builder.timepicker(new dashboard.TimePickerBuilder().hidden(true))
  else builder.link(otherBoards(say)).link(toConsole(say))
  for (const [index, row] of board.rows.entries()) {
    const number = 100 * (index + 1)
    if (row.title !== undefined) {
      builder.withRow(new dashboard.RowBuilder(say(row.title)).id(number))
    }
    for (const [place, panel] of row.panels.entries()) {
      builder.withPanel(panel(say).id(number + 1 + place))
    }
  }
  return visible({ ...builder.build(), schemaVersion: 42 })
}

/** The SDK puts links and the switches of marks into a menu; they belong where one sees them. */
function visible(model: dashboard.Dashboard): dashboard.Dashboard {
  const { links = [], annotations } = model
  const list = (annotations.list ?? []).map(withoutPlacement)
  return {
    ...model,
    links: links.map(withoutPlacement),
    annotations: { ...annotations, list },
  }
}

function withoutPlacement<Placed extends { placement?: unknown }>(placed: Placed): Placed {
  const copy = { ...placed }
  delete copy.placement
  return copy
}
