/**
 * Proves the record of all cases: each chain by itself, and the whole by the seals, which stand outside of the register. Where
 * a stretch is not what was sealed, what the log has of it says which events are concerned.
 */
import { canonicalJson } from '../../core/canonical-json.ts'
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { CaseSeal } from '../../core/case-seal.ts'
import type { DurableLog } from '../../core/log.ts'
import { caseEventsTopic } from '../../core/topics.ts'
import type { CaseStore, SealFile } from '../ports.ts'
import { checkBeside } from './record-check-beside.ts'
import type { RecordFault } from './record-fault.ts'
import { hashOf, isSigned, Stretch } from './seal.ts'
import { sealsInLog } from './sealing.ts'

export interface RecordCheck {
  readonly cases: number
  readonly events: number
  readonly seals: number
  /** How many of the events are sealed. */
  readonly sealed: number
  /** Events of frozen evaluations and of audits of what was not filed. */
  readonly evaluations: number
  /** Looks at personal data. */
  readonly looks: number
  /** The first thousand. */
  readonly faults: readonly RecordFault[]
}

export interface RecordCheckDeps {
  readonly store: Pick<
    CaseStore,
    'links' | 'since' | 'verify' | 'evaluationLinks' | 'verifyFrozen' | 'verifyLooks'
  >
  readonly log: DurableLog
  readonly file: Pick<SealFile, 'all'>
  /** Public keys whose seals count; undefined: any. */
  readonly keys: ReadonlySet<string> | undefined
}

const page = 5_000
const most = 1_000

/** `told` hears how many events were looked at. */
export async function checkRecord(
  deps: RecordCheckDeps,
  told: (events: number) => void,
): Promise<RecordCheck> {
  const { seals, faults } = await readSeals(deps)
  const counting = seals.slice(
    Math.max(
      0,
      seals.findLastIndex(({ accepts }) => accepts),
    ),
  )
  const { bad, rolledBack } = await compare(deps, counting, told)
  faults.push(...(await namedIn(deps, bad)))
  if (rolledBack !== undefined) faults.push({ fault: 'rolled-back', seal: rolledBack })
  const { cases, events, faults: broken } = await deps.store.verify()
  const { faults: beside, ...besides } = await checkBeside(deps.store, counting)
  const all = unique([...broken, ...faults, ...beside])
  const sealed = seals.at(-1)?.events ?? 0
  const counts = { cases, events, seals: seals.length, sealed, ...besides }
  return { ...counts, faults: all.slice(0, most) }
}

/** The seals of both places, and what is wrong with them by themselves. */
async function readSeals({ log, file, keys }: RecordCheckDeps) {
  const faults: RecordFault[] = []
  const found = new Map((await sealsInLog(log)).map((seal) => [seal.number, seal]))
  for await (const seal of file.all()) {
    // A line that is none shows as a gap, unless the log has it.
    if (seal === undefined) continue
    const logged = found.get(seal.number)
    if (logged === undefined) found.set(seal.number, seal)
    else if (hashOf(logged) !== hashOf(seal))
      faults.push({ fault: 'seal-differs', seal: seal.number })
  }
  const seals = [...found.values()].sort((a, b) => a.number - b.number)
  let before: CaseSeal | undefined
  for (const seal of seals) {
    const { number } = seal
    for (let gap = (before?.number ?? 0) + 1; gap < number; gap += 1)
      faults.push({ fault: 'seal-missing', seal: gap })
    const follows = number !== (before?.number ?? 0) + 1 || seal.previous === previousOf(before)
    if (!follows || !isSigned(seal)) faults.push({ fault: 'seal-damaged', seal: number })
    else if (keys?.has(seal.key) === false) faults.push({ fault: 'seal-foreign', seal: number })
    before = seal
  }
  return { seals, faults }
}

const previousOf = (before: CaseSeal | undefined): string =>
  before === undefined ? '' : hashOf(before)

/** Events after `after`, up to `last`, that are not what the seal covers. */
interface BadStretch {
  readonly seal: number
  readonly after: number
  readonly last: number
}

