/** What a step of escalation tells, and what somebody on duty is told in person. Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import { escalationText } from '../../core/escalation-text.ts'
import { toDuty } from './duty-officer.ts'
import type { CaseEvent } from './facts.ts'

export function dutyNews({
  event,
  data,
}: CaseEvent): { readonly occasion: 'order' | 'escalation'; readonly text: Bilingual } | undefined {
  if (event === 'escalated')
    return { occasion: 'escalation', text: toDuty(data.person, escalationText(data)) }
  if (event !== 'personTold') return undefined
  const { of, base, due } = data
  if (due !== undefined) return { occasion: 'escalation', text: escalationText({ of, base, due }) }
  return {
    occasion: 'order',
    text: {
      zh: '您值班的单位有新派单，请查看并接单',
      en: 'A new order for your unit while you are on duty: read it and accept it',
    },
  }
}
