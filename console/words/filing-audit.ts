/** Words of the page of the audit of what was not filed (应立未立). */
import type { Words } from '../../core/bilingual.ts'

export const auditWords = {
  title: { zh: '应立未立审核', en: 'Audit of what was not filed' },
  what: {
    zh: '期内被抑制或设备停用的告警、核实不属实或作废的上报，抽样审核是否应当立案。',
    en: 'Alarms that were held back, reports that were denied or made void: a sample is looked at, whether it should have been filed.',
  },
  evaluation: { zh: '返回考评', en: 'To the evaluation' },
  never: { zh: '该期间尚未抽样。', en: 'No sample of this period was drawn.' },
  size: { zh: '抽样数', en: 'Sample of' },
  draw: { zh: '抽样', en: 'Draw' },
  drawn: { zh: '{by} 于 {at} 抽样', en: 'Drawn at {at} by {by}' },
  candidates: { zh: '未立案数', en: 'Not filed' },
  sampled: { zh: '抽样数', en: 'In the sample' },
  audited: { zh: '已审核', en: 'Looked at' },
  should: { zh: '应立未立数', en: 'Should have been filed' },
  missedRate: { zh: '漏立率', en: 'Missed' },
  accurateRate: { zh: '准确立案率', en: 'Rightly filed' },
  of: { zh: '对象', en: 'Of' },
  at: { zh: '时间', en: 'At' },
  why: { zh: '未立原因', en: 'Not filed because' },
  place: { zh: '街道', en: 'Street' },
  verdict: { zh: '审核结论', en: 'Verdict' },
  reason: { zh: '理由', en: 'Reason' },
  xlsx: { zh: '下载 XLSX', en: 'Download XLSX' },
} as const satisfies Words
