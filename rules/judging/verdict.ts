import type { AlarmTransition } from '../../core/alarm.ts'
import type { AreaMember } from '../../core/area-member.ts'
import { outgoing, type Effects, type PartitionState } from '../../core/log.ts'
import { alarmsTopic, areaMembersTopic } from '../../core/topics.ts'

/** What became of a batch of readings. */
export interface Verdict {
  readonly effects: Effects
  readonly transitions: readonly AlarmTransition[]
  readonly readings: number
  /** States whose instants were moved, because the clock they were taken from was set. */
  readonly rebased: number
  /** Messages of steps that threw; their state stayed as it was. */
  readonly failures: readonly string[]
  /** What was known before the batch; until the judge hears that it is durable. */
  readonly before: PartitionState
}

export interface Told {
  readonly transitions: readonly AlarmTransition[]
  readonly members: readonly AreaMember[]
}

export function effectsOf(
  transitions: readonly AlarmTransition[],
  members: readonly AreaMember[],
  { state, from }: Pick<Effects, 'state' | 'from'>,
): Effects {
  const append = [
    ...(transitions.length > 0 ? [outgoing(alarmsTopic, transitions)] : []),
    ...(members.length > 0 ? [outgoing(areaMembersTopic, members)] : []),
  ]
  return {
    ...(append.length > 0 && { append }),
    ...(state !== undefined && state.length > 0 && { state }),
    ...(from !== undefined && { from }),
  }
}
