import type { Bilingual } from '../../core/bilingual.ts'
import { isAtWork, type Case } from './case.ts'
import type { CaseEvent } from './facts.ts'

/** What the unit of a repeat is told: that nothing is to be done any more, or that it goes on. */
export function duplicateNews(state: Case, event: CaseEvent): Bilingual | undefined {
  if (event.event === 'duplicateMarked' && state.dispatchedAt !== undefined)
    return {
      zh: `与案件 ${event.data.of} 重复，本案不再处置：${event.data.reason}`,
      en: `A repeat of case ${event.data.of}, nothing more is to be done here: ${event.data.reason}`,
    }
  if (event.event === 'duplicateUnmarked' && isAtWork(state))
    return {
      zh: `不是重复案件，请继续处置：${event.data.reason}`,
      en: `No repeat after all, go on with it: ${event.data.reason}`,
    }
  return undefined
}
