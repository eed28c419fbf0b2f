/**
 * The move of a city from the engines in a data folder to Kafka, PostgreSQL and InfluxDB. The source is only read. Every
 * step can be done again: registers are written under their keys, readings under device and instant, records of the log
 * together with how far the copy has come. So a move that was broken off at any point is resumed and ends the same.
 */
import { createHash } from 'node:crypto'

import { UrbanBrainError } from '../../core/errors.ts'
import type { Config } from '../config.ts'
import { systemClock } from '../run/system-clock.ts'

import { copyLog, placeGroups, topicNames } from './copy-log.ts'
import { copySeries, mustKeep } from './copy-series.ts'
import { mustBeDrained, openSource, type Source } from './source.ts'
import { copyState, stateOf } from './state.ts'
import { surveySource, surveyTarget, type Survey } from './survey.ts'
import { openTarget, type Target } from './target.ts'

export const steps = [
  'registry',
  'cases',
  'series',
  'log',
  'state',
  'groups',
  'verification',
] as const
export type Step = (typeof steps)[number]

export interface MigrateOptions {
  /** The embedded system. */
  readonly from: Config
  readonly to: Config
  /** Goes on with a move of the same source that was broken off. */
  readonly resume: boolean
  /** Told as the steps go on; `of` is 0 where nobody knows. */
  readonly told: (step: Step, done: number, of: number) => void
}

export interface Comparison {
  readonly what: string
  readonly old: number
  readonly new: number
}

/** Counts what would be moved. The configuration of the new system is not asked for more than its number of partitions. */
export async function countSource(from: Config, partitions: number): Promise<Survey> {
  await using source = await openSource(from)
  return await surveySource(source, await stateOf(source, partitions))
}

/** Resolves with old and new side by side; the move is complete when no row differs. */
export async function migrate(options: MigrateOptions): Promise<readonly Comparison[]> {
  const { from, to, resume, told } = options
  await using source = await openSource(from)
  mustBeDrained(source)
  await using target = await openTarget(to)
  mustKeep(target.keeps, source.series, systemClock.now())
  await begin(source, target, resume)

  const { devices, unknown } = await source.registry.counts()
  told('registry', 0, devices + unknown)
  await source.registry.copyTo(target.postgres, (rows) => told('registry', rows, devices + unknown))

  await source.accounts.copyTo(target.postgres)

  const { events } = await source.cases.counts()
  told('cases', 0, events)
  await source.cases.copyTo(target.postgres, (copied) => told('cases', copied, events))

  told('series', 0, source.series.readings)
  await copySeries(source.series, target.series, target.log, (done, of) => told('series', done, of))

  await copyLog(source.log, target.log, (done, of) => told('log', done, of))

  const states = await stateOf(source, target.log.partitions)
  told('state', 0, 0)
  await copyState(states, target.log, (done) => told('state', done, 0))

  told('groups', 0, 0)
  await placeGroups(source.log, target.log)

  told('verification', 0, 0)
  const before = await surveySource(source, states)
  const compared = compare(before, await surveyTarget(target, source, states, before))
  if (compared.every((row) => row.old === row.new)) await target.log.remember(finished, true)
  return compared
}

const mark = 'source'
const finished = 'finished'

/** Lets a move begin on engines that hold nothing, and go on where the same one had come to. */
async function begin(source: Source, target: Target, resume: boolean): Promise<void> {
  const identity = await fingerprint(source)
  const begun = target.log.recall(mark)
  if (target.log.recall(finished) !== undefined)
    throw refusal('a move into this system is complete; start the new system, not the move')
  if (begun === identity) {
    if (resume) return
    throw refusal('this move was begun and broken off; go on with --resume')
  }
  if (begun !== undefined)
    throw refusal(
      'another move was begun here, or the old system has run since; empty the new engines and begin anew',
    )
  const holds = await contents(target)
  if (holds.length > 0)
    throw refusal('the new system is not empty; move into one that never ran', holds)
  await target.log.remember(mark, identity)
}

async function contents({ log, counts }: Target): Promise<readonly string[]> {
  const found: string[] = []
  const { devices, unknown, ruleVersions } = await counts.registry()
  const { accounts } = await counts.accounts()
  const { events, alarms } = await counts.cases()
  if (accounts > 0) found.push(`${accounts} accounts of people`)
  if (devices + unknown > 0) found.push(`${devices} devices and ${unknown} unknown names`)
  if (ruleVersions > 0) found.push(`${ruleVersions} versions of the rules`)
  if (events + alarms > 0) found.push(`${events} case events and ${alarms} alarms`)
  const readings = await counts.readings()
  if (readings > 0) found.push(`${readings} readings in the time series`)
  for (const topic of topicNames)
    if ((await log.ends(topic)).some((end) => end > 0)) found.push(`records of ${topic}`)
  return found
}

/** The same as long as nothing happened on the source. */
async function fingerprint({ log, registry, accounts, cases, series }: Source): Promise<string> {
  const held = {
    log: topicNames.map((topic) => [topic, log.range(topic), [...log.groups(topic)]]),
    registry: await registry.counts(),
    accounts: await accounts.counts(),
    cases: await cases.counts(),
    series: [series.readings, series.oldest, series.received],
  }
  return createHash('sha256').update(JSON.stringify(held)).digest('hex')
}

const refusal = (message: string, details: readonly string[] = []): UrbanBrainError =>
  new UrbanBrainError('engine-mismatch', message, { details })

const compare = (before: Survey, after: Survey): readonly Comparison[] =>
  [...new Set([...before.keys(), ...after.keys()])].map((what) => ({
    what,
    old: before.get(what) ?? 0,
    new: after.get(what) ?? 0,
  }))
