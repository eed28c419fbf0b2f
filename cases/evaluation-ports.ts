import type { SealedEvaluationEvent } from '../core/case-seal.ts'
import type { ActFact } from './report/act.ts'
import type { AuditFact } from './report/filing-audit.ts'
import type { FrozenFact } from './report/frozen.ts'

/** A page of what was frozen, as it is kept. */
export interface FrozenPage {
  readonly freeze: string
  /** From 1. */
  readonly page: number
  /** JSON. */
  readonly content: string
}

/** A place of a frozen evaluation that is not as it was written. */
export interface FrozenFault {
  readonly evaluation: string
  readonly fault: 'changed' | 'missing'
  /** Of an event; of a page its number stands in `page`, with the version of the freeze. */
  readonly version: number
  readonly page?: number
}

/**
 * Frozen evaluations (考评冻结). Events and pages are append-only and hash-chained: each has the SHA-256 of the one before it,
 * and the event of a freeze that of its last page. Pages without such an event are those of a freeze that broke off.
 */
export interface EvaluationStore {
  /** Hash of the page; `previous` is that of the page before it, `''` of the first. */
  keepFrozenPage(page: FrozenPage, previous: string): Promise<string>
  /** Rejects with `version-conflict` when it has another version by now; then nothing was written. */
  appendFrozen(evaluation: string, expectedVersion: number, fact: FrozenFact): Promise<void>
  /** Oldest first; empty when it was never frozen. */
  frozenFacts(evaluation: string): Promise<readonly FrozenFact[]>
  /** Those whose first day is the latest first. */
  frozenEvaluations(limit: number): Promise<readonly string[]>
  /** Undefined when there is none. */
  frozenPage(freeze: string, page: number): Promise<string | undefined>
  /** Of an audit and of the acts of a day as well, by the name that `evaluationLinks` gives. */
  verifyFrozen(evaluation: string): Promise<readonly FrozenFault[]>
  /** Events of all of them, audits and acts too, in the order in which they were written, behind `after`, or from the very first. */
  evaluationLinks(
    after: number | undefined,
    limit: number,
  ): Promise<readonly SealedEvaluationEvent[]>

  /** Of the audit of what was not filed; chained as the events of a frozen evaluation are. */
  appendAudit(audit: string, expectedVersion: number, fact: AuditFact): Promise<void>
  auditFacts(audit: string): Promise<readonly AuditFact[]>
  /** Those whose first day is the latest first. */
  audits(limit: number): Promise<readonly string[]>

  /** Of administrative acts of a day, chained in the same way; its version, durable when it resolves. */
  appendAct(day: string, fact: ActFact): Promise<number>
  /** Oldest first: the one at index n has version n + 1. */
  actFacts(day: string): Promise<readonly ActFact[]>
}
