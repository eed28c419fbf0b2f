/** Checks of the whole record: once a day, and when somebody asks. One at a time; the last one is remembered. */
import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock, Instant } from '../../core/time.ts'
import { checkRecord, type RecordCheck, type RecordCheckDeps } from './record-check.ts'
import { placeOf } from './record-fault.ts'

export interface RecordWatchDeps extends RecordCheckDeps {
  readonly clock: Pick<Clock, 'now'>
  readonly observer: Observer
}

export interface RecordState {
  /** The check that runs: since when, and how many sealed events it has looked at. */
  readonly running?: { readonly startedAt: Instant; readonly events: number }
  readonly last?: {
    readonly startedAt: Instant
    readonly endedAt: Instant
    /** Why it could not be ended. */
    readonly message?: string
    readonly check?: RecordCheck
  }
}

export class RecordWatch {
  readonly #deps: RecordWatchDeps
  #state: RecordState = {}
  #running: Promise<void> | undefined

  constructor(deps: RecordWatchDeps) {
    this.#deps = deps
  }

  get state(): RecordState {
    return this.#state
  }

  /** What readiness warns of. */
  warning(): string | undefined {
    const faults = this.#state.last?.check?.faults.length ?? 0
    return faults === 0
      ? undefined
      : `the record of the cases is not what was written: ${faults} faults; \`cases verify --all\` names them`
  }

  /** Begins a check, unless one runs; resolves when it has ended. */
  check(): Promise<void> {
    this.#running ??= this.#check().finally(() => (this.#running = undefined))
    return this.#running
  }

  async #check(): Promise<void> {
    const { clock, observer } = this.#deps
    const startedAt = clock.now()
    const { last } = this.#state
    const begun: RecordState = last === undefined ? {} : { last }
    this.#state = { ...begun, running: { startedAt, events: 0 } }
    try {
      const check = await checkRecord(this.#deps, (events) => {
        this.#state = { ...begun, running: { startedAt, events } }
      })
      this.#state = { last: { startedAt, endedAt: clock.now(), check } }
      const [first] = check.faults
      if (first === undefined) observer.emit('record.proven', { events: check.events })
      else {
        observer.emit('record.faulty', {
          faults: check.faults.length,
          first: `${first.fault}: ${placeOf(first)}`,
        })
      }
    } catch (error) {
      const message = messageOf(error)
      this.#state = { last: { startedAt, endedAt: clock.now(), message } }
      observer.emit('task.failed', { task: 'record-check', message })
    }
  }
}
