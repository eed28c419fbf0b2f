import { canonicalJson } from '../../core/canonical-json.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { EvaluationStore, FrozenFault, FrozenPage } from '../evaluation-ports.ts'
import { genesis, missingNumbers } from '../life/hash-chain.ts'
import { frozenFactSchema, type Freeze } from '../report/frozen.ts'
import { sha256 } from './commit-rows.ts'
import type { CaseTables } from './case-tables.ts'
import { isAsSealed } from './duty-log-check.ts'
import {
  actRows,
  auditRows,
  chainedEvent,
  evaluationEvents,
  factIn,
  type EventRow,
} from './evaluation-events.ts'

const chainedPage = (previous: string, { freeze, page, content }: FrozenPage): string =>
  sha256(canonicalJson({ previous, freeze, page, content }))

function freezeIn(row: EventRow): Freeze | undefined {
  try {
    const fact = factIn(frozenFactSchema, row)
    return fact.event === 'frozen' ? fact.data : undefined
  } catch {
    return undefined
  }
}

/** Frozen evaluations, in the words that both engines know. */
export function frozenRows(engine: SqlEngine<CaseTables>): EvaluationStore {
  const { read, write } = engine
  const { rowsOf, append, links, named } = evaluationEvents(engine)
  const pageOf = (freeze: string, page: number) =>
    read((database) =>
      database
        .selectFrom('evaluation_pages')
        .selectAll()
        .where('freeze', '=', freeze)
        .where('page', '=', page)
        .executeTakeFirst(),
    )

  async function* pageFaults(row: EventRow): AsyncGenerator<FrozenFault> {
    if (row.event !== 'frozen') return
    const { evaluation, version } = row
    const freeze = freezeIn(row)
    // Its chain may be made to fit a text that says nothing.
    if (freeze === undefined) {
      yield { evaluation, version, fault: 'changed' }
      return
    }
    let previous = genesis
    for (let page = 1; page <= freeze.pages; page += 1) {
      const kept = await pageOf(freeze.freeze, page)
      if (kept === undefined) {
        // Nothing tells of those behind it.
        yield { evaluation, version, page, fault: 'missing' }
        break
      }
      if (chainedPage(previous, kept) !== kept.hash)
        yield { evaluation, version, page, fault: 'changed' }
      previous = kept.hash
    }
    if (previous !== freeze.digest) yield { evaluation, version, fault: 'changed' }
  }

  return {
    ...auditRows(engine),
    ...actRows(engine),

    keepFrozenPage: async (page, previous) => {
      const hash = chainedPage(previous, page)
      await write((transaction) =>
        transaction
          .insertInto('evaluation_pages')
          .values({ ...page, hash })
          .execute(),
      )
      return hash
    },

    appendFrozen: async (evaluation, expectedVersion, fact) => {
      await append(evaluation, expectedVersion, fact)
    },

    frozenFacts: async (evaluation) =>
      (await rowsOf(evaluation)).map((row) => factIn(frozenFactSchema, row)),

    frozenEvaluations: (limit) => named('frozen', limit),

    evaluationLinks: links,

    frozenPage: async (freeze, page) => (await pageOf(freeze, page))?.content,

    verifyFrozen: async (evaluation) => {
      const faults: FrozenFault[] = []
      let [previous, version] = [genesis, 0]
      for (const row of await rowsOf(evaluation)) {
        for (const gap of missingNumbers(version + 1, row.version))
          faults.push({ evaluation, version: gap, fault: 'missing' })
        version = row.version
        if (chainedEvent(previous, row) !== row.hash)
          faults.push({ evaluation, version, fault: 'changed' })
        else if (!(await isAsSealed(engine, row)))
          faults.push({ evaluation, version, fault: 'changed' })
        else for await (const fault of pageFaults(row)) faults.push(fault)
        previous = row.hash
      }
      return faults
    },
  }
}
