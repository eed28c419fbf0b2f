/**
 * Patrol tasks as the clock makes them of the plans, and what it says of those that nobody walked. The number of a task is made of its plan
 * and of when it begins, so that whoever makes it again makes the same one; how far the plans have been worked off stands in the register.
 */
import { createHash } from 'node:crypto'

import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { CheckPoint } from '../../core/patrol-coverage.ts'
import { dateOf, days, hours, instant, plus, type Clock, type Instant } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { inForce, type CatalogueHead, type Cells } from '../life/catalogue.ts'
import { windowsOf, type PatrolPlan, type PatrolWindow } from '../life/patrol-plan.ts'
import { overdue, type PatrolTask } from '../life/patrol-task.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import type { Catalogue } from './catalogue.ts'
import { gridOf } from './grids-file.ts'
import { planOf } from './patrols-file.ts'

export interface PatrolTasksDeps {
  readonly store: Pick<
    CaseStore,
    | 'addPatrols'
    | 'putPatrol'
    | 'patrolsDue'
    | 'forgetPositions'
    | 'component'
    | 'position'
    | 'setPosition'
  >
  readonly catalogue: Pick<Catalogue, 'heads' | 'rowsOf' | 'spec'>
  readonly clock: Pick<Clock, 'now'>
  readonly calendar: Pick<Calendar, 'offset' | 'workday'>
  readonly observer: Pick<Observer, 'emit'>
  readonly config: Pick<CasesConfig, 'patrol'>
}

/** Under this name the register keeps until when tasks were made, an instant in the place of a sequence. */
const reader = 'patrols'
const page = 200
/** Of plans that were not worked off for long so much at a time. */
const stride = days(1)
/** Without a new task the register is only told now and then how far it is. */
const pause = hours(1)

export class PatrolTasks {
  readonly #deps: PatrolTasksDeps

  constructor(deps: PatrolTasksDeps) {
    this.#deps = deps
  }

  /** Makes the tasks whose time has begun, says those that are over, and lets go of old tracks. */
  async sweep(signal: AbortSignal): Promise<void> {
    await this.make(signal)
    await this.#close(signal)
    await this.#forget(signal)
  }

  /** Every task whose time has begun, once. */
  async make(signal?: AbortSignal): Promise<void> {
    const { store, clock, catalogue } = this.#deps
    const heads = await catalogue.heads('patrols')
    if (heads.length === 0 && catalogue.spec('patrols').files.length === 0) return
    const end = instant(clock.now() + 1)
    const known = await store.position(reader)
    // Before the first version there was no plan; that of the city folder is one from the first start with it on, what runs then included.
    let begun = instant(known > 0 ? known : (heads[0]?.at ?? end))
    if (known === 0) {
      if (heads.length === 0) await store.addPatrols(await this.#running(end))
      await store.setPosition(reader, begun)
    }
    while (begun < end) {
      if (signal?.aborted === true) return
      const until = instant(Math.min(end, begun + stride))
      const added = await store.addPatrols(await this.planned(begun, until))
      if (added > 0 || until < end || end - begun > pause) await store.setPosition(reader, until)
      begun = until
    }
  }

  /** Hours of a plan are of a day at most, so that whatever runs began within one. */
  async #running(now: Instant): Promise<readonly PatrolTask[]> {
    const tasks = await this.planned(instant(now - days(1)), now)
    return tasks.filter(({ to }) => to > now)
  }

