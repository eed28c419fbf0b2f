/**
 * Seals what the record has since the last seal. The log keeps the seals, and the process that makes one keeps them in a
 * file as well; each gets what only the other one has.
 */
import type { CaseSeal } from '../../core/case-seal.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Clock } from '../../core/time.ts'
import { caseSealsTopic } from '../../core/topics.ts'
import type { CaseStore, SealFile } from '../ports.ts'
import { sealed, Stretch, type SealingKey } from './seal.ts'

export interface SealingDeps {
  readonly store: Pick<CaseStore, 'links' | 'underLease'>
  readonly log: DurableLog
  readonly clock: Pick<Clock, 'now'>
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
    async (leased) => {
      let before = await newest(deps)
      for (let full = true; full && !leased.aborted;) {
        const stretch = await stretchAfter(deps, before?.sequence ?? 0, longest)
        full = stretch.events >= longest
        if (stretch.events > 0) before = await keep(deps, before, stretch)
      }
    },
    signal,
  )

/** Begins anew from the first event: what older seals say of the record does not count any more. Resolves with the seal. */
export async function accept(
  deps: SealingDeps,
  accepts: NonNullable<CaseSeal['accepts']>,
): Promise<CaseSeal> {
  let made: CaseSeal | undefined
  await deps.store.underLease(
    'seals',
    async () => {
      const stretch = await stretchAfter(deps, 0, Number.POSITIVE_INFINITY)
      made = await keep(deps, await newest(deps), stretch, accepts)
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
  stretch: Stretch,
  accepts?: CaseSeal['accepts'],
): Promise<CaseSeal> {
  const made = sealed(before, stretch, clock.now(), key, accepts)
  await log.append(caseSealsTopic, [made])
  await file.append([made])
  return made
}

/** The newest seal there is, after which log and file have the same ones. */
async function newest(deps: Pick<SealingDeps, 'log' | 'file'>): Promise<CaseSeal | undefined> {
  const { log, file } = deps
  const [kept, logged] = [await file.last(), await lastInLog(log)]
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

async function lastInLog(log: DurableLog): Promise<CaseSeal | undefined> {
  let found: CaseSeal | undefined
  for (const { partition, first, next } of await log.positions(caseSealsTopic.name, 'nobody')) {
    if (next <= first) continue
    const [last] = await log.read(caseSealsTopic, partition, next - 1, 1)
    if (last !== undefined && last.value.number > (found?.number ?? 0)) found = last.value
  }
  return found
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
