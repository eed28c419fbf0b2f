/** The stage of the areas with the state that it would keep in a log, behind one judge of devices or several. */
import type { AlarmTransition } from '../../core/alarm.ts'
import type { AreaMember } from '../../core/area-member.ts'
import type { PartitionState } from '../../core/log.ts'
import { judgeAreas } from '../../rules/judging/area-judge.ts'

export class AreaStore {
  readonly state = new Map<string, unknown>()
  readonly alarms: AlarmTransition[] = []
  /** Alarms that stand over areas. */
  readonly standing = new Map<string, Exclude<AlarmTransition, { readonly kind: 'cleared' }>>()

  run(records: readonly AreaMember[]): void {
    const { effects, transitions } = judgeAreas(records, this.#view())
    for (const { key, value } of effects.state ?? []) {
      if (value === undefined) this.state.delete(key)
      else this.state.set(key, structuredClone(value))
    }
    for (const transition of transitions) {
      this.alarms.push(transition)
      if (transition.kind === 'cleared') this.standing.delete(transition.alarm)
      else this.standing.set(transition.alarm, transition)
    }
  }

  #view(): PartitionState {
    return {
      get: (key) => this.state.get(key),
      entries: (prefix) =>
        [...this.state]
          .filter(([key]) => key.startsWith(prefix))
          .sort((a, b) => (a[0] < b[0] ? -1 : 1)),
    }
  }
}
