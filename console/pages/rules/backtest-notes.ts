/** What a backtest could not know, said by what was read. Pure. */
import type { Bilingual } from '../../../core/bilingual.ts'
import type { Backtesting } from '../../api/types.ts'
import { backtestWords as words } from '../../words/backtest.ts'

export interface BacktestNote {
  readonly words: Bilingual
  /** By the names of the words. */
  readonly instants: Readonly<Record<string, number>>
  /** The result means less than it seems to. */
  readonly grave: boolean
}

/** So much later than asked a first reading is still in time, as rules/history/backtests.ts has it. */
const slack = 600_000

type Read = Pick<Backtesting, 'state' | 'from' | 'since' | 'firstReading' | 'parts'>

export function backtestNotes(backtest: Read): readonly BacktestNote[] {
  return [
    ...reachOf(backtest),
    ...backtest.parts.flatMap(({ source, from, to }): BacktestNote[] =>
      // Of a part that ends before the first reading nothing was there.
      source === 'readings' || to <= (backtest.firstReading ?? 0)
        ? []
        : [
            {
              words: source === 'series' ? words.fromSeries : words.fromFrames,
              instants: { from, to },
              grave: false,
            },
          ],
    ),
    { words: words.registerNow, instants: {}, grave: false },
  ]
}

function reachOf({ state, from, since, firstReading: at }: Read): readonly BacktestNote[] {
  if (state !== 'done') return []
  if (at === undefined) return [{ words: words.noReadings, instants: {}, grave: true }]
  if (at > from + slack) return [{ words: words.reachesFrom, instants: { at }, grave: true }]
  return since !== undefined && at > since + slack
    ? [{ words: words.warmsFrom, instants: { at, since }, grave: false }]
    : []
}
