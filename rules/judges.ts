/** A judge for each partition that this process has. */
import { setImmediate as breath } from 'node:timers/promises'

import { consumers } from '../core/consumers.ts'
import type { Batch, DurableLog, Effects, PartitionState } from '../core/log.ts'
import type { Muting } from '../core/muting.ts'
import type { Observer } from '../core/observer.ts'
import { topics, type ReadingRecord } from '../core/topics.ts'
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import type { RuleSet } from './in-force/catalogue.ts'
import { Allowance, whereItSaves, type Amount } from './judging/allowance.ts'
import type { Devices } from './judging/bindings.ts'
import type { CityClock } from './judging/city-clock.ts'
import { instantOf, Judge } from './judging/judge.ts'
import type { Verdict } from './judging/verdict.ts'

interface JudgesDependencies {
  readonly log: DurableLog
  readonly observer: Observer
  readonly directory: DeviceDirectory
  readonly muting: Muting
  readonly clock: CityClock
  /** How much this process may leave unwritten. */
  readonly most: Amount
}

type Work = Omit<Batch<ReadingRecord>, 'complete'>

/** What a batch came to, before it is durable. */
interface Worked {
  readonly judge: Judge
  readonly used: RuleSet
  readonly verdict: Verdict
  readonly shadow: undefined
}

/** Records that are read at once. */
const page = 2_048

export function createJudges({
  log,
  observer,
  directory,
  muting,
  clock,
  most,
}: JudgesDependencies) {
  /** Each partition is judged by itself; one that comes back from another worker begins with the state it brings. */
  const judges = new WeakMap<PartitionState, Judge>()
  const allowance = new Allowance(most)
  const begin = async (batch: Work, ruleSet: RuleSet, until: number, signal?: AbortSignal) => {
    const { partition, records, state, owns } = batch
    const devices = devicesOf(directory, owns)
    const allowed = whereItSaves(allowance.of(partition), numberOf(devices))
    const judge = new Judge(devices, clock, ruleSet, muting, allowed)
    let from = judge.begin(state) ?? until
    let count = 0
    while (from < until) {
      signal?.throwIfAborted()
      const limit = Math.min(page, until - from)
      const read = await log.read(topics.readings, partition, from, limit)
      const again = read.filter(({ offset }) => offset < until)
      const last = again.at(-1)
      // Of what the log has no more nothing is known.
      if (last === undefined) break
      judge.again(again, instantOf((records[0] ?? last).value))
      count += again.length
      from = last.offset + 1
      // The others of this thread go on meanwhile, and it says how it is.
      await breath()
    }
    if (count > 0) observer.emit('rules.judged-again', { partition }, count)
    judges.set(state, judge)
    return judge
  }
  return {
    /** The one that a batch belongs to, ready for it. */
    async of(batch: Work, inForce: () => RuleSet, signal: AbortSignal): Promise<Judge> {
      const { state, records, ownedPartitions } = batch
      allowance.own(ownedPartitions)
      const judge =
        judges.get(state) ?? (await begin(batch, inForce(), records[0]?.offset ?? 0, signal))
      if (judge.ruleSet !== inForce()) judge.use(inForce())
      return judge
    },
    /**
     * What a stop in order writes, so that nothing is judged again at the next start; also where it was killed before and
     * nothing came since.
     */
    async last(batch: Work, inForce: () => RuleSet): Promise<{ effects?: Effects; told?: Worked }> {
      const { partition, state } = batch
      let judge = judges.get(state)
      if (judge === undefined) {
        if (state.get(consumers.rules.remembers.again.key) === undefined) return {}
        const positions = await log.positions(consumers.rules.topic, consumers.rules.group)
        const place = positions.find((one) => one.partition === partition)
        judge = await begin(batch, inForce(), place?.committed ?? 0)
      }
      const verdict = judge.work([], state)
      const used = judge.ruleSet
      return { effects: verdict.effects, told: { judge, used, verdict, shadow: undefined } }
    },
  }
}

/** Counted again when the register has changed. */
function numberOf(devices: Devices): () => number {
  let [revision, number] = [-1, 0]
  return () => {
    if (revision !== devices.revision) number = [...devices.values()].length
    revision = devices.revision
    return number
  }
}

/** The devices whose readings come to one partition: their silence is judged there and nowhere else. */
export const devicesOf = (directory: DeviceDirectory, owns: (key: string) => boolean): Devices => ({
  get revision() {
    return directory.revision
  },
  get: (id) => directory.get(id),
  all: () => directory.values(),
  *values() {
    for (const registered of directory.values()) if (owns(registered.device.id)) yield registered
  },
})
