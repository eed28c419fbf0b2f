/** What the register keeps of alarms by their causes. */
import type { AlarmTransition } from '../core/alarm.ts'
import type { AlarmId, CaseId, RuleId } from '../core/identity.ts'
import type { Instant } from '../core/time.ts'

/** What an alarm is among others of its causes. */
export interface Causes {
  readonly transition: Exclude<AlarmTransition, { readonly kind: 'cleared' }>
  /** When it was raised. */
  readonly at: Instant
  /** When we decided. */
  readonly since: Instant
  readonly case?: CaseId
  /** It is itself what these say. */
  readonly is: readonly string[]
  /** It is counted with the others of these. */
  readonly counted: readonly string[]
  /** It waits for what becomes of this one. `further`: it is folded into that case for the first time. */
  readonly kept?: {
    readonly cause: string
    readonly as: 'folded' | 'held'
    readonly further: boolean
  }
}

/** An alarm of a cause. */
export interface CausedAlarm {
  readonly cause: string
  readonly as: 'cause' | 'own' | 'folded' | 'held'
  readonly case?: CaseId
  readonly at: Instant
  readonly since: Instant
  readonly standing: boolean
}

/** With its last transition that raised, escalated or eased. */
export interface KeptAlarm extends CausedAlarm {
  readonly transition: Causes['transition']
}

/** Alarms that wait for one thing. */
export interface Waiting {
  readonly cause: string
  readonly as: 'folded' | 'held'
  readonly case?: CaseId
  /** When the first of them was raised. */
  readonly first: Instant
}

export interface CauseStore {
  /** Those of a cause that were raised since, newest first. */
  caused(cause: string, since: Instant, limit: number): Promise<readonly CausedAlarm[]>
  /** What stands of the cause itself. */
  causing(cause: string): Promise<readonly KeptAlarm[]>
  /** When the first alarm of the cause cleared, from `since` on. */
  firstCleared(cause: string, since: Instant): Promise<Instant | undefined>
  waiting(): Promise<readonly Waiting[]>
  /** What stands of these rules and waits for no gateway. */
  ownSilences(rules: readonly RuleId[]): Promise<readonly AlarmId[]>
  /** Those that wait for it and were raised until `until`, in the order of their ids behind `after`. */
  waitingFor(
    waiting: Omit<Waiting, 'first'>,
    until: Instant,
    limit: number,
    after?: AlarmId,
  ): Promise<readonly KeptAlarm[]>
  /** How many alarms are folded into the case. */
  folded(id: CaseId): Promise<number>
  /** Cases into which nothing was folded since `before`, and whose record was not looked at since. */
  restless(before: Instant, limit: number): Promise<readonly { case: CaseId; folded: number }[]>
  /** The record of the case says the number; nothing happens when more are folded by now. */
  calmed(id: CaseId, folded: number): Promise<void>
}
