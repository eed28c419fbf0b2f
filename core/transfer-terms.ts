/** The enumerations of a transfer to an authority outside (移送), with their words. */
import type { Bilingual } from './bilingual.ts'

/** What the authority says came of it. */
export const transferOutcomes = ['handled', 'declined'] as const
export type TransferOutcome = (typeof transferOutcomes)[number]

export const transferOutcomeWords = {
  handled: { zh: '已办理', en: 'Handled' },
  declined: { zh: '不予受理', en: 'Declined' },
} as const satisfies Readonly<Record<TransferOutcome, Bilingual>>

/** sent: its feedback is waited for. failed: what it said to be handled was not, on site. */
export const transferStates = ['sent', 'handled', 'declined', 'recalled', 'failed'] as const
export type TransferState = (typeof transferStates)[number]

export const transferStateWords = {
  sent: { zh: '待反馈', en: 'Waiting for feedback' },
  handled: transferOutcomeWords.handled,
  declined: transferOutcomeWords.declined,
  recalled: { zh: '已撤回', en: 'Recalled' },
  failed: { zh: '核查未通过', en: 'Not passed on site' },
} as const satisfies Readonly<Record<TransferState, Bilingual>>