async function compare(
  { store }: RecordCheckDeps,
  seals: readonly CaseSeal[],
  told: (events: number) => void,
) {
  const bad: BadStretch[] = []
  let rolledBack: number | undefined
  let [after, events] = [0, 0]
  let waiting: readonly { readonly sequence: number; readonly hash: string }[] = []
  let ended = false
  let at = 0
  for (const seal of seals) {
    const stretch = new Stretch()
    // Of no event where a seal was made for what stands beside them.
    stretch.sequence = after
    for (;;) {
      let link = waiting[at]
      if (link === undefined && !ended) {
        waiting = await store.links(waiting.at(-1)?.sequence ?? 0, page)
        at = 0
        ended = waiting.length === 0
        link = waiting[0]
      }
      if (link === undefined || link.sequence > seal.sequence) break
      stretch.add(link)
      at += 1
      events += 1
    }
    told(events)
    const reached = stretch.sequence === seal.sequence
    if (stretch.record() !== seal.record)
      bad.push({ seal: seal.number, after, last: seal.sequence })
    if (!reached && ended && waiting[at] === undefined) rolledBack ??= seal.number
    after = seal.sequence
  }
  return { bad, rolledBack }
}

/** What the log has of the stretches, held against the register. */
async function namedIn(
  { store, log }: RecordCheckDeps,
  bad: readonly BadStretch[],
): Promise<readonly RecordFault[]> {
  if (bad.length === 0) return []
  const isIn = ({ sequence }: CaseEventRecord) =>
    bad.some(({ after, last }) => sequence > after && sequence <= last)
  const written = new Map<string, CaseEventRecord>()
  for (const { partition, first, next } of await log.positions(caseEventsTopic.name, 'nobody')) {
    for (let from = first; from < next;) {
      const records = await log.read(caseEventsTopic, partition, from, 1_000)
      const last = records.at(-1)
      if (last === undefined) break
      // Of one written again after the register had been set back the first counts.
      for (const { value } of records)
        if (isIn(value) && !written.has(keyOf(value))) written.set(keyOf(value), value)
      from = last.offset + 1
    }
  }
  const faults: RecordFault[] = []
  for (const stretch of bad) {
    const named = await differences(store, stretch, written)
    const { seal } = stretch
    faults.push(...(named.length === 0 ? [{ fault: 'not-as-sealed', seal } as const] : named))
  }
  return faults
}

async function differences(
  store: Pick<CaseStore, 'since'>,
  { seal, after, last }: BadStretch,
  written: ReadonlyMap<string, CaseEventRecord>,
): Promise<readonly RecordFault[]> {
  const faults: RecordFault[] = []
  const found = new Set<string>()
  for (let from = after; from < last;) {
    // Of what cannot even be read the chain of its case tells.
    const rows = await store.since(from, 500).catch(() => [])
    const reached = rows.at(-1)?.record.sequence
    if (reached === undefined) break
    for (const { record } of rows.filter((row) => row.record.sequence <= last)) {
      const { case: id, version } = record
      const known = written.get(keyOf(record))
      found.add(keyOf(record))
      const where = { case: id, version, seal }
      if (known === undefined) faults.push({ fault: 'inserted', ...where })
      else if (textOf(known) !== textOf(record)) faults.push({ fault: 'changed', ...where })
      else if (known.sequence !== record.sequence) faults.push({ fault: 'moved', ...where })
    }
    from = reached
  }
  for (const [key, { case: id, version, sequence }] of written)
    if (sequence > after && sequence <= last && !found.has(key))
      faults.push({ fault: 'missing', case: id, version, seal })
  return faults
}

const keyOf = ({ case: id, version }: CaseEventRecord): string => `${id}/${version}`

const textOf = ({ at, by, event, data }: CaseEventRecord): string =>
  canonicalJson({ at, by, event, data })

/** One event may be found by its chain and by its seal. */
function unique(faults: readonly RecordFault[]): readonly RecordFault[] {
  const found = new Map<string, RecordFault>()
  for (const one of faults) {
    const { fault, case: id, evaluation, version, page: at, look, seal } = one
    const place = [id, evaluation, version, at, look]
    const key = place.some((part) => part !== undefined) ? place.join('/') : `seal ${seal}`
    found.set(`${fault} ${key}`, { ...found.get(`${fault} ${key}`), ...one })
  }
  return [...found.values()]
}
