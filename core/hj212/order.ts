/** What a centre tells a station to do (反控; HJ 212-2017, Table 9), and the number under which both speak of it. */
import { beijingDigits } from '../beijing-time.ts'
import type { DeviceCommand } from '../device-command.ts'
import type { Instant } from '../time.ts'
import type { Message } from './message.ts'

/** QN (请求编号): the instant of a request with its milliseconds, in Beijing time. */
export const exchangeAt = (at: Instant): string =>
  beijingDigits(at) + String(at % 1_000).padStart(3, '0')

/** As the station says of itself in its frames: its system code, password, name and edition. */
type StationTongue = Pick<Message, 'st' | 'pw' | 'mn' | 'flag'>

/** Version 2017, where a station says none; and an answer is wanted. */
const [version, answerWanted] = [4, 1]

/**
 * Undefined for a command that the standard has no words for. A clock is set to the present of each sending, so `now` stands
 * in it, and not the instant at which the command was given.
 */
export function orderTo(
  { st, pw, mn, flag = version }: StationTongue,
  {
    command,
    arguments: given,
    exchange,
  }: Pick<DeviceCommand, 'command' | 'arguments' | 'exchange'>,
  now: Instant,
): Message | undefined {
  const order = wordsOf(command, given, now)
  if (order === undefined || exchange === undefined) return undefined
  return {
    ...{ qn: exchange, st, cn: order.cn },
    ...(pw !== undefined && { pw }),
    mn,
    flag: (flag & ~3) | answerWanted,
    area: order.area,
  }
}

function wordsOf(
  command: DeviceCommand['command'],
  given: DeviceCommand['arguments'],
  now: Instant,
): Pick<Message, 'cn' | 'area'> | undefined {
  // 设置实时数据间隔.
  if (command === 'interval') return { cn: '1062', area: `RtdInterval=${given['seconds']}` }
  // 设置分钟数据间隔.
  if (command === 'minute-interval') return { cn: '1064', area: `MinInterval=${given['minutes']}` }
  // 设置现场机时间; without `PolId` the time of the station itself, and of none of its analysers.
  if (command === 'clock') return { cn: '1012', area: `SystemTime=${beijingDigits(now)}` }
  return undefined
}
