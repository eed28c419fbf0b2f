/** Words of the audit of deadlines (时限核对). */
import type { Words } from '../../core/bilingual.ts'

export const auditWords = {
  title: { zh: '时限核对', en: 'Audit of deadlines' },
  never: { zh: '启动后尚未核对。', en: 'Not audited since the start.' },
  fine: {
    zh: '{at} 按案卷核对 {cases} 件案件，没有漏扫的时限。',
    en: '{cases} cases were recomputed from their records at {at}; no deadline was missed.',
  },
  missed: {
    zh: '{at} 核对发现 {count} 个时限漏扫。',
    en: 'At {at} {count} deadlines had passed and were not marked.',
  },
  failed: { zh: '{at} 核对未完成：{message}', en: 'The audit of {at} did not end: {message}' },
  check: { zh: '立即核对', en: 'Audit now' },
  kind: { zh: '时限', en: 'Deadline' },
  due: { zh: '到期', en: 'Due' },
  resume: { zh: '挂账到期', en: 'End of suspension' },
  escalation: { zh: '逐级催办', en: 'Escalation' },
} as const satisfies Words
