/**
 * Counts the alarms that stand, by rule, from the alarms topic alone: for parts of the system that do not run where the
 * rules are judged.
 */
import type { AlarmTransition } from '../core/alarm.ts'
import { background } from '../core/background.ts'
import type { Component } from '../core/component.ts'
import type { Observer } from '../core/events.ts'
import type { AlarmId, RuleId } from '../core/identity.ts'
import type { DurableLog } from '../core/log.ts'
import { pump } from '../core/pump.ts'
import type { Clock } from '../core/time.ts'
import { alarmsTopic } from '../core/topics.ts'

export interface AlarmCensus extends Component {
  standing(): ReadonlyMap<RuleId, number>
}

export function createAlarmCensus(deps: {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
}): AlarmCensus {
  const open = new Map<AlarmId, RuleId>()
  let restored = false

  const note = (id: AlarmId, rule: RuleId | undefined): void => {
    if (rule === undefined) open.delete(id)
    else open.set(id, rule)
  }
  const ruleOf = ({ kind, rule }: AlarmTransition) => (kind === 'cleared' ? undefined : rule)

  const component = background('alarm-census', deps.observer, {
    alarms: (signal) =>
      pump(
        {
          ...deps,
          topic: alarmsTopic,
          group: 'alarm-census',
          handler({ records, state }) {
            if (!restored) {
              for (const [id, rule] of state.entries('')) note(id as AlarmId, rule as RuleId)
              restored = true
            }
            const last = new Map(records.map(({ value }) => [value.alarm, ruleOf(value)]))
            return { state: [...last].map(([key, value]) => ({ key, value })) }
          },
          completed({ records }) {
            for (const { value } of records) note(value.alarm, ruleOf(value))
          },
        },
        signal,
      ),
  })

  return {
    ...component,
    standing() {
      const counts = new Map<RuleId, number>()
      for (const rule of open.values()) counts.set(rule, (counts.get(rule) ?? 0) + 1)
      return counts
    },
  }
}
