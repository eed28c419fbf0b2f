/** A patrol task (巡查任务): one window of a plan, started and ended by an inspector (网格员). Pure. */
import { z } from 'zod'

import type { Actor } from '../../core/actor.ts'
import type { PatrolState } from '../../core/patrol-terms.ts'
import { instantSchema } from '../../core/record-schemas.ts'
import { instant, plus, type Instant } from '../../core/time.ts'
import type { Refusal } from './refusals.ts'

const pointSchema = z.object({
  name: z.string(),
  longitude: z.number(),
  latitude: z.number(),
  radius: z.number(),
})

/** `at` as the phone told it, which may have been without network; `received` when we heard of it. */
const toldSchema = z.object({ at: instantSchema, received: instantSchema })

export const patrolTaskSchema = z
  .looseObject({
    id: z.string(),
    /** Grows by one with each change. */
    revision: z.int(),
    plan: z.string(),
    /** Of the table of plans. */
    version: z.int(),
    name: z.string(),
    grid: z.string().exactOptional(),
    from: instantSchema,
    to: instantSchema,
    /** Who may walk it; nobody named: any inspector. */
    people: z.array(z.string()).readonly(),
    /** Heads of codes of unit grids. */
    cells: z.array(z.string()).readonly(),
    points: z.array(pointSchema).readonly(),
    /** Names of check points that are components which nobody knows the place of. */
    unplaced: z.array(z.string()).readonly().exactOptional(),
    look: z.string().exactOptional(),
    started: toldSchema
      .extend({ by: z.string(), person: z.string().exactOptional() })
      .exactOptional(),
    /** `clock`: nobody ended it. */
    ended: toldSchema
      .extend({ clock: z.literal(true).exactOptional(), text: z.string().exactOptional() })
      .exactOptional(),
    /** What the track has come past so far. */
    coverage: z
      .object({
        points: z.array(z.string()).readonly(),
        cells: z.int(),
        ofCells: z.int(),
        metres: z.number(),
      })
      .exactOptional(),
    /** Nobody started it in its time. */
    missed: instantSchema.exactOptional(),
    /** That it was missed, or not ended, is still to be told. */
    tell: z.literal(true).exactOptional(),
  })
  .readonly()
export type PatrolTask = z.infer<typeof patrolTaskSchema>

export interface PatrolTimes {
  /** What was done in time may be heard of so much later: a phone was without network. */
  readonly grace: number
  /** Nothing of a task is taken any more so long after its time. */
  readonly wait: number
}

export function patrolState(
  { from, started, ended, missed }: PatrolTask,
  now: Instant,
): PatrolState {
  if (ended !== undefined) return ended.clock === true ? 'unfinished' : 'done'
  if (started !== undefined) return 'walking'
  if (missed !== undefined) return 'missed'
  return now < from ? 'coming' : 'open'
}

/** Beyond its time: not started, or not ended, though its window is over. */
export const isLate = (task: PatrolTask, now: Instant): boolean => {
  const state = patrolState(task, now)
  return (state === 'open' || state === 'walking') && now >= task.to
}

export const mayWalk = ({ people }: Pick<PatrolTask, 'people'>, name: string): boolean =>
  people.length === 0 || people.includes(name)

export type PatrolCommand =
  | { readonly command: 'start'; readonly at?: Instant | undefined }
  | {
      readonly command: 'end'
      readonly at?: Instant | undefined
      readonly text?: string | undefined
    }

const refused = (reason: Refusal['reason'], text: string): Refusal => ({ reason, text })

const within = (at: Instant, from: Instant, to: Instant): Instant =>
  instant(Math.min(Math.max(at, from), to))

/** Why the actor may do nothing with the task now. */
export function notWalking(
  task: PatrolTask,
  { name }: Pick<Actor, 'name'>,
  now: Instant,
  { wait }: PatrolTimes,
): Refusal | undefined {
  if (!mayWalk(task, name))
    return refused('not-your-patrol', `The patrol ${task.name} is not one of ${name}.`)
  if (task.started !== undefined && task.started.by !== name)
    return refused('patrol-taken', `${task.started.person ?? task.started.by} has this patrol.`)
  return now > plus(task.to, wait)
    ? refused('patrol-over', 'The time of this patrol is over, and its count is made.')
    : undefined
}

/** The task after what was asked; the same task when that was known already. */
export function walked(
  task: PatrolTask,
  asked: PatrolCommand,
  actor: Pick<Actor, 'name' | 'person'>,
  now: Instant,
  times: PatrolTimes,
): PatrolTask | Refusal {
  const refusal = notWalking(task, actor, now, times)
  if (refusal !== undefined) return refusal
  return asked.command === 'start' ? started(task, asked, actor, now) : ended(task, asked, now)
}

function started(
  task: PatrolTask,
  { at = later }: Extract<PatrolCommand, { command: 'start' }>,
  { name, person }: Pick<Actor, 'name' | 'person'>,
  now: Instant,
): PatrolTask | Refusal {
  if (task.started !== undefined) return task
  if (now < task.from) return refused('patrol-early', 'The time of this patrol has not begun.')
  // A phone whose clock is slow or fast has started it in its time, or now.
  const begun = within(at, task.from, now)
  if (begun >= task.to) return refused('patrol-over', 'The time of this patrol is over.')
  const { missed: _, tell: __, ...rest } = task
  return {
    ...rest,
    revision: task.revision + 1,
    started: { at: begun, received: now, by: name, ...(person !== undefined && { person }) },
  }
}

function ended(
  task: PatrolTask,
  { at = later, text }: Extract<PatrolCommand, { command: 'end' }>,
  now: Instant,
): PatrolTask | Refusal {
  if (task.started === undefined)
    return refused('patrol-not-started', 'Nobody has started this patrol.')
  // What the clock ended is ended by who walked it, when the phone has found its network again.
  if (task.ended !== undefined && task.ended.clock === undefined) return task
  const { tell: _, ...rest } = task
  return {
    ...rest,
    revision: task.revision + 1,
    ended: {
      at: within(at, task.started.at, now),
      received: now,
      ...(text !== undefined && { text }),
    },
  }
}

/** In the place of an instant that nobody told: it is cut to now. */
const later = instant(Number.MAX_SAFE_INTEGER)

/** What the clock makes of a task whose time and grace are over; undefined: nothing. */
export function overdue(
  task: PatrolTask,
  now: Instant,
  { grace }: Pick<PatrolTimes, 'grace'>,
): PatrolTask | undefined {
  const { started: begun, ended: over, missed, to, revision } = task
  if (over !== undefined || missed !== undefined || now < plus(to, grace)) return undefined
  const next = { ...task, revision: revision + 1, tell: true } as const
  return begun === undefined
    ? { ...next, missed: now }
    : { ...next, ended: { at: plus(to, grace), received: now, clock: true } }
}

/** Whoever answers for it has been told that it was missed, or not ended. */
export function toldOf(task: PatrolTask): PatrolTask {
  const { tell: _, ...rest } = task
  return { ...rest, revision: task.revision + 1 }
}
