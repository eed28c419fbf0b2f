import { UrbanBrainError } from '../../core/errors.ts'
import { minutes, type Clock, type Instant } from '../../core/time.ts'
import { personOf, type Address } from '../life/addressee.ts'
import type { Notifier } from '../ports.ts'
import {
  robotCall,
  robotMessage,
  robotRefusal,
  type Robot,
  type RobotMessage,
} from './robot-call.ts'
import { post } from '../../runtime/post.ts'

export interface RobotNotifierOptions {
  readonly clock: Clock
  readonly robots: ReadonlyMap<Address, Robot & { readonly perMinute: number }>
  /** Writes an instant on the clocks of the city. */
  readonly date: (at: Instant) => string
  /** Milliseconds for a whole call. */
  readonly timeout: number
}

/** Notices into the chat groups of units and desks, no more a minute than a group takes. */
export function createRobotNotifier(options: RobotNotifierOptions): Notifier {
  const { clock, robots, date, timeout } = options
  /** When each robot was called within the last minute, by the clock that only goes forward. */
  const calls = new Map<Address, number[]>()
  return {
    channel: 'robot',
    serves: ({ id, group, mention }) =>
      personOf(id) === undefined ? robots.has(id) : mention !== undefined && has(robots, group),
    deliver: async (notice, { id: own, group, mention }, signal) => {
      const id = group ?? own
      const robot = robots.get(id)
      if (robot === undefined) throw failed('it has no robot')
      const lately = (calls.get(id) ?? []).filter((at) => at > clock.elapsed() - minutes(1))
      const oldest = lately.at(-robot.perMinute)
      if (oldest !== undefined) await clock.sleep(oldest + minutes(1) - clock.elapsed(), signal)
      calls.set(id, [...lately, clock.elapsed()])
      const message = { ...robotMessage(notice, robot.language, date), mention }
      await callRobot(robot, message, clock, timeout, signal)
      return 'received'
    },
  }
}

const has = (robots: RobotNotifierOptions['robots'], group: Address | undefined): boolean =>
  group !== undefined && robots.has(group)

/** Brings a message into a group; rejects with `notice-failed` when its robot does not take it. */
export async function callRobot(
  robot: Robot,
  message: RobotMessage,
  clock: Pick<Clock, 'now'>,
  timeout: number,
  signal: AbortSignal,
): Promise<void> {
  const call = robotCall(robot, message, clock.now())
  const called = await post({ ...call, headers: {}, timeout, listen: true }, signal)
  if (called.unreachable !== undefined)
    throw failed(`the robot cannot be reached: ${called.unreachable}`)
  const refusal = robotRefusal(called.status, called.said)
  if (refusal !== undefined) throw failed(refusal)
}

const failed = (message: string): UrbanBrainError => new UrbanBrainError('notice-failed', message)
