/** The audit of what was not filed as a table for a spreadsheet. */
import type { Bilingual } from '../../core/bilingual.ts'
import { unfiledWords, verdictWords } from '../../core/filing-audit-words.ts'
import { auditCounts, type FilingAudit } from './filing-audit.ts'
import type { NameOf } from './names.ts'
import type { Say, Sheet } from './sheet.ts'

const words = {
  audit: { zh: '应立未立', en: 'Filing audit' },
  subject: { zh: '对象', en: 'Of' },
  at: { zh: '时间', en: 'At' },
  why: { zh: '未立原因', en: 'Not filed because' },
  title: { zh: '标题', en: 'Title' },
  category: { zh: '类别', en: 'Category' },
  rule: { zh: '规则', en: 'Rule' },
  street: { zh: '街道', en: 'Street' },
  verdict: { zh: '审核结论', en: 'Verdict' },
  reason: { zh: '理由', en: 'Reason' },
  by: { zh: '审核人', en: 'By' },
  rate: { zh: '漏立率', en: 'Missed' },
} as const satisfies Readonly<Record<string, Bilingual>>

export function auditSheet(state: FilingAudit, nameOf: NameOf, say: Say): Sheet {
  const { missedRate } = auditCounts(state)
  return {
    name: say(words.audit),
    head: [
      ...[words.subject, words.at, words.why, words.title, words.category, words.rule],
      ...[words.street, words.verdict, words.reason, words.by],
    ].map(say),
    rows: [
      ...state.drawn.sample.map(({ subject, at, why, title, category, rule, cell }) => {
        const mark = state.marks.get(subject)
        return [
          ...[subject, { at }, say(unfiledWords[why]), title && say(title)],
          ...[category && nameOf('category', category), rule],
          cell && nameOf('street', cell.slice(0, 9)),
          ...[mark && say(verdictWords[mark.verdict]), mark?.reason, mark?.by.name],
        ]
      }),
      [say(words.rate), missedRate === undefined ? undefined : { share: missedRate }],
    ],
  }
}
