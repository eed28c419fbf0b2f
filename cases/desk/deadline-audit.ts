/**
 * Proves again and again that the sweep missed nothing: of every open case, and of each of which something happened since the audit
 * before, what is owed is computed from its record and compared with what stands there.
 */
import { setImmediate as breath } from 'node:timers/promises'

import { openStages } from '../../core/case-terms.ts'
import { messageOf } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock, Instant } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { missedIn, type Missed } from '../life/deadline-audit.ts'
import type { EscalationRow } from '../life/escalation.ts'
import type { CaseStore } from '../ports.ts'

export interface DeadlineAuditDeps {
  readonly store: Pick<CaseStore, 'load' | 'list' | 'since' | 'latest'>
  readonly clock: Pick<Clock, 'now'>
  readonly observer: Pick<Observer, 'emit'>
  readonly escalation: readonly EscalationRow[]
  readonly config: Pick<CasesConfig, 'audit'>
}

export interface AuditState {
  readonly startedAt: Instant
  readonly endedAt: Instant
  readonly cases: number
  /** The first thousand. */
  readonly missed: readonly Missed[]
  /** Why it could not be ended. */
  readonly message?: string
}

const page = 200
const mostMissed = 1_000

export class DeadlineAudit {
  readonly #deps: DeadlineAuditDeps
  #last: AuditState | undefined
  #running: Promise<void> | undefined
  /** Events up to there were looked at. */
  #seen: number | undefined

  constructor(deps: DeadlineAuditDeps) {
    this.#deps = deps
  }

  get last(): AuditState | undefined {
    return this.#last
  }

  /** What readiness warns of. */
  warning(): string | undefined {
    const count = this.#last?.missed.length ?? 0
    return count === 0
      ? undefined
      : `${count} deadlines passed and were not marked; \`cases audit-deadlines\` names them`
  }

  /** Begins an audit, unless one runs; resolves when it has ended. */
  check(): Promise<void> {
    this.#running ??= this.#check().finally(() => (this.#running = undefined))
    return this.#running
  }

  async #check(): Promise<void> {
    const { clock, observer } = this.#deps
    const startedAt = clock.now()
    try {
      const found = await this.#all()
      this.#last = { startedAt, endedAt: clock.now(), ...found }
      for (const missed of found.missed) observer.emit('deadline.missed', missed)
    } catch (error) {
      const message = messageOf(error)
      this.#last = { startedAt, endedAt: clock.now(), cases: 0, missed: [], message }
      observer.emit('task.failed', { task: 'deadline-audit', message })
    }
  }

  async #all(): Promise<Pick<AuditState, 'cases' | 'missed'>> {
    const { store, clock, escalation, config } = this.#deps
    const latest = await store.latest()
    const ids = new Set<CaseId>()
    let cursor: string | undefined
    do {
      const { items, next } = await store.list({ stages: openStages }, page, cursor)
      for (const { id } of items) ids.add(id)
      cursor = next
    } while (cursor !== undefined)
    // One that has ended since is looked at a last time.
    for (let after = this.#seen ?? latest; after < latest;) {
      const events = await store.since(after, page)
      for (const { record } of events) ids.add(record.case)
      after = events.length < page ? latest : (events.at(-1)?.record.sequence ?? latest)
    }
    const missed: Missed[] = []
    for (const id of ids) {
      // The record first: what is written while it is read is no miss.
      const now = clock.now()
      const records = await store.load(id)
      missed.push(...missedIn(id, records, { now, grace: config.audit.grace, escalation }))
      if (missed.length >= mostMissed) break
      await breath()
    }
    this.#seen = latest
    return { cases: ids.size, missed: missed.slice(0, mostMissed) }
  }
}
