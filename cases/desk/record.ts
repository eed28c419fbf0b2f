/** What keeps watch over the record of all cases: seals it, checks it once a day and when asked. */
import { background, repeated } from '../../runtime/background.ts'
import type { Component } from '../../runtime/component.ts'
import type { CaseSeal } from '../../core/case-seal.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import type { SealFile } from '../ports.ts'
import type { RecordCheckDeps } from './record-check.ts'
import { RecordWatch } from './record-watch.ts'
import type { SealingKey } from './seal.ts'
import { accept, seal, type SealingDeps } from './sealing.ts'

export interface CaseRecordDeps {
  readonly store: SealingDeps['store'] & RecordCheckDeps['store']
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly file: SealFile
  readonly key: SealingKey
  readonly config: CasesConfig['seals']
  /** How long looks at personal data are kept, in milliseconds. */
  readonly keepLooks: number
  /** Public keys that count beside its own; undefined: any. */
  readonly trusted: readonly string[] | undefined
}

export interface CaseRecordDesk {
  /** Public, as seals name it. */
  readonly key: string
  readonly watch: RecordWatch
  accept(accepts: NonNullable<CaseSeal['accepts']>): Promise<CaseSeal>
  /** Seals and checks until it is stopped. */
  readonly component: Component
}

export function caseRecord(deps: CaseRecordDeps): CaseRecordDesk {
  const { clock, observer, config, key, trusted } = deps
  const keys = trusted && new Set([key.public, ...trusted])
  const watch = new RecordWatch({ ...deps, keys })
  const pause = (milliseconds: number, signal: AbortSignal) =>
    clock.sleep(milliseconds, signal).catch(() => {})
  const component = background('case-record', observer, {
    seals: repeated('case-seals', { clock, observer }, async (signal) => {
      await seal(deps, signal)
      await pause(config.every, signal)
    }),
    checks: repeated('case-record', { clock, observer }, async (signal) => {
      await pause(config.check, signal)
      if (!signal.aborted) await watch.check()
    }),
  })
  return {
    key: key.public,
    watch,
    component: { ...component, warning: () => watch.warning() },
    accept: (accepts) => accept(deps, accepts),
  }
}
