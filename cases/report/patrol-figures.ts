/** How patrols were walked: planned and done, check points and unit grids come past (到位率, 覆盖率). Pure. */
import type { PatrolDimension } from '../../core/patrol-terms.ts'
import type { Instant } from '../../core/time.ts'
import { patrolState, type PatrolTask } from '../life/patrol-task.ts'

export interface PatrolFigures {
  /** Person, grid or plan; left out: all of them together. */
  readonly key?: string
  /** Tasks that are over: done, not ended, or missed. */
  readonly due: number
  readonly done: number
  readonly unfinished: number
  readonly missed: number
  /** Check points of all that are due, and those that were reached. */
  readonly points: number
  readonly reached: number
  readonly cells: number
  readonly covered: number
  readonly metres: number
  /** From start to end, of those that were done. */
  readonly milliseconds: number
}

const counted = [
  'due',
  'done',
  'unfinished',
  'missed',
  'points',
  'reached',
  'cells',
  'covered',
] as const
const none = {
  ...{ due: 0, done: 0, unfinished: 0, missed: 0, points: 0, reached: 0, cells: 0, covered: 0 },
  ...{ metres: 0, milliseconds: 0 },
}

/** What one task adds; undefined while it is not over. `cellsOf`: how many unit grids it has to come past. */
function figuresOf(
  task: PatrolTask,
  now: Instant,
  cellsOf: (task: PatrolTask) => number,
): typeof none | undefined {
  const state = patrolState(task, now)
  if (state !== 'done' && state !== 'unfinished' && state !== 'missed') return undefined
  const { coverage, started, ended, points } = task
  return {
    due: 1,
    done: state === 'done' ? 1 : 0,
    unfinished: state === 'unfinished' ? 1 : 0,
    missed: state === 'missed' ? 1 : 0,
    points: points.length,
    reached: coverage?.points.length ?? 0,
    cells: coverage?.ofCells ?? cellsOf(task),
    covered: coverage?.cells ?? 0,
    metres: coverage?.metres ?? 0,
    milliseconds:
      state === 'done' && started !== undefined && ended !== undefined ? ended.at - started.at : 0,
  }
}

/** Of a missed one every person counts who could have walked it: nobody else can be asked why. */
function keysOf(task: PatrolTask, by: PatrolDimension): readonly (string | undefined)[] {
  switch (by) {
    case 'all':
      return [undefined]
    case 'plan':
      return [task.plan]
    case 'grid':
      return [task.grid ?? '']
    case 'person':
      break
  }
  if (task.started !== undefined) return [task.started.by]
  return task.people.length === 0 ? [''] : task.people
}

/** Rows in the order of their keys. `count` takes one task after the other. */
export function patrolCounter(
  by: PatrolDimension,
  now: Instant,
  cellsOf: (task: PatrolTask) => number,
) {
  const rows = new Map<string | undefined, typeof none>()
  return {
    count(task: PatrolTask): void {
      const added = figuresOf(task, now, cellsOf)
      if (added === undefined) return
      for (const key of keysOf(task, by)) {
        const before = rows.get(key) ?? none
        const names = [...counted, 'metres', 'milliseconds'] as const
        rows.set(key, {
          ...before,
          ...Object.fromEntries(names.map((name) => [name, before[name] + added[name]])),
        })
      }
    },
    rows: (): readonly PatrolFigures[] =>
      [...rows]
        .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))
        .map(([key, figures]) => ({ ...(key !== undefined && { key }), ...figures })),
  }
}
