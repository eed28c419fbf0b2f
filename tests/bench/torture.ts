import { oneMachineTorture } from '../support/one-machine-torture.ts'
import { torture } from '../support/torture.ts'

export interface TortureBenchOptions {
  /** Every server away for a minute, as in the full length; otherwise for ten seconds. */
  readonly full: boolean
  /** By which files are harmed. */
  readonly seed: number
  readonly progress: (line: string) => void
}

/** The torture run in figures; every list of faults in them is to be empty. */
export async function tortureBench({
  full,
  seed,
  progress,
}: TortureBenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const away = full ? 60_000 : 10_000
  const run = await torture({
    away,
    pause: 4_000,
    rate: 500,
    gauges: full ? 100 : 20,
    covers: full ? 150 : 30,
    beat: 3_000,
    seed,
    everywhere: true,
    strangers: { feeds: 200, subscribers: 300, slowBodies: 40 },
    progress,
  })
  const { found, accounting, recoveries, duplicates } = run
  return {
    bench: 'torture',
    awaySeconds: away / 1_000,
    acknowledged: run.acknowledged,
    stored: found.stored.length,
    resent: run.resent,
    kills: run.kills,
    alarms: found.raised.length,
    cases: found.cases.length,
    faults: {
      lost: run.lost,
      foreign: run.foreign,
      duplicates,
      alarms: run.alarms,
      cases: run.cases,
      chains: found.faults,
      deadLetters: found.deadLetters,
      balanced: accounting.balanced,
      deaths: run.deaths,
      unready: run.unready,
      refusals: run.refusals,
    },
    harms: run.harms,
    recoveryMs: recoveries,
    workerRestartMs: run.restarts,
    calmMs: run.calm,
    longestWithoutPubackMs: run.longestSilence,
    strangers: run.strangers,
  }
}

/** The same of one machine. */
export const oneMachineBench = async (options: {
  readonly rounds: number
  readonly seed: number
  readonly progress: (line: string) => void
}): Promise<Readonly<Record<string, unknown>>> => ({
  bench: 'torture --one-machine',
  rounds: options.rounds,
  seed: options.seed,
  ...(await oneMachineTorture({
    ...options,
    rate: 80,
    gauges: 40,
    covers: 60,
    mebibytes: 640,
    lookEvery: 10,
    strangers: { feeds: 40, subscribers: 60, slowBodies: 20 },
  })),
})
