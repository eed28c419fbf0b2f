/** Who judges the records of a backtest: this thread, or threads of their own for some of the devices each. */
import type { RegisteredDevice } from '../../core/registry.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import type { Backtest } from '../backtest/backtest.ts'
import type { Judged } from '../backtest/both-sets.ts'
import { Dealing, sharesOf } from '../backtest/shares.ts'
import type { RuleSources } from '../in-force/catalogue.ts'

/** Plain data, so that it can be handed to another thread. */
export interface JudgingWork {
  readonly ruleSet: RuleSources
  readonly against: RuleSources | undefined
  readonly registered: readonly RegisteredDevice[]
}

export interface JudgingThread extends AsyncDisposable {
  /** Answers in the order it was asked. */
  take(records: readonly ReadingRecord[]): Promise<Judged>
}

export interface JudgingThreads {
  readonly count: number
  /** For fewer readings it is not worth it to start them. */
  readonly worthFrom: number
  /** Whether it could be started shows when it is asked. */
  readonly open: (work: JudgingWork) => JudgingThread
}

export interface Judging extends AsyncDisposable {
  /** What came of the records may come later. */
  take(records: readonly ReadingRecord[]): Promise<void>
  /** When all of them are judged. */
  settled(): Promise<void>
}

export const judgedHere = (backtest: Backtest): Judging => ({
  take: (records) => {
    backtest.take(records)
    return Promise.resolve()
  },
  settled: () => Promise.resolve(),
  [Symbol.asyncDispose]: () => Promise.resolve(),
})

/** So many batches may wait for the threads: while the next rows are fetched these have something to do. */
const mostAhead = 48

export function judgedInThreads(
  backtest: Backtest,
  { count, open }: JudgingThreads,
  work: JudgingWork,
): Judging {
  const shares = sharesOf(work.registered, count).filter((share) => share.length > 0)
  const dealing = new Dealing(shares)
  const threads = shares.map((registered) => open({ ...work, registered }))
  const ahead: Promise<readonly Judged[]>[] = []
  const noteOldest = async () => {
    for (const judged of (await ahead.shift()) ?? []) backtest.note(judged)
  }
  return {
    async take(records) {
      backtest.count(records)
      const dealt = dealing.deal(records)
      const judged = Promise.all(threads.map((thread, index) => thread.take(dealt[index] ?? [])))
      // Whoever waits for it is told of its failure.
      judged.catch(() => {})
      ahead.push(judged)
      if (ahead.length > mostAhead) await noteOldest()
    },
    async settled() {
      while (ahead.length > 0) await noteOldest()
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread[Symbol.asyncDispose]()))
    },
  }
}
