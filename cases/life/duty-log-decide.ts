/** What somebody may do with the log of a desk (值班日志), and what it makes of it. Pure; refusals are values. */
import type { Actor } from '../../core/actor.ts'
import { dutyDesk } from '../../core/duty-desks.ts'
import { logDeskName, ownLogDesk, type LogDesk } from '../../core/log-desk.ts'
import { isLimited } from '../../core/scope.ts'
import type { Instant } from '../../core/time.ts'
import { factOf, type About, type DutyLog, type DutyLogFact, type TakeOverWay } from './duty-log.ts'
import type { Refusal } from './refusals.ts'

export type LogCommand =
  | {
      readonly command: 'write'
      readonly text: string
      readonly followUp: boolean
      readonly about: readonly About[]
    }
  | { readonly command: 'settle'; readonly entry: number; readonly words: string }
  /** `shift`: the one that was looked at, so that what is sent twice is done once. */
  | { readonly command: 'handOver'; readonly shift: number; readonly words?: string | undefined }
  | {
      readonly command: 'takeOver'
      readonly shift: number
      readonly remarks?: string | undefined
      readonly disputed: boolean
    }

/** All that wait go into each hand-over, and nobody reads more. */
const mostFollowUps = 200
const mostEntries = 1_000

const isOfDesk = (actor: Actor, desk: LogDesk): boolean => {
  const own = ownLogDesk(actor)
  return own !== undefined && logDeskName(own) === logDeskName(desk)
}

/** Whether all that the desk is for lies in the part of the city that somebody is limited to. */
function isWithinPart({ unit, areas }: Actor, desk: LogDesk): boolean {
  if (unit !== undefined && unit !== desk.holder) return false
  if (areas === undefined || unit !== undefined) return true
  return desk.areas?.every((area) => areas.some((mine) => area.startsWith(mine))) === true
}

/** A supervisor, whose part of the city it is. */
const mayStandIn = (actor: Actor, desk: LogDesk): boolean =>
  actor.role === 'supervisor' && isWithinPart(actor, desk)

export const mayRead = (actor: Actor, desk: LogDesk): boolean =>
  isOfDesk(actor, desk) || (actor.role !== 'crew' && isWithinPart(actor, desk))

/** A wall shows no log: who reads one has a name. */
export const mayWrite = (actor: Actor, desk: LogDesk): boolean =>
  isOfDesk(actor, desk) || mayStandIn(actor, desk)

/** Of a desk of the whole city alone: what could not be used says nothing of where it came from. */
export const hasDeadLetters = (desk: LogDesk): boolean =>
  dutyDesk(desk.holder) !== undefined && desk.areas === undefined

export function refusalOfLog(
  log: DutyLog,
  command: LogCommand,
  actor: Actor,
  desk: LogDesk,
): Refusal | undefined {
  if (!mayWrite(actor, desk))
    return {
      reason: 'not-your-desk',
      text: isLimited(actor)
        ? 'the log is not of your part of the city'
        : 'its own people write in the log of a desk, and supervisors',
    }
  switch (command.command) {
    case 'write':
      return log.entries.length >= mostEntries ||
        (command.followUp && log.open.length >= mostFollowUps)
        ? { reason: 'log-full', text: 'there are too many entries; settle some, or hand over' }
        : undefined
    case 'settle':
      return log.open.some(({ number }) => number === command.entry)
        ? undefined
        : {
            reason: 'nothing-to-follow-up',
            text: `entry ${command.entry} does not wait to be followed up`,
          }
    case 'handOver':
      if (command.shift !== log.shift)
        return {
          reason: 'other-shift',
          text: `shift ${command.shift} is handed over; ${log.shift} runs`,
        }
      return waitsFor(log) === undefined
        ? undefined
        : {
            reason: 'not-taken-over',
            text: 'the hand-over before waits; take it over first, you may do so yourself',
          }
    case 'takeOver':
      break
  }
  return waitsFor(log) === command.shift
    ? undefined
    : {
        reason: 'nothing-handed-over',
        text: `no hand-over of shift ${command.shift} waits to be taken over`,
      }
}

/** The shift whose hand-over nobody has taken over. */
export const waitsFor = ({ last }: DutyLog): number | undefined =>
  last === undefined || last.takenOver !== undefined ? undefined : last.shift

/** Of a command that is not refused. `digest`: of the sheet that is handed over. */
export function logFact(
  log: DutyLog,
  command: LogCommand,
  { actor, desk, now, digest }: LogContext,
): DutyLogFact {
  switch (command.command) {
    case 'write': {
      const { text, followUp, about } = command
      return factOf('entered', now, actor, { text, followUp, about })
    }
    case 'settle':
      return factOf('settled', now, actor, { entry: command.entry, words: command.words })
    case 'handOver':
      return factOf('handedOver', now, actor, {
        ...{ shift: log.shift, words: command.words ?? '', entries: log.entries.length },
        ...{ carried: log.open, digest },
        ...(log.since !== undefined && { since: log.since }),
        ...(!isOfDesk(actor, desk) && { standIn: true }),
      })
    case 'takeOver':
      break
  }
  const { shift, remarks, disputed } = command
  return factOf('takenOver', now, actor, {
    ...{ shift, disputed, way: wayOf(log, actor, desk) },
    ...(remarks !== undefined && { remarks }),
  })
}

export interface LogContext {
  readonly actor: Actor
  readonly desk: LogDesk
  readonly now: Instant
  readonly digest: string
}

export function wayOf({ last }: DutyLog, actor: Actor, desk: LogDesk): TakeOverWay {
  if (!isOfDesk(actor, desk)) return 'standIn'
  return last?.by.name === actor.name ? 'staying' : 'successor'
}
