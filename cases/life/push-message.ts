/**
 * A notice as the screen of a phone shows it: how grave, what, where, the number. Others see that screen: who reported it, who is at work
 * and what they wrote stays on the pages. Pure.
 */
import type { Bilingual } from '../../core/bilingual.ts'
import type { PushMessage } from '../../core/push-message.ts'
import { severityWords } from '../../core/severity.ts'
import type { Notice } from './notice.ts'
import type { PushDevice } from './push-device.ts'

const occasionWords = {
  check: { zh: '待核实', en: 'To be checked on site' },
  dispatched: { zh: '新派单', en: 'New order' },
  order: { zh: '新派单', en: 'New order' },
  rework: { zh: '返工', en: 'Rework' },
  overdue: { zh: '已超时', en: 'Overdue' },
  severity: { zh: '等级提升', en: 'Graver than it was' },
  deadline: { zh: '时限变更', en: 'The deadline has moved' },
  reminder: { zh: '告警仍未解除', en: 'The alarm still stands' },
  void: { zh: '案件作废', en: 'Void' },
  folded: { zh: '告警并入', en: 'Alarms folded in' },
  returned: { zh: '处置单位退回', en: 'Returned by its unit' },
  recalled: { zh: '派遣撤回', en: 'Order taken back' },
  escalation: { zh: '升级催办', en: 'Escalated' },
  reinforcement: { zh: '请求增援', en: 'Reinforcement ordered' },
  suspension: { zh: '挂账', en: 'Suspension' },
  reopened: { zh: '案件复开', en: 'Opened again' },
  supervision: { zh: '督办', en: 'Supervision' },
  dispute: { zh: '权属争议', en: 'Disputed' },
  duplicate: { zh: '重复案件', en: 'A repeat' },
  support: { zh: '协办', en: 'Support' },
  transfer: { zh: '移送', en: 'Transfer' },
  coordination: { zh: '市级协调', en: 'Coordination by the city' },
} as const satisfies Readonly<Record<Notice['occasion'], Bilingual>>

export function pushMessage(
  { id, occasion, case: number, severity, title, where, url }: Notice,
  { language }: Pick<PushDevice, 'language'>,
): PushMessage {
  const place = where.name ?? where.device ?? where.cell
  const { pathname } = new URL(url)
  return {
    ...{ id, language, path: pathname },
    title: `${severityWords[severity][language]} ${shortened(title[language])}`,
    body: [occasionWords[occasion][language], ...(place === undefined ? [] : [place]), number]
      .map(shortened)
      .join(' · '),
  }
}

/** A push service need not take more than 4,096 bytes (RFC 8030). */
const most = 80

function shortened(text: string): string {
  const characters = Array.from(text)
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}
