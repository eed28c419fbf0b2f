import type { Bilingual } from './bilingual.ts'
import { deadlineWords } from './case-terms.ts'
import type { EscalationBasis } from './escalation-terms.ts'
import { hours, minutes, seconds } from './time.ts'

/** What a step of escalation tells. */
export function escalationText({
  of,
  base,
  due,
}: {
  readonly of: EscalationBasis
  readonly base: number
  readonly due: number
}): Bilingual {
  const apart = time(Math.abs(due - base))
  if (of === 'order')
    return {
      zh: `派单${apart.zh}仍未接单`,
      en: `The order has not been accepted for ${apart.en}`,
    }
  const { zh, en } = deadlineWords[of]
  const name = en.toLowerCase()
  if (due < base)
    return { zh: `距${zh}时限还有${apart.zh}`, en: `${apart.en} until the ${name} deadline` }
  return due === base
    ? { zh: `${zh}时限已到`, en: `The ${name} deadline is over` }
    : { zh: `${zh}已超时${apart.zh}`, en: `The ${name} deadline passed ${apart.en} ago` }
}

const units = [
  { length: hours(1), zh: '小时', en: 'hour' },
  { length: minutes(1), zh: '分钟', en: 'minute' },
  { length: seconds(1), zh: '秒', en: 'second' },
] as const

function time(milliseconds: number): Bilingual {
  const { length, zh, en } = units.find((one) => milliseconds % one.length === 0) ?? units[2]
  const amount = Math.round(milliseconds / length)
  return { zh: ` ${amount} ${zh}`, en: `${amount} ${en}${amount === 1 ? '' : 's'}` }
}
