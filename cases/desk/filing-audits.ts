import { createHash } from 'node:crypto'

import type { Actor } from '../../core/actor.ts'
import type { CaseId } from '../../core/identity.ts'
import { inNoGrid } from '../../core/responsibility-grid.ts'
import type { Clock, Instant } from '../../core/time.ts'
import type { Refusal } from '../life/refusals.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import { lineOf } from '../report/case-line.ts'
import type { CaseHistory } from '../report/duties.ts'
import type { Period } from '../report/evaluation-counts.ts'
import { periodsOf, type Dates } from '../report/evaluation-periods.ts'
import {
  evolveAudit,
  refusalOfAudit,
  type AuditCommand,
  type AuditFact,
  type Draw,
  type FilingAudit,
  type Unfiled,
  type UnfiledReason,
} from '../report/filing-audit.ts'
import { evaluationId } from '../report/frozen.ts'

interface FilingAuditsDeps {
  readonly store: CaseStore
  readonly clock: Clock
  readonly calendar: Pick<Calendar, 'offset'>
}

type Answer =
  | { readonly refusal: Refusal }
  | { readonly refusal?: undefined; readonly state: FilingAudit }

const pageSize = 200
const caseOf = 'case:'
const alarmReasons = [
  'suppressed',
  'device-inactive',
  'past',
] as const satisfies readonly UnfiledReason[]

/** Draws samples of what was not filed, and keeps what an auditor says of each. */
export class FilingAudits {
  readonly #deps: FilingAuditsDeps

  constructor(deps: FilingAuditsDeps) {
    this.#deps = deps
  }

  async get(id: string): Promise<FilingAudit | undefined> {
    let state: FilingAudit | undefined
    for (const fact of await this.#deps.store.auditFacts(id)) state = evolveAudit(id, state, fact)
    return state
  }

  async list(limit: number): Promise<readonly FilingAudit[]> {
    const found: FilingAudit[] = []
    for (const id of await this.#deps.store.audits(limit)) {
      const state = await this.get(id)
      if (state !== undefined) found.push(state)
    }
    return found
  }

  /** Rejects with `version-conflict` when somebody else was faster. */
  async act(dates: Dates, command: AuditCommand, by: Actor): Promise<Answer> {
    const { store, clock, calendar } = this.#deps
    const id = evaluationId(dates)
    const now = clock.now()
    const { from, to, period } = periodsOf(dates, now, calendar.offset).chosen
    const state = await this.get(id)
    // One that is not over ends now.
    const end = period.to === now ? (Infinity as Instant) : period.to
    const refusal = refusalOfAudit(state, command, { actor: by, now, end })
    if (refusal !== undefined) return { refusal }
    const fact: AuditFact =
      command.command === 'draw'
        ? {
            ...{ event: 'drawn', at: now, by },
            data: await this.#draw({ from, to }, period, command.size),
          }
        : {
            ...{ event: 'marked', at: now, by },
            data: { subject: command.subject, verdict: command.verdict, reason: command.reason },
          }
    await store.appendAudit(id, state?.version ?? 0, fact)
    const after = evolveAudit(id, state, fact)
    if (after === undefined) throw new TypeError('what was done is the state of something')
    return { state: after }
  }

  async #draw(dates: Dates, period: Period, size: number): Promise<Draw> {
    const sample = new Sample(evaluationId(dates), size)
    let [filed, filedRightly] = [0, 0]
    for await (const page of this.#deps.store.histories(period.from, period.to))
      for (const history of page) {
        for (const { of } of lineOf(history, period, inNoGrid)?.counted ?? []) {
          filed += of.filed ?? 0
          filedRightly += of.filedRightly ?? 0
        }
        const unfiled = unfiledCase(history, period)
        if (unfiled !== undefined) sample.offer(unfiled)
      }
    for await (const unfiled of this.#unfiledAlarms(period)) sample.offer(unfiled)
    const titled: Unfiled[] = []
    for (const one of sample.drawn()) titled.push(await this.#withTitle(one))
    return { ...dates, candidates: sample.offered, filed, filedRightly, sample: titled }
  }

  async *#unfiledAlarms(raised: Period): AsyncGenerator<Unfiled> {
    let cursor: string | undefined
    do {
      const filter = { outcomes: alarmReasons, raised }
      const page = await this.#deps.store.alarms(filter, pageSize, cursor)
      for (const { alarm, raisedAt, outcome, title, rule, cell, case: had } of page.items) {
        const why = alarmReasons.find((reason) => reason === outcome)
        if (why === undefined || had !== undefined) continue
        const place = cell === undefined ? {} : { cell }
        yield { subject: `alarm:${alarm}`, at: raisedAt, why, title, rule, ...place }
      }
      cursor = page.next
    } while (cursor !== undefined)
  }

  async #withTitle(unfiled: Unfiled): Promise<Unfiled> {
    if (!unfiled.subject.startsWith(caseOf)) return unfiled
    const found = await this.#deps.store.get(unfiled.subject.slice(caseOf.length) as CaseId)
    return found === undefined ? unfiled : { ...unfiled, title: found.title }
  }
}

/** A case that was collected in the period and that nobody filed, or that was made void by its end. */
function unfiledCase(
  { id, category, cell, steps }: CaseHistory,
  { from, to }: Period,
): Unfiled | undefined {
  const [first] = steps
  if (first === undefined || first.at < from || first.at >= to) return undefined
  const has = (event: CaseHistory['steps'][number]['event']) =>
    steps.some((step) => step.event === event)
  const answer = steps.findLast(
    ({ event }) => event === 'problemConfirmed' || event === 'problemDenied',
  )
  const denied = answer?.event === 'problemDenied' && !has('filed')
  if (!denied && !has('voided')) return undefined
  return {
    ...{ subject: `${caseOf}${id}`, at: first.at, why: denied ? 'denied' : 'void', category },
    ...(cell !== undefined && { cell }),
  }
}

/** Those whose hash is the smallest: whoever draws gets the same, and nobody chooses. */
class Sample {
  readonly #key: string
  readonly #size: number
  #kept: { readonly hash: string; readonly unfiled: Unfiled }[] = []
  offered = 0

  constructor(key: string, size: number) {
    this.#key = key
    this.#size = size
  }

  offer(unfiled: Unfiled): void {
    this.offered += 1
    const hash = createHash('sha256').update(`${this.#key} ${unfiled.subject}`).digest('hex')
    this.#kept.push({ hash, unfiled })
    // Cut now and then, so that a year of them takes no more room than a sample.
    if (this.#kept.length >= 2 * this.#size + pageSize) this.#kept = this.#smallest()
  }

  drawn(): readonly Unfiled[] {
    return this.#smallest().map(({ unfiled }) => unfiled)
  }

  #smallest() {
    return this.#kept.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)).slice(0, this.#size)
  }
}
