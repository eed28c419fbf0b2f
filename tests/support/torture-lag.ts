/** Where the groups of a city stand in the log, seen from outside. */
import { setTimeout as delay } from 'node:timers/promises'

import type { TopicName } from '../../core/log.ts'
import type { KafkaLog } from '../../storage/kafka/kafka-log.ts'
import { until } from './until.ts'

const stages = {
  ingest: 'frames',
  rules: 'readings',
  series: 'readings',
  cases: 'alarms',
} as const satisfies Readonly<Record<string, TopicName>>

export type Stage = keyof typeof stages

export interface Standing {
  /** Records that the group has not worked off; the ends of transactions count as well. */
  readonly lag: number
  /** Grows with every commit of the group. */
  readonly committed: number
}

export async function standing(log: KafkaLog, stage: Stage): Promise<Standing> {
  const positions = await log.positions(stages[stage], stage)
  return {
    lag: positions.reduce((sum, { next, committed }) => sum + next - committed, 0),
    committed: positions.reduce((sum, { committed }) => sum + committed, 0),
  }
}

/** Asks until Kafka answers. */
export async function standingLater(log: KafkaLog, stage: Stage): Promise<Standing> {
  for (;;) {
    try {
      return await standing(log, stage)
    } catch {
      await delay(200)
    }
  }
}

export const stageNames = Object.keys(stages) as readonly Stage[]

/** Resolves with milliseconds when the group's lag is at most `bound`; rejects after `within`. */
export async function caughtUp(
  log: KafkaLog,
  names: readonly Stage[],
  bound: number,
  within: number,
): Promise<number> {
  const started = performance.now()
  for (;;) {
    const lags: string[] = []
    for (const name of names) {
      const { lag } = await standingLater(log, name)
      if (lag > bound) lags.push(`${name} ${lag}`)
    }
    const took = performance.now() - started
    if (lags.length === 0) return Math.round(took)
    if (took > within) throw new Error(`not caught up after ${within} ms: ${lags.join(', ')}`)
    await delay(250)
  }
}

/** In the order of the data's way. */
const way: readonly (readonly Stage[])[] = [['ingest'], ['rules', 'series'], ['cases']]

/** Resolves when everything that is in the log now, and what follows from it, was worked off; rejects after `within`. */
export async function workedOff(log: KafkaLog, within: number): Promise<void> {
  for (const names of way) {
    for (const name of names) {
      const ends = await log.positions(stages[name], name)
      await until(
        async () => {
          const now = await log.positions(stages[name], name).catch(() => [])
          return ends.every(({ partition, next }) =>
            now.some((one) => one.partition === partition && one.committed >= next),
          )
        },
        `${name} worked off what was there`,
        within,
      )
    }
  }
}
