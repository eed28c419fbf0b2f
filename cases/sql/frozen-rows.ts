import { UrbanBrainError } from '../../core/errors.ts'
import { canonicalJson } from '../../core/canonical-json.ts'
import { actorSchema } from '../../core/record-schemas.ts'
import { checked, checkedJson, keptJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { EvaluationStore, FrozenFault, FrozenPage } from '../evaluation-ports.ts'
import { genesis } from '../life/hash-chain.ts'
import { frozenFactSchema, type FrozenFact } from '../report/frozen.ts'
import { sha256 } from './commit-rows.ts'
import type { CaseTables } from './case-tables.ts'

type EventRow = CaseTables['evaluation_events']

const chainedEvent = (previous: string, row: Omit<EventRow, 'hash'>): string => {
  const { evaluation, version, at, actor, event, data } = row
  return sha256(canonicalJson({ previous, evaluation, version, at, actor, event, data }))
}
const chainedPage = (previous: string, { freeze, page, content }: FrozenPage): string =>
  sha256(canonicalJson({ previous, freeze, page, content }))

/** Frozen evaluations, in the words that both engines know. */
export function frozenRows({ read, write }: SqlEngine<CaseTables>): EvaluationStore {
  const rowsOf = (evaluation: string) =>
    read((database) =>
      database
        .selectFrom('evaluation_events')
        .selectAll()
        .where('evaluation', '=', evaluation)
        .orderBy('version')
        .execute(),
    )
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

    appendFrozen: (evaluation, expectedVersion, { event, at, by, data }) =>
      write(async (transaction) => {
        const before = await transaction
          .selectFrom('evaluation_events')
          .select(['version', 'hash'])
          .where('evaluation', '=', evaluation)
          .orderBy('version', 'desc')
          .executeTakeFirst()
        const conflict = new UrbanBrainError(
          'version-conflict',
          `evaluation ${evaluation} is not at version ${expectedVersion}`,
        )
        if ((before?.version ?? 0) !== expectedVersion) throw conflict
        const row = {
          ...{ evaluation, version: expectedVersion + 1, at, event },
          ...{ actor: canonicalJson(by), data: canonicalJson(data) },
        }
        const written = await transaction
          .insertInto('evaluation_events')
          .values({ ...row, hash: chainedEvent(before?.hash ?? genesis, row) })
          .onConflict((on) => on.doNothing())
          .returning('version')
          .executeTakeFirst()
        // Somebody else was faster between the look and the write.
        if (written === undefined) throw conflict
      }),

    frozenFacts: async (evaluation) => (await rowsOf(evaluation)).map(factOf),

    frozenEvaluations: (limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('evaluation_events')
          .select('evaluation')
          .where('version', '=', 1)
          .orderBy('evaluation', 'desc')
          .limit(limit)
          .execute()
        return rows.map((row) => row.evaluation)
      }),

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
        else for await (const fault of pageFaults(row, factOf(row))) faults.push(fault)
        previous = row.hash
      }
      return faults
    },
  }
}

function factOf({ evaluation, version, at, event, actor, data }: EventRow): FrozenFact {
  const what = `event ${version} of evaluation ${evaluation}`
  const by = checkedJson(`the actor of ${what}`, actorSchema, actor)
  return checked(what, frozenFactSchema, { event, at, by, data: keptJson(what, data) })
}
