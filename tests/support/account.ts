/** What came of a run: what a person would look at, and every record behind it. */
import { expect } from 'vitest'

import type { Case } from '../../cases/life/case.ts'
import { readFact } from '../../cases/life/read-fact.ts'
import type { Notice } from '../../cases/life/notice.ts'
import type { AlarmRow } from '../../cases/ports.ts'
import type { AlarmTransition } from '../../core/alarm.ts'
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { Topic } from '../../core/log.ts'
import { instant } from '../../core/time.ts'
import { alarmsTopic, caseEventsTopic } from '../../core/topics.ts'
import type { World } from './world.ts'

/** What came of a run, without what may differ from run to run: nothing. */
export interface Outcome {
  readonly cases: readonly Case[]
  readonly alarms: readonly AlarmRow[]
  readonly notices: readonly Notice[]
  /** `12:00:31 filed` and so on, by case. */
  readonly histories: Readonly<Record<string, readonly string[]>>
  readonly readings: number
}

export interface Account {
  readonly outcome: Outcome
  /** As the log has them, partition after partition. */
  readonly transitions: readonly AlarmTransition[]
  /** As the register has them. */
  readonly kept: readonly CaseEventRecord[]
  /** As the log has them. */
  readonly published: readonly CaseEventRecord[]
}

export async function accountOf(world: World): Promise<Account> {
  const store = await world.backends.cases()
  const since = await store.since(0, 100_000)
  return {
    outcome: await outcomeOf(world),
    transitions: await everything(world, alarmsTopic, 'cases'),
    kept: since.map(({ record }) => record),
    published: await everything(world, caseEventsTopic, 'notify-crews'),
  }
}

async function outcomeOf(world: World): Promise<Outcome> {
  const store = await world.backends.cases()
  const { items: cases } = await store.list({}, 1_000)
  const { items: alarms } = await store.alarms({}, 1_000)
  const verification = await store.verify()
  expect(verification.faults, 'the record of the cases').toEqual([])
  const histories: Record<string, readonly string[]> = {}
  for (const { id } of cases) {
    histories[id] = receiptsLast(await store.load(id)).map((record) => {
      const { at, event } = readFact(record)
      return `${new Date(at).toISOString().slice(11, 19)}Z ${event}`
    })
  }
  const series = await world.backends.series()
  const ever = { from: instant(0), to: instant(8e15), limit: 10_000_000 }
  const readings = (await series.readings(ever)).length
  return { cases, alarms, notices: [...world.notices], histories, readings }
}

async function everything<T>(world: World, topic: Topic<T>, group: string): Promise<readonly T[]> {
  const { log } = world.backends
  const found: T[] = []
  for (const { partition, first, next } of await log.positions(topic.name, group)) {
    const records = await log.read(topic, partition, first, next - first)
    found.push(...records.map(({ value }) => value))
  }
  return found
}

/** How much was decided so far; unchanged over a stretch in which nothing was. */
export const decisions = ({ counts }: World): number =>
  counts.written('alarms') + counts.written('case-events') + counts.written('dead-letters')

/**
 * An account that must be the same whatever the engines: without the places in the log, which are a matter of its
 * partitions, and without the order between cases, which happens at the same instant.
 */
export function comparable({ outcome, transitions, kept, published }: Account): unknown {
  const { cases, alarms, notices, histories, readings } = outcome
  const plain = {
    cases: sorted(cases, ({ id }) => id),
    alarms: sorted(alarms, ({ alarm }) => alarm),
    notices: sorted(notices, ({ case: id }) => id),
    histories,
    readings,
    transitions: sorted(transitions, ({ alarm }) => alarm),
    kept: receiptsLast(sorted(kept, (record) => record.case)),
    published: receiptsLast(sorted(published, (record) => record.case)),
  }
  return JSON.parse(
    JSON.stringify(plain, (name: string, value: unknown) => (places.has(name) ? undefined : value)),
  )
}

/** Where a record stands, and in which layout. */
const places = new Set(['frame', 'sequence', 'schema'])

/**
 * The receipt of a notice is written by another stage than the evidence of the same instant, and which of the two is
 * faster is decided nowhere: of one instant and one case, receipts are put last and the versions in that order.
 */
function receiptsLast(records: readonly CaseEventRecord[]): readonly CaseEventRecord[] {
  const late = ({ event }: CaseEventRecord) => (event === 'notified' ? 1 : 0)
  return records
    .toSorted((a, b) => (a.case === b.case ? a.at - b.at || late(a) - late(b) : 0))
    .map((record, index) => {
      const version = records[index]?.version
      return version === undefined ? record : { ...record, version }
    })
}

const sorted = <T>(values: readonly T[], key: (value: T) => string): readonly T[] =>
  values.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
