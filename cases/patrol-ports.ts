import type { CaseId } from '../core/identity.ts'
import type { TrackPosition } from '../core/patrol-coverage.ts'
import type { Instant } from '../core/time.ts'
import type { PatrolTask } from './life/patrol-task.ts'

interface PatrolsAsked {
  /** Tasks whose window begins from `from` until before `to`. */
  readonly from: Instant
  readonly to: Instant
  /** Those that name the account, or nobody; some others may be among them. */
  readonly person?: string | undefined
}

/** Tasks of patrols (巡查任务) and the tracks (轨迹) of whoever walked them, beside the record of cases. */
export interface PatrolStore {
  /** One that is there already stays as it is. Resolves with how many are new. */
  addPatrols(tasks: readonly PatrolTask[]): Promise<number>
  patrol(id: string): Promise<PatrolTask | undefined>
  /** Rejects with `version-conflict` unless the revision before it is the one that is kept. */
  putPatrol(task: PatrolTask): Promise<void>
  /** In the order in which they begin, behind `after`. */
  patrols(
    asked: PatrolsAsked,
    limit: number,
    after?: Pick<PatrolTask, 'from' | 'id'>,
  ): Promise<readonly PatrolTask[]>
  /** Neither ended nor missed, and their window ended at or before the instant, the oldest first. */
  patrolsDue(before: Instant, limit: number): Promise<readonly PatrolTask[]>
  /** Over without anybody having been told, the oldest first. */
  patrolsToTell(limit: number): Promise<readonly PatrolTask[]>
  /** Of one instant the first stays; with `most` of a task there are no more. Durable when it resolves. */
  addPositions(id: string, positions: readonly TrackPosition[], most: number): Promise<void>
  /** In the order of time. */
  track(id: string): Promise<readonly TrackPosition[]>
  /** Some of the positions that are older than the instant; resolves with how many, 0 when none is left. */
  forgetPositions(before: Instant): Promise<number>
  /** Cases that were reported on the way (collected from the beginning of the task on), the oldest first. */
  patrolCases(task: PatrolTask): Promise<readonly CaseId[]>
}
