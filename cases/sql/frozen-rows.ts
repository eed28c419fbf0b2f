import { canonicalJson } from '../../core/canonical-json.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { EvaluationStore, FrozenFault, FrozenPage } from '../evaluation-ports.ts'
import { genesis } from '../life/hash-chain.ts'
import { frozenFactSchema, type FrozenFact } from '../report/frozen.ts'
import { sha256 } from './commit-rows.ts'
import type { CaseTables } from './case-tables.ts'
import {
  auditRows,
  chainedEvent,
  evaluationEvents,
  factIn,
  type EventRow,
} from './evaluation-events.ts'

const chainedPage = (previous: string, { freeze, page, content }: FrozenPage): string =>
  sha256(canonicalJson({ previous, freeze, page, content }))

/** Frozen evaluations, in the words that both engines know. */
export function frozenRows(engine: SqlEngine<CaseTables>): EvaluationStore {
  const { read, write } = engine
  const { rowsOf, append, named } = evaluationEvents(engine)
  const pageOf = (freeze: string, page: number) =>
    read((database) =>
      database
        .selectFrom('evaluation_pages')
        .selectAll()
        .where('freeze', '=', freeze)
        .where('page', '=', page)
        .executeTakeFirst(),
    )

  async function* pageFaults(row: EventRow, fact: FrozenFact): AsyncGenerator<FrozenFault> {
    if (fact.event !== 'frozen') return
    const { evaluation, version } = row
    let previous = genesis
    for (let page = 1; page <= fact.data.pages; page += 1) {
      const kept = await pageOf(fact.data.freeze, page)
      const fault = kept === undefined ? 'missing' : 'changed'
      if (kept === undefined || chainedPage(previous, kept) !== kept.hash)
        yield { evaluation, version, page, fault }
      previous = kept?.hash ?? previous
    }
    if (previous !== fact.data.digest) yield { evaluation, version, fault: 'changed' }
  }

  return {
    ...auditRows(engine),

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

    appendFrozen: append,

    frozenFacts: async (evaluation) =>
      (await rowsOf(evaluation)).map((row) => factIn(frozenFactSchema, row)),

    frozenEvaluations: (limit) => named('frozen', limit),

    frozenPage: async (freeze, page) => (await pageOf(freeze, page))?.content,

    verifyFrozen: async (evaluation) => {
      const faults: FrozenFault[] = []
      let [previous, version] = [genesis, 0]
      for (const row of await rowsOf(evaluation)) {
        version += 1
        for (; version < row.version; version += 1)
          faults.push({ evaluation, version, fault: 'missing' })
        if (chainedEvent(previous, row) !== row.hash)
          faults.push({ evaluation, version, fault: 'changed' })
        else
          for await (const fault of pageFaults(row, factIn(frozenFactSchema, row)))
            faults.push(fault)
        previous = row.hash
      }
      return faults
    },
  }
}
