import { z } from 'zod'

import type { ActorRole } from '../../../core/actor.ts'
import { duration } from '../../../core/duration.ts'
import { days, hours } from '../../../core/time.ts'
import type { SessionRow } from '../../engines/session-store.ts'

const life = (idle: number, longest: number) =>
  z
    .strictObject({
      /** It ends when it was not used for so long. */
      idle: duration(idle, 60_000),
      /** It ends then, however much it is used. */
      longest: duration(longest, 60_000),
    })
    .prefault({})

export const sessionsConfigSchema = z.strictObject({
  /** A desk is left at the end of a shift. */
  desk: life(hours(12), days(7)),
  /** Phones of crews, and screens on walls: nobody types a token in the rain. */
  field: life(days(30), days(180)),
})

export type SessionsConfig = z.output<typeof sessionsConfigSchema>
type Life = SessionsConfig['desk']

export const lifeOf = (role: ActorRole, { desk, field }: SessionsConfig): Life =>
  role === 'crew' || role === 'wall' ? field : desk

/** What no role's session can outlast. */
export const longestLife = ({ desk, field }: SessionsConfig): Life => ({
  idle: Math.max(desk.idle, field.idle),
  longest: Math.max(desk.longest, field.longest),
})

export const isOver = ({ opened, seen }: SessionRow, { idle, longest }: Life, now: number) =>
  now - seen >= idle || now - opened >= longest

/** Milliseconds until it ends if it is not used again before. */
export const endsIn = (opened: number, { idle, longest }: Life, now: number): number =>
  Math.min(idle, longest - (now - opened))

/** Its use is written down so seldom that a page of many requests writes once. */
export const isWorthNoting = ({ seen }: SessionRow, { idle }: Life, now: number): boolean =>
  now - seen >= idle / 50
