/**
 * Holds of a rule over an area. An area has no clock: whoever told what turned a level tells it again when so much listening
 * time has passed for him (`elapsed`), so that no two clocks are compared.
 */
import type { AreaLevel, AreaMeaning, AreaMember } from '../../core/area-member.ts'
import { compareSeverity, severities, type Severity } from '../../core/severity.ts'
import type { Instant } from '../../core/time.ts'

/** What a level has been since. The names are the stored ones. */
interface Turn {
  readonly reached: boolean
  readonly at: Instant
  /** What turned it. */
  readonly by: string
  /** It has been so long enough. */
  readonly held: boolean
}

export type Turns = Readonly<Partial<Record<Severity, Turn>>>

export const sameTurns = (one: Turns = {}, other: Turns = {}): boolean =>
  severities.every((severity) => {
    const [a, b] = [one[severity], other[severity]]
    return a?.at === b?.at && a?.reached === b?.reached && a?.held === b?.held
  })

/** How long what was told may have to be waited for. */
export const waitsOf = ({ levels }: AreaMeaning): readonly number[] => [
  ...new Set(
    levels.flatMap(({ hold = 0, clearHold = 0 }) => [hold, clearHold]).filter((ms) => ms > 0),
  ),
]

const wordOf = ({ member, device, told = 0 }: AreaMember): string => `${member}/${device} ${told}`

/** `reached`: the index of the highest level that all of it holds for now, -1 for none. */
export function turnsAfter(
  levels: readonly AreaLevel[],
  before: Turns,
  reached: number,
  cause: AreaMember,
  at: Instant,
): Turns {
  const by = wordOf(cause)
  return Object.fromEntries(
    levels.map((level, index): readonly [Severity, Turn] => {
      const is = index <= reached
      const wait = (is ? level.hold : level.clearHold) ?? 0
      const turn = before[level.severity]
      if (turn?.reached !== is) return [level.severity, { reached: is, at, by, held: wait === 0 }]
      const held = turn.held || (cause.kind === 'elapsed' && cause.waited >= wait && turn.by === by)
      return [level.severity, { ...turn, held }]
    }),
  )
}

/** The level that stands when `standing` did, of which -1 is none. */
export function levelHeld(
  levels: readonly AreaLevel[],
  turns: Turns,
  standing: Severity | undefined,
): number {
  const isHeld = (index: number, reached: boolean): boolean => {
    const turn = turns[levels[index]?.severity as Severity]
    return turn?.reached === reached && turn.held
  }
  const risen = levels.findLastIndex((_, index) => isHeld(index, true))
  let now =
    standing === undefined
      ? -1
      : levels.findLastIndex(({ severity }) => compareSeverity(severity, standing) <= 0)
  if (risen >= now) return risen
  while (now > risen && isHeld(now, false)) now -= 1
  return now
}
