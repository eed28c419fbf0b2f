/** What is told of coordination by the city (市级协调), and whether it is still so. */
import type { Bilingual } from '../../core/bilingual.ts'
import { coordinationGroundWords } from '../../core/coordination-terms.ts'
import { isWithCity, type Case } from './case.ts'
import type { CaseEvent } from './facts.ts'

export function coordinationNews({ event, data }: CaseEvent): Bilingual | undefined {
  if (event === 'coordinationAsked') {
    const { zh, en } = coordinationGroundWords[data.ground]
    return {
      zh: `上报市级协调（${zh}）：${data.reason}`,
      en: `The city is asked to coordinate (${en.toLowerCase()}): ${data.reason}`,
    }
  }
  if (event === 'coordinated')
    return {
      zh: `市级协调意见：${data.instruction}`,
      en: `The city says: ${data.instruction}`,
    }
  return event === 'coordinationDeclined'
    ? { zh: `市级退回：${data.reason}`, en: `Returned by the city: ${data.reason}` }
    : undefined
}

/** undefined: the event tells of no coordination. */
export function isCoordinationNews(event: CaseEvent, now: Case): boolean | undefined {
  if (event.event === 'overdue')
    return event.data.deadline === 'coordination' ? isWithCity(now) : undefined
  if (event.event === 'coordinationAsked') return isWithCity(now)
  const { state, answer } = now.coordination ?? {}
  const waits = now.stage === 'accepted' || now.stage === 'returned'
  if (event.event === 'coordinated')
    return waits && state === 'given' && answer === event.data.instruction
  return event.event === 'coordinationDeclined'
    ? waits && state === 'declined' && answer === event.data.reason
    : undefined
}
