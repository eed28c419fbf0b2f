/** What a centre answers a station (HJ 212-2017, 6.6 and Table 9). */
import { flagOf, type Message } from './message.ts'

/** 系统交互. */
export const systemCode = '91'
const noticeAnswer = '9013'
const dataAnswer = '9014'

/** 现场机时间校准请求, and the heartbeat of the edition of 2025, which is known from descriptions of it alone. */
const notices: ReadonlySet<string> = new Set(['1013', '9015'])

/** Commands 2000 to 2999 are of data. */
export const saysData = ({ cn }: Message): boolean => /^2\d{3}$/.test(cn)

export const isNotice = ({ cn }: Message): boolean => notices.has(cn)

/** The answer that the message asks for; undefined where it asks for none, or is itself an answer. */
export function answerTo(message: Message): Message | undefined {
  const { qn, pw, mn, flag } = message
  const cn = saysData(message) ? dataAnswer : isNotice(message) ? noticeAnswer : undefined
  if (cn === undefined || flag === undefined || !flagOf(flag).answerWanted) return undefined
  return {
    ...(qn !== undefined && { qn }),
    ...{ st: systemCode, cn },
    ...(pw !== undefined && { pw }),
    mn,
    // The version that the station speaks; neither packets nor an answer to it.
    flag: flag & ~3,
    area: '',
  }
}
