import type { AlarmTransition } from '../core/alarm.ts'
import type { ProgramEventName } from '../core/program-event-fields.ts'
import type { Observer } from '../core/observer.ts'
import type { Clock } from '../core/time.ts'

/** Tells events and measures of alarms that are durable. */
export function announce(
  transitions: readonly AlarmTransition[],
  observer: Observer,
  clock: Pick<Clock, 'now'>,
): void {
  const now = clock.now()
  for (const transition of transitions) {
    const { alarm, kind, decidedAt } = transition
    if (transition.past === true) {
      if (transition.kind === 'raised')
        observer.emit('alarm.past', { alarm, severity: transition.severity })
      continue
    }
    observer.emit(`alarm.${kind}` satisfies ProgramEventName, {
      alarm,
      ...(kind === 'cleared' ? { because: transition.because } : { severity: transition.severity }),
    })
    if (kind === 'raised' && decidedAt !== undefined)
      observer.measure('alarm.latency.seconds', Math.max(0, now - decidedAt) / 1_000)
  }
}
