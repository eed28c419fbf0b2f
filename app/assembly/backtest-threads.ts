/** The threads that judge a long backtest, each some of the devices. */
import { availableParallelism } from 'node:os'

import type { City } from '../../core/city.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Judged } from '../../rules/backtest/both-sets.ts'
import type { JudgingThread, JudgingThreads, JudgingWork } from '../../rules/history/judging.ts'

import { threadOf } from '../run/thread-entry.ts'

/** Plain data. */
export interface BacktestWork extends JudgingWork {
  /** Of the city. */
  readonly folder: string
  readonly city: City
}

interface Options {
  readonly folder: string
  readonly city: City
  /** One for each core, a few at most, when left out. */
  readonly count?: number | undefined
  readonly worthFrom?: number
}

const mostThreads = 8
/** So many readings are judged while a thread starts. */
const worthStarting = 200_000
/** MiB for short-lived objects: each reading makes a new state of each rule, which lives until the next one. */
const youngGeneration = 192

export const backtestThreads = ({
  folder,
  city,
  count = Math.min(availableParallelism(), mostThreads),
  worthFrom = worthStarting,
}: Options): JudgingThreads => ({
  ...{ count, worthFrom },
  open: (work) => started({ ...work, folder, city }),
})

interface Waiting {
  readonly resolve: (judged: Judged) => void
  readonly reject: (error: Error) => void
}

function started(work: BacktestWork): JudgingThread {
  const worker = threadOf('app/assembly/backtest-worker', {
    workerData: work,
    name: 'backtest',
    resourceLimits: { maxYoungGenerationSizeMb: youngGeneration },
  })
  const waiting: Waiting[] = []
  let ended: Error | undefined
  const end = (error: Error): void => {
    ended ??= error
    for (const { reject } of waiting.splice(0)) reject(ended)
  }
  worker.on('message', (judged: Judged) => waiting.shift()?.resolve(judged))
  worker.on('error', end)
  worker.on('exit', () => end(new UrbanBrainError('internal', 'a thread of the backtest ended')))
  return {
    take: (records) => {
      if (ended !== undefined) return Promise.reject(ended)
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        worker.postMessage(records)
      })
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate()
    },
  }
}
