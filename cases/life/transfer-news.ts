/** What is told of a transfer (移送), and whether it is still so. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Case } from './case.ts'
import type { CaseEvent } from './facts.ts'
import { isTransferred } from './case.ts'

export function transferNews({ event, data }: CaseEvent): Bilingual | undefined {
  if (event === 'transferHandled')
    return { zh: `移送反馈已办理，请核查：${data.text}`, en: `Said to be handled: ${data.text}` }
  if (event === 'transferDeclined')
    return { zh: `移送被退回：${data.reason}`, en: `The transfer is declined: ${data.reason}` }
  return event === 'transferFailed'
    ? {
        zh: `移送案件核查未通过：${data.reason}`,
        en: `Transferred, not passed on site: ${data.reason}`,
      }
    : undefined
}

/** undefined: the event tells of no transfer. */
export function isTransferNews(event: CaseEvent, now: Case): boolean | undefined {
  if (event.event === 'overdue')
    return event.data.deadline === 'transfer' ? isTransferred(now) : undefined
  const state = now.transfer?.state
  if (event.event === 'transferHandled') return state === 'handled' && now.stage === 'verifying'
  if (event.event === 'transferDeclined') return state === 'declined' && now.stage === 'returned'
  return event.event === 'transferFailed'
    ? state === 'failed' && now.stage === 'returned'
    : undefined
}
