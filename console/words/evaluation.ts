/** Words of evaluation; its indicators come with their names from the API. */
import type { Words } from '../../core/bilingual.ts'

export const evaluationWords = {
  title: { zh: '考评', en: 'Evaluation' },
  from: { zh: '起', en: 'From' },
  to: { zh: '止', en: 'To' },
  by: { zh: '维度', en: 'By' },
  span: { zh: '期间', en: 'Period' },
  own: { zh: '自定', en: 'Own dates' },
  csv: { zh: '下载 CSV', en: 'Download CSV' },
  compared: {
    zh: '环比 {previous}；同比 {yearAgo}',
    en: 'Compared with {previous} and, a year ago, {yearAgo}',
  },
  running: { zh: '期末未到，数字会变化。', en: 'The period is not over; figures will change.' },
  what: {
    zh: '应派遣、应处置、应结案：时限在期内到期的，不论何时完成；期末以后完成的不计。',
    en: 'Due: with a deadline in the period, whenever it was done; what was done after the period does not count.',
  },
  rank: { zh: '排名', en: 'Rank' },
  score: { zh: '得分', en: 'Score' },
  weight: { zh: '权重 {weight}', en: 'weight {weight}' },
  returned: { zh: '退回数', en: 'Returned' },
  voided: { zh: '作废数', en: 'Void' },
  all: { zh: '全部', en: 'All' },
  none: { zh: '（无）', en: '(none)' },
  better: { zh: '较上期好转', en: 'better than before' },
  worse: { zh: '较上期变差', en: 'worse than before' },
  same: { zh: '与上期持平', en: 'as before' },
  look: { zh: '{name}的案件', en: 'Cases of: {name}' },
  pageBefore: { zh: '上一页', en: 'Page before' },
  pageAfter: { zh: '下一页', en: 'Next page' },
  case: { zh: '案件号', en: 'Case' },
  caseTitle: { zh: '标题', en: 'Title' },
  category: { zh: '类别', en: 'Category' },
  source: { zh: '来源', en: 'Source' },
  street: { zh: '街道', en: 'Street' },
  stage: { zh: '阶段', en: 'Stage' },
  unit: { zh: '处置单位', en: 'Unit' },
  cell: {
    zh: '{numerator} {n} / {denominator} {d}；环比 {previous}；同比 {yearAgo}',
    en: '{numerator} {n} / {denominator} {d}; before {previous}; a year ago {yearAgo}',
  },
} as const satisfies Words

export const dimensionWords = {
  unit: { zh: '处置单位', en: 'Unit' },
  district: { zh: '区县', en: 'District' },
  street: { zh: '街道', en: 'Street' },
  community: { zh: '社区', en: 'Community' },
  category: { zh: '类别', en: 'Category' },
  source: { zh: '来源', en: 'Source' },
  person: { zh: '人员', en: 'Person' },
} as const satisfies Words
