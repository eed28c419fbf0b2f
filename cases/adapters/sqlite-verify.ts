import type { Kysely } from 'kysely'

import type { CaseEventRecord } from '../../core/case-event.ts'
import type { CaseId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { chained, genesis } from '../hash-chain.ts'
import type { Fault, Verification } from '../ports.ts'
import type { CasesSchema } from './sqlite-schema.ts'

const page = 1_000

interface Chain {
  version: number
  hash: string
}

/**
 * Walks the events in the order they were written, a page at a time. A changed row breaks its own hash; a deleted one
 * leaves a gap in the versions; one deleted at the end disagrees with the register row of the case.
 */
export async function verifyChains(
  database: Kysely<CasesSchema>,
  sha256: (text: string) => string,
  id?: CaseId,
): Promise<Verification> {
  const chains = new Map<string, Chain>()
  const faults: Fault[] = []
  let events = 0
  for (let after = 0; ;) {
    let query = database
      .selectFrom('case_events')
      .selectAll()
      .where('sequence', '>', after)
      .orderBy('sequence')
      .limit(page)
    if (id !== undefined) query = query.where('case_id', '=', id)
    const rows = await query.execute()
    for (const row of rows) {
      after = row.sequence
      events += 1
      const chain = chains.get(row.case_id) ?? { version: 0, hash: genesis }
      const found = (fault: Fault['fault'], version: number) =>
        faults.push({ case: row.case_id as CaseId, version, fault })
      for (let missing = chain.version + 1; missing < row.version; missing += 1)
        found('missing', missing)
      const expected = sha256(
        chained(chain.hash, {
          case: row.case_id as CaseId,
          version: row.version,
          at: instant(row.at),
          by: parsed(row.actor) as CaseEventRecord['by'],
          event: row.event,
          data: parsed(row.data) as CaseEventRecord['data'],
        }),
      )
      if (row.version === chain.version + 1 && expected !== row.hash) found('changed', row.version)
      // Goes on from the hash as stored, so that one changed row is one fault and not all that follow.
      chains.set(row.case_id, { version: row.version, hash: row.hash })
    }
    if (rows.length < page) break
  }
  faults.push(...(await againstRegister(database, chains, id)))
  return { cases: chains.size, events, faults }
}

async function againstRegister(
  database: Kysely<CasesSchema>,
  chains: ReadonlyMap<string, Chain>,
  id: CaseId | undefined,
): Promise<readonly Fault[]> {
  let query = database.selectFrom('cases').select(['id', 'version', 'hash'])
  if (id !== undefined) query = query.where('id', '=', id)
  const rows = await query.execute()
  const registered = new Set(rows.map((row) => row.id))
  const faults: Fault[] = []
  for (const row of rows) {
    const chain = chains.get(row.id) ?? { version: 0, hash: genesis }
    if (chain.version < row.version)
      for (let missing = chain.version + 1; missing <= row.version; missing += 1)
        faults.push({ case: row.id as CaseId, version: missing, fault: 'missing' })
    else if (chain.hash !== row.hash)
      faults.push({ case: row.id as CaseId, version: chain.version, fault: 'changed' })
  }
  for (const [known, { version }] of chains)
    if (!registered.has(known))
      faults.push({ case: known as CaseId, version, fault: 'not-in-register' })
  return faults
}

/** A tampered row may not even be JSON any more; then it is its text that is hashed, and differs. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
