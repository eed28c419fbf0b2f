/** What a system holds, in numbers that are the same before and after the move. */
import type { Accounting } from '../../ingest/accounting.ts'
import {
  accountingFrom,
  accountingKey,
  addAccounting,
  noAccounting,
} from '../../ingest/accounting.ts'

import { topicNames } from './copy-log.ts'
import type { Source } from './source.ts'
import { StateSum, type Remembering } from './state.ts'
import type { Target } from './target.ts'

/** By what is counted, in the order to be shown. */
export type Survey = ReadonlyMap<string, number>

export async function surveySource(
  source: Source,
  states: readonly Remembering[],
): Promise<Survey> {
  const { log, series } = source
  const counts = new Map<string, number>()
  registers(
    counts,
    await source.registry.counts(),
    await source.accounts.counts(),
    await source.cases.counts(),
  )
  const { faults } = await source.cases.verify()
  counts.set('faults of the case chain', faults.length)
  counts.set('readings in the time series', series.readings)
  for (const topic of topicNames) {
    const { first, next } = log.range(topic)
    counts.set(`records of ${topic}`, next - first)
    for (const [group, committed] of log.groups(topic))
      counts.set(`of ${topic} left to ${group}`, next - Math.max(first, committed))
  }
  for (const { topic, group, kept } of states) {
    const sum = new StateSum()
    for await (const each of kept()) sum.add(each)
    remembered(counts, group, sum)
    if (topic === 'frames' && group === 'ingest') {
      accounted(counts, accountingFrom(log.state(topic, group).get(accountingKey)))
    }
  }
  return counts
}

export async function surveyTarget(
  target: Target,
  source: Source,
  states: readonly Remembering[],
  before: Survey,
): Promise<Survey> {
  const counts = new Map<string, number>()
  registers(
    counts,
    await target.counts.registry(),
    await target.counts.accounts(),
    await target.counts.cases(),
  )
  const { faults } = await target.verifyCases()
  counts.set('faults of the case chain', faults.length)
  counts.set('readings in the time series', await target.counts.readings())
  await using census = await target.census()
  for (const topic of topicNames) {
    const groups = [...source.log.groups(topic).keys()]
    const { records, left } = await census.count(topic, groups)
    counts.set(`records of ${topic}`, records)
    for (const [group, still] of left) counts.set(`of ${topic} left to ${group}`, still)
  }
  for (const { topic, group } of states) {
    // Who remembers nothing has no topic for it.
    if (!before.has(rememberedBy(group))) continue
    const sum = new StateSum()
    let accounting = noAccounting
    let partition = 0
    for await (const state of census.state(topic, group)) {
      for (const [key, value] of state.entries('')) sum.add({ partition, key, value })
      accounting = addAccounting(accounting, accountingFrom(state.get(accountingKey)))
      partition += 1
    }
    remembered(counts, group, sum)
    if (topic === 'frames' && group === 'ingest') accounted(counts, accounting)
  }
  return counts
}

function registers(
  counts: Map<string, number>,
  registry: Awaited<ReturnType<Source['registry']['counts']>>,
  accounts: Awaited<ReturnType<Source['accounts']['counts']>>,
  cases: Awaited<ReturnType<Source['cases']['counts']>>,
): void {
  counts.set('devices', registry.devices)
  counts.set('credentials', registry.credentials)
  counts.set('unknown devices', registry.unknown)
  counts.set('revision of the register', registry.revision)
  counts.set('edits of devices', registry.edits)
  counts.set('commands to devices', registry.commands)
  counts.set('configurations of devices', registry.configurations)
  counts.set('holds of links', registry.linkHolds)
  counts.set('batches of devices', registry.enrolmentBatches)
  counts.set('devices of batches', registry.enrolmentDevices)
  counts.set('versions of the rules', registry.ruleVersions)
  counts.set('changes of the rules in force', registry.ruleChanges)
  counts.set('accounts', accounts.accounts)
  counts.set('changes of accounts', accounts.changes)
  counts.set('case events', cases.events)
  counts.set('last sequence', cases.lastSequence)
  counts.set('cases', cases.cases)
  counts.set('cases open', cases.open)
  counts.set('deadlines running', cases.deadlines)
  counts.set('alarms', cases.alarms)
  counts.set('alarms standing', cases.standing)
  counts.set('alarm transitions', cases.transitions)
  counts.set('positions of readers, summed', cases.positions)
}

const rememberedBy = (group: string): string => `remembered by ${group}, copies included`

function remembered(counts: Map<string, number>, group: string, sum: StateSum): void {
  if (sum.keys === 0) return
  counts.set(rememberedBy(group), sum.keys)
  counts.set(`digest of what ${group} remembers`, sum.digest)
}

function accounted(counts: Map<string, number>, accounting: Accounting): void {
  for (const [name, value] of Object.entries(accounting)) counts.set(`accounted ${name}`, value)
}
