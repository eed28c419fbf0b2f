/**
 * A device without a clock of its own is told the time by the host's, and so its event time jumps when that is set. The
 * instants of its state are then moved by the same step, so that holds, clears, cool-downs and windows go on by what
 * really elapsed. The name of an alarm stays.
 */
import type { Reading } from '../../core/reading.ts'
import { seconds } from '../../core/time.ts'
import { hostAt, listeningAt, type Listening } from './listening.ts'
import type { Bound } from '../language/rule.ts'
import type { AlarmState, RuleState } from './state.ts'

/** A smaller step is no more than the lag of a reading. */
const smallest = seconds(1)
/** As far as the clock of a device may be ahead of ours, and as old as a reading may be that shows how clocks stand. */
const skew = seconds(60)

/** By how much the event time of the device was set since its newest judged reading; 0 when it was not. */
export function setBy(state: RuleState, reading: Reading, listening: Listening): number {
  const { observedAt: at, receivedAt } = reading
  const step = listening.shift - (state.shift ?? 0)
  const stepped = Math.abs(step) > smallest && isFresh(reading)
  const beyond =
    at < state.judged &&
    state.judged > receivedAt + skew &&
    at <= receivedAt + skew &&
    // Of another partition that is only behind, or through a gateway that is, it would be older.
    listeningAt(listening, receivedAt) > state.received - skew
  if (!stepped && !beyond) return 0
  const elapsed = Math.max(0, receivedAt - hostAt(listening, state.received))
  const own = at - (state.judged + elapsed)
  if (stepped && Math.abs(own - step) < Math.abs(own)) return step
  // Whatever we know of steps: nothing was observed that long after now.
  return beyond ? own : 0
}

export const isFresh = ({ observedAt, receivedAt }: Reading): boolean =>
  Math.abs(receivedAt - observedAt) < skew

export function rebased(
  { operators }: Bound,
  state: RuleState,
  by: number,
  { shift }: Listening,
): RuleState {
  const moved = (at: number) => (at === 0 ? 0 : at + by)
  const alarm = (one: AlarmState): AlarmState => ({
    ...one,
    held: one.held.map(moved),
    clearing: one.clearing.map(moved),
    confirmed: one.confirmed.map(moved),
    ...(one.told === undefined ? {} : { told: moved(one.told) }),
  })
  return {
    ...state,
    judged: moved(state.judged),
    shift,
    rests: moved(state.rests),
    ...(state.flips === undefined ? {} : { flips: state.flips.map(moved) }),
    ...(state.turned === undefined ? {} : { turned: moved(state.turned) }),
    ...(state.closed === undefined ? {} : { closed: moved(state.closed) }),
    windows: state.windows.map((window, index) => {
      const operator = operators[index]
      return operator === undefined ? window : operator.moved(window, by, state.judged)
    }),
    alarm: state.alarm === null ? null : alarm(state.alarm),
    ...(state.before === undefined ? {} : { before: alarm(state.before) }),
  }
}
