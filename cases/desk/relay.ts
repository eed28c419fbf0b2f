import { repeated, type Work } from '../../runtime/background.ts'
import type { Observer } from '../../core/observer.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Clock } from '../../core/time.ts'
import { caseEventsTopic } from '../../core/topics.ts'
import type { Commits } from '../../runtime/commits.ts'
import type { CaseStore } from '../ports.ts'

const reader = 'relay'
const page = 500
const fallback = 1_000

export interface RelayDeps {
  readonly store: CaseStore
  readonly log: DurableLog
  readonly commits: Commits
  readonly clock: Clock
  readonly observer: Observer
}

/**
 * The outbox: committed events go from the register to the log in the order of their sequence, at least once. One process
 * does it at a time and begins where the one before it had come to. The position is written after the append, so a crash
 * between repeats a page; `(case, version)` makes that harmless.
 */
export function relay(deps: RelayDeps): Work {
  const turn: Work = (signal) => repeated('case-relay', deps, relayStep(deps))(signal)
  return repeated('case-relay', deps, (signal) => deps.store.underLease('relay', turn, signal))
}

function relayStep({ store, log, commits }: RelayDeps): Work {
  let position: number | undefined
  return async (signal) => {
    position ??= await store.position(reader)
    const { generation } = commits
    const rows = await store.since(position, page)
    const last = rows.at(-1)
    if (last === undefined) return commits.after(generation, fallback, signal)
    await log.append(
      caseEventsTopic,
      rows.map(({ record }) => record),
    )
    await store.setPosition(reader, last.record.sequence)
    position = last.record.sequence
    // Events that another process committed were announced by nobody here.
    if (generation === commits.generation) commits.announce()
  }
}
