import type { Transaction } from 'kysely'
import type { z } from 'zod'

import { canonicalJson } from '../../core/canonical-json.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { actorSchema } from '../../core/record-schemas.ts'
import { checked, checkedJson, keptJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { EvaluationStore } from '../evaluation-ports.ts'
import { genesis } from '../life/hash-chain.ts'
import { actFactSchema, type ActFact } from '../report/act.ts'
import { auditFactSchema, type AuditFact } from '../report/filing-audit.ts'
import type { FrozenFact } from '../report/frozen.ts'
import { sha256 } from './commit-rows.ts'
import type { CaseTables } from './case-tables.ts'

export type EventRow = CaseTables['evaluation_events']

export const chainedEvent = (
  previous: string,
  row: Omit<EventRow, 'hash' | 'sequence'>,
): string => {
  const { evaluation, version, at, actor, event, data } = row
  return sha256(canonicalJson({ previous, evaluation, version, at, actor, event, data }))
}

/** Others that write at the same moment take the place; then the next one is tried. */
const tries = 50

type Event = Pick<FrozenFact, 'at' | 'by'> & { readonly event: string; readonly data: unknown }

/**
 * With no expected version behind whatever there is. Its own version; undefined when somebody else took its place among all of them, and
 * nothing was written.
 */
export async function insertEvent(
  transaction: Transaction<CaseTables>,
  evaluation: string,
  expectedVersion: number | undefined,
  { event, at, by, data }: Event,
): Promise<number | undefined> {
  const before = await transaction
    .selectFrom('evaluation_events')
    .select(['version', 'hash'])
    .where('evaluation', '=', evaluation)
    .orderBy('version', 'desc')
    .executeTakeFirst()
  const last = before?.version ?? 0
  if (expectedVersion !== undefined && last !== expectedVersion)
    throw new UrbanBrainError(
      'version-conflict',
      `evaluation ${evaluation} is not at version ${expectedVersion}`,
    )
  const newest = await transaction
    .selectFrom('evaluation_events')
    .select('sequence')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  const row = {
    ...{ evaluation, version: last + 1, at, event },
    ...{ actor: canonicalJson(by), data: canonicalJson(data) },
  }
  const written = await transaction
    .insertInto('evaluation_events')
    .values({
      ...{ ...row, hash: chainedEvent(before?.hash ?? genesis, row) },
      sequence: (newest?.sequence ?? 0) + 1,
    })
    .onConflict((on) => on.doNothing())
    .returning('version')
    .executeTakeFirst()
  return written?.version
}

/** Until one of them has its place among the events of all evaluations. */
export async function untilPlaced<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let number = 0; number < tries; number += 1) {
    const placed = await attempt()
    if (placed !== undefined) return placed
  }
  throw new UrbanBrainError('store-unavailable', 'the record of evaluations is busy')
}

/** Events of frozen evaluations, of audits and of administrative acts, each by the name of what it belongs to. */
export function evaluationEvents({ read, write }: SqlEngine<CaseTables>) {
  const rowsOf = (evaluation: string) =>
    read((database) =>
      database
        .selectFrom('evaluation_events')
        .selectAll()
        .where('evaluation', '=', evaluation)
        .orderBy('version')
        .execute(),
    )
  const append = (
    evaluation: string,
    expectedVersion: number | undefined,
    fact: FrozenFact | AuditFact | ActFact,
  ): Promise<number> =>
    untilPlaced(() =>
      write((transaction) => insertEvent(transaction, evaluation, expectedVersion, fact)),
    )

  const links = (after: number | undefined, limit: number) =>
    read((database) => {
      const query = database
        .selectFrom('evaluation_events')
        .select(['sequence', 'evaluation', 'version', 'hash'])
        .orderBy('sequence')
        .limit(limit)
      return (after === undefined ? query : query.where('sequence', '>', after)).execute()
    })

  /** By the event that each begins with. */
  const named = (event: 'frozen' | 'drawn', limit: number) =>
    read(async (database) => {
      const rows = await database
        .selectFrom('evaluation_events')
        .select('evaluation')
        .where('version', '=', 1)
        .where('event', '=', event)
        .orderBy('evaluation', 'desc')
        .limit(limit)
        .execute()
      return rows.map((row) => row.evaluation)
    })

  return { rowsOf, append, links, named }
}

const auditOf = (audit: string): string => `audit/${audit}`

/** Audits of what was not filed. */
export function auditRows(
  engine: SqlEngine<CaseTables>,
): Pick<EvaluationStore, 'appendAudit' | 'auditFacts' | 'audits'> {
  const { rowsOf, append, named } = evaluationEvents(engine)
  return {
    appendAudit: async (audit, expectedVersion, fact) => {
      await append(auditOf(audit), expectedVersion, fact)
    },
    auditFacts: async (audit) =>
      (await rowsOf(auditOf(audit))).map((row) => factIn(auditFactSchema, row)),
    audits: async (limit) =>
      (await named('drawn', limit)).map((name) => name.slice(auditOf('').length)),
  }
}

const actsOn = (day: string): string => `acts/${day}`

/** Administrative acts, by their day. */
export function actRows(
  engine: SqlEngine<CaseTables>,
): Pick<EvaluationStore, 'appendAct' | 'actFacts'> {
  const { rowsOf, append } = evaluationEvents(engine)
  return {
    appendAct: (day, fact) => append(actsOn(day), undefined, fact),
    actFacts: async (day) => (await rowsOf(actsOn(day))).map((row) => factIn(actFactSchema, row)),
  }
}

export function factIn<Fact>(schema: z.ZodType<Fact>, row: EventRow): Fact {
  const { evaluation, version, at, event, actor, data } = row
  const what = `event ${version} of evaluation ${evaluation}`
  const by = checkedJson(`the actor of ${what}`, actorSchema, actor)
  return checked(what, schema, { event, at, by, data: keptJson(what, data) })
}
