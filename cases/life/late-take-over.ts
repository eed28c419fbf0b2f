/** Whether somebody should have taken over by the rota (值班表) and nobody has. Pure. */
import { days, plus, type Instant } from '../../core/time.ts'
import type { DutyLog } from './duty-log.ts'
import type { Turn } from './rota.ts'

export interface LateTakeOver {
  /** The change of shift of the rota. */
  readonly since: Instant
  /** Who has duty since. */
  readonly people: readonly string[]
}

/** So far back a change of shift is looked for. */
export const lookedBack = days(2)

/**
 * `turns` are those of the last two days, up to now and a moment. The shift of a person goes on while one turn follows the other. Where
 * nobody ever handed over the log is not in use, and nobody is late.
 */
export function lateTakeOver(
  { last }: Pick<DutyLog, 'last'>,
  turns: readonly Turn[],
  now: Instant,
  grace: number,
): LateTakeOver | undefined {
  if (last === undefined) return undefined
  const merged = mergedTurns(turns)
  const running = merged.filter(({ from, to }) => from <= now && now < to)
  const since = Math.max(...running.map(({ from }) => from)) as Instant
  // Of somebody who has duty for longer than we look back there was no change.
  if (running.length === 0 || since <= plus(now, -lookedBack)) return undefined
  if (now < plus(since, grace)) return undefined
  const people = running.map(({ person }) => person)
  const { takenOver } = last
  // Who hands over the shift that runs does so early; the change is still to come.
  if (takenOver === undefined) return people.includes(last.by.name) ? undefined : { since, people }
  if (takenOver.at >= since) return undefined
  // Who comes early takes over early, but not before the shift of others began.
  const before = Math.max(
    plus(since, -days(1)),
    ...merged.filter(({ from }) => from < since).map(({ from }) => from),
  )
  return takenOver.at > before && people.includes(takenOver.by.name) ? undefined : { since, people }
}

function mergedTurns(turns: readonly Turn[]): readonly Turn[] {
  const merged: Turn[] = []
  for (const turn of turns.toSorted((a, b) => a.from - b.from)) {
    const place = merged.findIndex(({ person, to }) => person === turn.person && to >= turn.from)
    const before = merged[place]
    if (before === undefined) merged.push(turn)
    else merged[place] = { ...before, to: Math.max(before.to, turn.to) as Instant }
  }
  return merged
}
