import { programEvents, type ProgramEventSpec } from '../../core/program-events.ts'
import type { ProgramEventName } from '../../core/program-event-fields.ts'
import type { Fields, Observer } from '../../core/observer.ts'

export interface RecordedEvent {
  readonly event: ProgramEventName
  readonly fields: Fields
  readonly count: number
}

/** Everything that was told, in its order. */
export class RecordingObserver implements Observer {
  readonly events: RecordedEvent[] = []
  readonly gauges = new Map<string, number>()
  readonly measured: { readonly name: string; readonly value: number }[] = []

  emit(event: ProgramEventName, fields: Fields = {}, count = 1): void {
    this.events.push({ event, fields, count })
  }

  measure(name: string, value: number): void {
    this.measured.push({ name, value })
  }

  gauge(name: string, value: number): void {
    this.gauges.set(name, value)
  }

  /** With `word` only those that say it where the label of the event comes from. */
  count(event: ProgramEventName, word?: string): number {
    const { label = 'reason' }: ProgramEventSpec = programEvents[event]
    return this.events
      .filter((one) => one.event === event && (word === undefined || one.fields[label] === word))
      .reduce((sum, one) => sum + one.count, 0)
  }
}
