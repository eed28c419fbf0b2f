/** What the stages remember, as the partitions of the new log are to remember it. */
import { createHash } from 'node:crypto'

import { consumers } from '../../core/consumers.ts'
import type { StateChange, TopicName } from '../../core/log.ts'
import { hours, instant, minutes, plus, type Instant } from '../../core/time.ts'
import { Memory } from '../../ingest/memory.ts'
import { rolledUntil, watermarkKey } from '../../series/rollup/rollup.ts'
import type { KafkaSeed } from '../../storage/kafka/seed.ts'
import { encodeState } from '../../storage/state-codec.ts'

import { topicNames, type Told } from './copy-log.ts'
import { byDevice } from './copy-series.ts'
import type { Source } from './source.ts'
import { partitionsFor, type Routes } from './state-routes.ts'

export interface Kept extends StateChange {
  readonly partition: number
}

export interface Remembering {
  readonly topic: TopicName
  readonly group: string
  readonly kept: () => AsyncIterable<Kept>
}

/** Long enough for everything that may still be open when the newest record is read. */
const openFor = hours(1) + minutes(5)

/** Groups that remember anything, and what goes where. */
export async function stateOf(source: Source, partitions: number): Promise<readonly Remembering[]> {
  const gateways = await source.registry.gateways()
  const routes: Routes = { partitions, gatewayOf: (device) => gateways.get(device) }
  return topicNames.flatMap((topic) =>
    [...source.log.groups(topic).keys()].map((group): Remembering => {
      const routed = (change: StateChange) =>
        partitionsFor(routes, topic, group, change.key).map((partition) => ({
          partition,
          ...change,
        }))
      return {
        topic,
        group,
        async *kept() {
          for (const [key, value] of wholeState(source, topic, group)) yield* routed({ key, value })
          if (`${topic}/${group}` !== 'readings/series') return
          for await (const change of openRollups(source)) yield* routed(change)
        },
      }
    }),
  )
}

/** What ingest knows of a device is moved as one: additions of a batch are of devices that go to many partitions. */
function wholeState({ log }: Pick<Source, 'log'>, topic: TopicName, group: string) {
  const state = log.state(topic, group)
  return `${topic}/${group}` === 'frames/ingest' ? new Memory(state).entries() : state.entries('')
}

/**
 * The old store computed minutes and hours when it was asked, the new one adds them up as readings pass: it begins with
 * those that are open, so that the hour of the move counts what came before it.
 */
async function* openRollups({ log, series }: Source): AsyncIterable<StateChange> {
  const now = lastHeard({ log, series })
  if (now === undefined) return
  yield { key: watermarkKey, value: now }
  const points = series.points(plus(now, -openFor), instant(Number.MAX_SAFE_INTEGER))
  for await (const device of byDevice(points)) yield* rolledUntil(device, now)
}

/** The newest instant that the old log has told. */
function lastHeard({ log, series }: Pick<Source, 'log' | 'series'>): Instant | undefined {
  const { topic, group, remembers } = consumers.rules
  const tick = log.state(topic, group).get(remembers.tick.key)
  const ticked = (tick as { readonly at: number } | undefined)?.at ?? 0
  const newest = Math.max(ticked, series.received ?? 0)
  return newest === 0 ? undefined : instant(newest)
}

const page = 2_000

export async function copyState(
  states: readonly Remembering[],
  target: KafkaSeed,
  told: Told,
): Promise<void> {
  let copied = 0
  for (const { topic, group, kept } of states) {
    let changes: Kept[] = []
    const write = async () => {
      if (changes.length === 0) return
      await target.keep(topic, group, changes)
      copied += changes.length
      changes = []
      told(copied, copied)
    }
    for await (const change of kept()) {
      changes.push(change)
      if (changes.length === page) await write()
    }
    await write()
  }
}

/** How many things are kept, and a number that another content would change, whatever the order. */
export class StateSum {
  keys = 0
  digest = 0

  add({ partition, key, value }: Kept): void {
    const hash = createHash('sha256').update(`${partition} ${key} `).update(encodeState(value))
    this.keys += 1
    this.digest = (this.digest + hash.digest().readUIntBE(0, 6)) % 2 ** 48
  }
}
