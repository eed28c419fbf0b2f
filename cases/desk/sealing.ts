/**
 * Seals what the record has since the last seal. The log keeps the seals, and the process that makes one keeps them in a
 * file as well; each gets what only the other one has.
 */
import type { CaseSeal } from '../../core/case-seal.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { DurableLog } from '../../core/log.ts'
import { caseSealsTopic } from '../../core/topics.ts'
import type { CaseStore, SealFile } from '../ports.ts'
import { sealed, Stretch, type Covered, type SealingKey } from './seal.ts'
import { besideAfter, mostEvaluations, saysMore, type BesideDeps } from './sealing-beside.ts'

export interface SealingDeps extends BesideDeps {
  readonly store: Pick<CaseStore, 'links' | 'underLease'> & BesideDeps['store']
  readonly log: DurableLog
  readonly file: SealFile
  readonly key: SealingKey
}

const page = 5_000
/** A longer stretch would say less of where a fault is. */
const longest = 50_000

/** Seals once, and again while there is a longest stretch; one process of the city does it at a time. */
export const seal = (deps: SealingDeps, signal: AbortSignal): Promise<void> =>
  deps.store.underLease(
    'seals',
    async (leased) => sealFrom(deps, await newest(deps), leased),
    signal,
  )

async function sealFrom(
  deps: SealingDeps,
  newestSeal: CaseSeal | undefined,
  signal: AbortSignal,
): Promise<void> {
  let before = newestSeal
  for (let full = true; full && !signal.aborted;) {
    const stretch = await stretchAfter(deps, before?.sequence ?? 0, longest)
    const beside = await besideAfter(deps, before?.beside)
    full = stretch.events >= longest || beside.evaluations.length >= mostEvaluations
    if (stretch.events > 0 || saysMore(beside, before?.beside))
      before = await keep(deps, before, { stretch, beside })
  }
}

/** Begins anew from the first event: what older seals say of the record does not count any more. Resolves with the seal. */
export async function accept(
  deps: SealingDeps,
  accepts: NonNullable<CaseSeal['accepts']>,
): Promise<CaseSeal> {
  let made: CaseSeal | undefined
  await deps.store.underLease(
    'seals',
    async (leased) => {
      const stretch = await stretchAfter(deps, 0, Number.POSITIVE_INFINITY)
      const beside = await besideAfter(deps, undefined)
      made = await keep(deps, await newest(deps), { stretch, beside }, accepts)
      await sealFrom(deps, made, leased)
    },
    new AbortController().signal,
  )
  if (made === undefined) throw new UrbanBrainError('store-unavailable', 'nothing was sealed')
  return made
}

async function stretchAfter(
  { store }: SealingDeps,
  sequence: number,
  most: number,
): Promise<Stretch> {
  const stretch = new Stretch()
  stretch.sequence = sequence
  for (;;) {
    const links = await store.links(stretch.sequence, page)
    for (const link of links) stretch.add(link)
    if (links.length < page || stretch.events >= most) return stretch
  }
}

async function keep(
  { log, clock, file, key }: SealingDeps,
  before: CaseSeal | undefined,
  covered: Covered,
  accepts?: CaseSeal['accepts'],
): Promise<CaseSeal> {
  const made = sealed(before, covered, clock.now(), key, accepts)
  await log.append(caseSealsTopic, [made])
  await file.append([made])
  return made
}

/** The newest seal there is, after which log and file have the same ones. */
async function newest(deps: Pick<SealingDeps, 'log' | 'file'>): Promise<CaseSeal | undefined> {
  const { log, file } = deps
  const [kept, logged] = [await file.last(), await lastSeal(log)]
  const [inFile, inLog] = [kept?.number ?? 0, logged?.number ?? 0]
  if (inFile > inLog) {
    const missing: CaseSeal[] = []
    for await (const one of file.all())
      if (one !== undefined && one.number > inLog) missing.push(one)
    await log.append(caseSealsTopic, missing)
    return kept
  }
  if (inFile < inLog) {
    const missing = (await sealsInLog(log)).filter(({ number }) => number > inFile)
    await file.append(missing)
  }
  return logged
}

export async function lastSeal(log: DurableLog): Promise<CaseSeal | undefined> {
  let found: CaseSeal | undefined
  for (const { partition, first, next } of await log.positions(caseSealsTopic.name, 'nobody')) {
    if (next <= first) continue
    const [last] = await log.read(caseSealsTopic, partition, next - 1, 1)
    if (last !== undefined && last.value.number > (found?.number ?? 0)) found = last.value
  }
  return found
}

/** Behind a place that an earlier page named; the last page names none. A seal may come twice. */
export async function sealPage(
  log: DurableLog,
  after: number,
  limit: number,
): Promise<{ readonly items: readonly CaseSeal[]; readonly next?: number }> {
  const places = await log.positions(caseSealsTopic.name, 'nobody')
  // All seals have one key and so one partition, whichever of the topic's that is.
  const place = places.find(({ first, next }) => next > first)
  if (place === undefined) return { items: [] }
  const from = Math.max(after, place.first)
  const records = await log.read(caseSealsTopic, place.partition, from, limit)
  const last = records.at(-1)
  const items = records.map(({ value }) => value)
  return last === undefined || last.offset + 1 >= place.next
    ? { items }
    : { items, next: last.offset + 1 }
}

/** In their order; one that was appended twice comes once. */
export async function sealsInLog(log: DurableLog): Promise<readonly CaseSeal[]> {
  const found = new Map<number, CaseSeal>()
  for (const { partition, first, next } of await log.positions(caseSealsTopic.name, 'nobody')) {
    for (let from = first; from < next;) {
      const records = await log.read(caseSealsTopic, partition, from, 1_000)
      const last = records.at(-1)
      if (last === undefined) break
      for (const { value } of records) found.set(value.number, value)
      from = last.offset + 1
    }
  }
  return [...found.values()].sort((a, b) => a.number - b.number)
}
