/**
 * A running part of the system. `start` resolves when it does its work; `stop` lets work in hand finish and resolves
 * when nothing of it runs any more. Both are called once, `stop` also after a `start` that failed.
 */
export interface Component {
  readonly name: string
  start(): Promise<void>
  stop(): Promise<void>
  /** undefined when it does its work now, otherwise why not; asked by the readiness probe. */
  unready(): string | undefined
  /** What an operator should know although it does its work (a clock that was set, data that run out); in readiness. */
  warning?(): string | undefined
}