  /** Tasks whose windows begin from `from` until before `to`, as plans and grids say them that were in force then or are now. */
  async planned(from: Instant, to: Instant): Promise<readonly PatrolTask[]> {
    const { catalogue, calendar } = this.#deps
    const heads = await catalogue.heads('patrols')
    const tasks: PatrolTask[] = []
    for (const version of [0, ...heads.map((head) => head.version)]) {
      if (version > 0 && isReplaced(heads, version, from, this.#day(from))) continue
      const plans = ((await catalogue.rowsOf('patrols', version)) ?? []).map(planOf)
      for (const plan of plans)
        for (const window of windowsOf(plan, from, to, calendar))
          if (this.#versionAt(heads, window.from) === version)
            tasks.push(await this.#taskOf(plan, version, window))
    }
    return tasks.toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1))
  }

  /** The version that held when a window began, whenever that is asked. */
  #versionAt(heads: readonly CatalogueHead[], at: Instant): number {
    const known = heads.filter((head) => head.at <= at)
    return inForce(known, this.#day(at))?.version ?? 0
  }

  #day(at: Instant): string {
    return dateOf(at, (now) => this.#deps.calendar.offset(now))
  }

  async #taskOf(plan: PatrolPlan, version: number, window: PatrolWindow): Promise<PatrolTask> {
    const { grid, people, cells, look, name } = plan
    const division = grid === undefined ? undefined : await this.#grid(grid, window.from)
    const points: CheckPoint[] = []
    const unplaced: string[] = []
    for (const point of plan.points) {
      const found = await this.#placed(point, window.from)
      if (found === undefined) unplaced.push(point.name)
      else points.push(found)
    }
    return {
      ...{ id: this.#number(plan, window.from), revision: 1, plan: plan.plan, version, name },
      ...(grid !== undefined && { grid }),
      ...window,
      people: people.length > 0 ? people : (division?.people ?? []),
      cells: cells.length > 0 ? cells : (division?.cells ?? []),
      points,
      ...(unplaced.length > 0 && { unplaced }),
      ...(look !== undefined && { look }),
    }
  }

  /** `P20260315-8f3a1b2c9d4e`: the day on the city's clocks, and the head of a hash over plan and instant. */
  #number({ plan }: PatrolPlan, from: Instant): string {
    const digest = createHash('sha256')
      .update(JSON.stringify([plan, from]))
      .digest('hex')
    return `P${this.#day(from).replaceAll('-', '')}-${digest.slice(0, 12)}`
  }

  async #grid(code: string, at: Instant) {
    const { catalogue } = this.#deps
    const version = this.#versionAt(await catalogue.heads('grids'), at)
    const rows: readonly Cells[] = (await catalogue.rowsOf('grids', version)) ?? []
    const row = rows.find(({ grid }) => grid === code)
    return row && gridOf(row)
  }

  async #placed(point: PatrolPlan['points'][number], at: Instant): Promise<CheckPoint | undefined> {
    if (!('component' in point)) return point
    const { component: code, name, radius } = point
    const found = await this.#deps.store.component(code, this.#day(at))
    if (found?.longitude === undefined || found.latitude === undefined) return undefined
    return { name, longitude: found.longitude, latitude: found.latitude, radius }
  }

  async #close(signal: AbortSignal): Promise<void> {
    const { store, clock, observer, config } = this.#deps
    const now = clock.now()
    const before = plus(now, -config.patrol.grace)
    for (;;) {
      const due = await store.patrolsDue(before, page)
      let closed = 0
      for (const task of due) {
        if (signal.aborted) return
        const after = overdue(task, now, config.patrol)
        if (after === undefined || !(await this.#put(after))) continue
        closed += 1
        const { id: patrol, plan, started } = after
        if (started === undefined) observer.emit('patrol.missed', { patrol, plan })
        else observer.emit('patrol.unfinished', { patrol, plan, by: started.by })
      }
      if (due.length < page || closed === 0) return
    }
  }

  /** false: the phone was heard of at the same moment, and the next sweep looks again. */
  async #put(task: PatrolTask): Promise<boolean> {
    try {
      await this.#deps.store.putPatrol(task)
      return true
    } catch (error) {
      if (error instanceof UrbanBrainError && error.code === 'version-conflict') return false
      throw error
    }
  }

  async #forget(signal: AbortSignal): Promise<void> {
    const { store, clock, observer, config } = this.#deps
    const before = plus(clock.now(), -config.patrol.keepTracks)
    while (!signal.aborted) {
      const count = await store.forgetPositions(before)
      if (count === 0) return
      observer.emit('tracks.forgotten', { count })
    }
  }
}

/** Whether a later one holds whenever it could from then on, so that its rows need not be read. */
function isReplaced(
  heads: readonly CatalogueHead[],
  version: number,
  from: Instant,
  day: string,
): boolean {
  const begins = heads.find((head) => head.version === version)?.from ?? day
  const first = begins > day ? begins : day
  return heads.some((head) => head.version > version && head.at <= from && head.from <= first)
}
