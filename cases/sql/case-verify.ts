import type { Kysely, Selectable } from 'kysely'

import type { CaseEventRecord } from '../../core/case-event.ts'
import type { CaseId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { chained, genesis, missingNumbers } from '../life/hash-chain.ts'
import type { Fault, Verification } from '../ports.ts'
import { sha256 } from './commit-rows.ts'
import type { CaseTables } from './case-tables.ts'

const page = 1_000

interface Link {
  readonly version: number
  readonly hash: string
}

interface Chain extends Link {
  /** What came while the register was being read; its row may be at any of these. */
  readonly meanwhile: readonly Link[]
}

const nothing: Chain = { version: 0, hash: genesis, meanwhile: [] }

/**
 * Walks the events in the order they were written, a page at a time. A changed row breaks its own hash; a deleted one
 * leaves a gap in the versions; one deleted at the end disagrees with the register row of the case. Others may write
 * meanwhile: the register is read after the events, and then the events that came until then.
 */
export async function verifyChains(
  { read }: Pick<SqlEngine<CaseTables>, 'read'>,
  id?: CaseId,
): Promise<Verification> {
  const chains = new Map<string, Chain>()
  const faults: Fault[] = []
  let events = 0
  let after = 0
  const walk = async (late: boolean) => {
    for (;;) {
      const rows = await read((database) => eventsAfter(database, after, id))
      for (const row of rows) {
        after = row.sequence
        events += 1
        const chain = chains.get(row.case_id) ?? nothing
        const before = chain.meanwhile.at(-1) ?? chain
        faults.push(...faultsOf(before, row))
        // Goes on from the hash as stored, so that one changed row is one fault and not all that follow.
        const link = { version: row.version, hash: row.hash }
        const meanwhile = late ? [...chain.meanwhile, link] : []
        chains.set(row.case_id, { ...(late ? chain : link), meanwhile })
      }
      if (rows.length < page) return
    }
  }
  await walk(false)
  const registered = await read((database) => registerRows(database, id))
  await walk(true)
  faults.push(...againstRegister(registered, chains))
  return { cases: chains.size, events, faults }
}

function eventsAfter(database: Kysely<CaseTables>, after: number, id: CaseId | undefined) {
  let query = database
    .selectFrom('case_events')
    .selectAll()
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(page)
  if (id !== undefined) query = query.where('case_id', '=', id)
  return query.execute()
}

function registerRows(database: Kysely<CaseTables>, id: CaseId | undefined) {
  let query = database.selectFrom('cases').select(['id', 'version', 'hash'])
  if (id !== undefined) query = query.where('id', '=', id)
  return query.execute()
}

function* faultsOf(before: Link, row: Selectable<CaseTables['case_events']>): Iterable<Fault> {
  const id = row.case_id as CaseId
  yield* missing(id, before.version + 1, row.version)
  const expected = sha256(
    chained(before.hash, {
      case: id,
      version: row.version,
      at: instant(row.at),
      by: parsed(row.actor) as CaseEventRecord['by'],
      event: row.event,
      data: parsed(row.data) as CaseEventRecord['data'],
    }),
  )
  if (row.version === before.version + 1 && expected !== row.hash)
    yield { case: id, version: row.version, fault: 'changed' }
}

function* againstRegister(
  rows: readonly { readonly id: string; readonly version: number; readonly hash: string }[],
  chains: ReadonlyMap<string, Chain>,
): Iterable<Fault> {
  for (const row of rows) {
    const id = row.id as CaseId
    const chain = chains.get(row.id) ?? nothing
    const links = [chain, ...chain.meanwhile]
    const last = links.at(-1) ?? chain
    yield* missing(id, last.version + 1, row.version + 1)
    if (last.version >= row.version && !links.some((link) => same(link, row)))
      yield { case: id, version: last.version, fault: 'changed' }
  }
  const registered = new Set(rows.map((row) => row.id))
  for (const [known, { version }] of chains)
    if (version > 0 && !registered.has(known))
      yield { case: known as CaseId, version, fault: 'not-in-register' }
}

const same = (a: Link, b: Link): boolean => a.version === b.version && a.hash === b.hash

/** Versions from `first` up to, but not including, `end`. */
function* missing(id: CaseId, first: number, end: number): Iterable<Fault> {
  for (const version of missingNumbers(first, end)) yield { case: id, version, fault: 'missing' }
}

/** A tampered row may not even be JSON any more; then it is its text that is hashed, and differs. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
