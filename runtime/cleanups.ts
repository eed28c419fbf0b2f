import { messageOf } from '../core/errors.ts'
import type { Clock } from '../core/time.ts'

type Step = () => void | Promise<void>

export interface CleanupOptions {
  readonly clock: Pick<Clock, 'sleep'>
  /** Milliseconds that one step may take. One that takes longer counts as failed, and the next is taken. */
  readonly limit: number
  /** Told of each step that failed. */
  readonly failed?: (name: string, error: Error) => void
}

/** What has to be undone, taken back in reverse: every step runs, whatever became of those before it. */
export class Cleanups implements AsyncDisposable {
  readonly #options: CleanupOptions
  readonly #steps: { readonly name: string; readonly step: Step }[] = []
  #running: Promise<void> | undefined

  constructor(options: CleanupOptions) {
    this.#options = options
  }

  add(name: string, step: Step): void {
    this.#steps.push({ name, step })
  }

  /** Disposes of it with the others. */
  hold<Held extends Disposable | AsyncDisposable>(name: string, held: Held): Held {
    this.add(
      name,
      Symbol.asyncDispose in held
        ? async () => held[Symbol.asyncDispose]()
        : () => held[Symbol.dispose](),
    )
    return held
  }

  /** Each step runs once, however often this is called. Rejects with an AggregateError, one error for each step that failed. */
  run(): Promise<void> {
    this.#running ??= this.#all().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.run()
  }

  async #all(): Promise<void> {
    const failures: Error[] = []
    for (let last = this.#steps.pop(); last !== undefined; last = this.#steps.pop()) {
      const { name, step } = last
      try {
        await this.#bounded(step)
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown))
        failures.push(new Error(`${name}: ${error.message}`, { cause: error }))
        this.#options.failed?.(name, error)
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(messageOf).join('; '))
  }

  async #bounded(step: Step): Promise<void> {
    const { clock, limit } = this.#options
    const over = new AbortController()
    const tooLong = async () => {
      await clock.sleep(limit, over.signal)
      throw new Error(`not ended after ${limit / 1_000} s`)
    }
    try {
      await Promise.race([(async () => step())(), tooLong()])
    } finally {
      over.abort()
    }
  }
}
