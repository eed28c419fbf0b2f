/** What is told of a suspension (挂账), and whether it is still so. */
import type { Bilingual } from '../../core/bilingual.ts'
import { suspensionReasonWords } from '../../core/suspension-terms.ts'
import { isAtWork, type Case } from './case.ts'
import type { CaseEvent } from './facts.ts'

export function suspensionNews(event: CaseEvent): Bilingual | undefined {
  if (event.event === 'suspensionAsked') {
    const { reason, text } = event.data
    const { zh, en } = suspensionReasonWords[reason]
    return {
      zh: `申请挂账（${zh}）：${text}`,
      en: `Suspension asked (${en.toLowerCase()}): ${text}`,
    }
  }
  if (event.event === 'suspended')
    return {
      zh: '挂账获准，计时暂停',
      en: 'The suspension is granted, the clocks stand still',
    }
  if (event.event === 'suspensionRefused') {
    const { reason } = event.data
    return { zh: `挂账未获准：${reason}`, en: `The suspension is refused: ${reason}` }
  }
  return event.event === 'resumed'
    ? { zh: '挂账结束，恢复计时', en: 'The suspension is over, the clocks run again' }
    : undefined
}

/** undefined: the event tells of no suspension. */
export function isSuspensionNews(event: CaseEvent, now: Case): boolean | undefined {
  const state = now.suspension?.state
  if (event.event === 'suspensionAsked') return state === 'asked'
  if (event.event === 'suspended') return state === 'suspended'
  if (event.event === 'suspensionRefused') return state === 'refused'
  return event.event === 'resumed' ? state === 'ended' && isAtWork(now) : undefined
}
