/** What an inspector (网格员) does with a patrol on the phone: starts it, tells where it goes, ends it. */
import type { Actor } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { coverage, type TrackPosition } from '../../core/patrol-coverage.ts'
import { minutes, seconds, type Clock } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { notWalking, walked, type PatrolCommand, type PatrolTask } from '../life/patrol-task.ts'
import type { Refusal } from '../life/refusals.ts'
import type { CaseStore } from '../ports.ts'
import type { PatrolTasks } from './patrol-tasks.ts'

export interface PatrolWalksDeps {
  readonly store: Pick<CaseStore, 'patrol' | 'putPatrol' | 'addPositions' | 'track'>
  readonly tasks: Pick<PatrolTasks, 'make'>
  readonly clock: Pick<Clock, 'now'>
  readonly config: Pick<CasesConfig, 'patrol'>
  /** Codes of all unit grids. */
  readonly cells: readonly { readonly code: string }[]
  readonly cellAt: (longitude: number, latitude: number) => string | undefined
}

export type Walked =
  | { readonly task: PatrolTask; readonly refusal?: undefined }
  | { readonly refusal: Refusal }

/** Of so long a time one position is kept. */
const trackStep = seconds(5)
/** The clock of a phone may be wrong by so much: what it tells is no less true. */
const skew = minutes(10)
const tries = 5

export class PatrolWalks {
  readonly #deps: PatrolWalksDeps

  constructor(deps: PatrolWalksDeps) {
    this.#deps = deps
  }

  /** Its time may have begun since tasks were made last. */
  async find(id: string): Promise<PatrolTask | undefined> {
    const { store, tasks } = this.#deps
    const found = await store.patrol(id)
    if (found !== undefined) return found
    await tasks.make()
    return store.patrol(id)
  }

  execute(id: string, command: PatrolCommand, actor: Actor): Promise<Walked> {
    const { clock, config } = this.#deps
    return this.#change(id, (task) => walked(task, command, actor, clock.now(), config.patrol))
  }

  /** Positions are durable before what they cover is counted; those from long before the start or behind the end are left out. */
  async track(id: string, positions: readonly TrackPosition[], actor: Actor): Promise<Walked> {
    const { clock, config, store } = this.#deps
    const now = clock.now()
    const task = await this.find(id)
    if (task === undefined) return { refusal: unknown(id) }
    const refusal = notWalking(task, actor, now, config.patrol)
    if (refusal !== undefined) return { refusal }
    const { started, ended } = task
    if (started === undefined)
      return { refusal: { reason: 'patrol-not-started', text: 'Nobody has started this patrol.' } }
    const until = ended === undefined || ended.clock === true ? now : ended.at
    const kept = positions
      .map((position) => ({
        ...position,
        at: Math.floor(position.at / trackStep) * trackStep,
      }))
      .filter(({ at }) => at >= started.at - skew && at <= until + skew)
    if (kept.length === 0) return { task }
    await store.addPositions(id, kept, config.patrol.positions)
    return this.#change(id, async (current) => this.#covering(current))
  }

  async #covering(task: PatrolTask): Promise<PatrolTask> {
    const { store, cells, cellAt, config } = this.#deps
    const area = {
      points: task.points,
      cells: cells
        .map(({ code }) => code)
        .filter((code) => task.cells.some((head) => code.startsWith(head))),
    }
    const covered = coverage(await store.track(task.id), area, cellAt, config.patrol)
    return { ...task, revision: task.revision + 1, coverage: covered }
  }

  /** With the revision that was read; when somebody was faster, again from the start. */
  async #change(
    id: string,
    change: (task: PatrolTask) => PatrolTask | Refusal | Promise<PatrolTask>,
  ): Promise<Walked> {
    for (let attempt = 1; ; attempt += 1) {
      const task = await this.find(id)
      if (task === undefined) return { refusal: unknown(id) }
      const after = await change(task)
      if (isRefusal(after)) return { refusal: after }
      if (after === task) return { task }
      try {
        await this.#deps.store.putPatrol(after)
        return { task: after }
      } catch (error) {
        const conflict = error instanceof UrbanBrainError && error.code === 'version-conflict'
        if (!conflict || attempt === tries) throw error
      }
    }
  }
}

const isRefusal = (answer: PatrolTask | Refusal): answer is Refusal => 'reason' in answer

const unknown = (id: string): Refusal => ({
  reason: 'patrol-unknown',
  text: `There is no patrol ${id}.`,
})
