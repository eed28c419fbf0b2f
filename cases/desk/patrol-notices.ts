/**
 * Tells supervisors of patrols that were missed or not ended. Whoever is still to be told of is marked in the row, so nothing is lost with
 * this process; a crash between telling and writing that down tells it twice.
 */
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import { minutes, plus, type Clock } from '../../core/time.ts'
import { background, repeated } from '../../runtime/background.ts'
import type { Component } from '../../runtime/component.ts'
import type { CasesConfig } from '../config.ts'
import { toldOf, type PatrolTask } from '../life/patrol-task.ts'
import type { CaseStore } from '../ports.ts'

export interface PatrolNoticesDeps {
  readonly store: Pick<CaseStore, 'patrolsToTell' | 'putPatrol' | 'underLease'>
  readonly clock: Clock
  readonly observer: Observer
  readonly config: Pick<CasesConfig['notices'], 'stale'>
  /** One message of all of them; rejects when it was not taken. */
  readonly tell: (tasks: readonly PatrolTask[], signal: AbortSignal) => Promise<void>
}

const name = 'patrol-notices'
const page = 200

export const patrolNotices = (deps: PatrolNoticesDeps): Component =>
  background(name, deps.observer, {
    tell: repeated(name, deps, async (signal) => {
      await deps.store.underLease(name, (held) => tellPatrols(deps, held), signal)
      await deps.clock.sleep(minutes(1), signal).catch(() => {})
    }),
  })

/** What is too old to be news is only marked. */
export async function tellPatrols(deps: PatrolNoticesDeps, signal: AbortSignal): Promise<void> {
  const { store, clock, observer, config, tell } = deps
  const tasks = await store.patrolsToTell(page)
  const since = plus(clock.now(), -config.stale)
  const news = tasks.filter(({ to }) => to > since)
  const fields = { channel: 'robot', unit: '@supervisor', notice: name } as const
  if (news.length > 0) {
    try {
      await tell(news, signal)
    } catch (error) {
      if (!signal.aborted) observer.emit('notice.failed', { ...fields, message: messageOf(error) })
      return
    }
    observer.emit('notice.sent', fields)
  }
  for (const task of tasks)
    await store.putPatrol(toldOf(task)).catch((error: unknown) => {
      // Its phone was heard of meanwhile, and there is nothing to tell any more.
      if (!(error instanceof UrbanBrainError && error.code === 'version-conflict')) throw error
    })
}
