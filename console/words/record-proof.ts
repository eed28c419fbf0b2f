/** Words of the proof of the record of all cases. */
import type { Words } from '../../core/bilingual.ts'

export const proofWords = {
  title: { zh: '案卷记录校验', en: 'Proof of the record' },
  never: {
    zh: '启动以来尚未校验；每天自动校验一次',
    en: 'Not checked since the start; it is checked once a day',
  },
  running: { zh: '正在校验：已核对 {events} 条', en: 'Being checked: {events} events looked at' },
  intact: {
    zh: '{at} 校验完好：{cases} 件案件，{events} 条记录，其中 {sealed} 条已由 {seals} 个封条封存；考评冻结、管理操作与交接班记录 {evaluations} 条，个人信息查看记录 {looks} 条',
    en: 'Intact at {at}: {cases} cases, {events} events, {sealed} of them under {seals} seals; {evaluations} events of frozen evaluations, acts and hand-overs, {looks} looks at personal data',
  },
  faulty: {
    zh: '{at} 校验发现 {faults} 处与封存时不符，请保留数据库并报告管理人员',
    en: 'At {at} {faults} places are not as they were sealed: keep the database as it is and tell the manager',
  },
  failed: {
    zh: '{at} 校验未能完成：{message}',
    en: 'At {at} the check could not be ended: {message}',
  },
  check: { zh: '立即校验', en: 'Check now' },
  fault: { zh: '问题', en: 'Fault' },
  place: { zh: '位置', en: 'Where' },
  audit: { zh: '应立未立审核 {dates}', en: 'Audit of what was not filed {dates}' },
  evaluation: { zh: '考评 {dates}', en: 'Evaluation {dates}' },
  page: { zh: '第 {page} 页', en: 'page {page}' },
  look: { zh: '个人信息查看记录 {number}', en: 'Look {number} at personal data' },
  version: { zh: '版本', en: 'Version' },
  seal: { zh: '封条', en: 'Seal' },
  changed: { zh: '被修改', en: 'changed' },
  missing: { zh: '缺失', en: 'missing' },
  inserted: { zh: '被插入', en: 'inserted' },
  moved: { zh: '被移位', en: 'moved' },
  'not-in-register': { zh: '台账中无此案件', en: 'not in the register' },
  'photo-damaged': { zh: '照片损坏', en: 'photo damaged' },
  'not-as-sealed': { zh: '与封存时不符', en: 'not as sealed' },
  'rolled-back': { zh: '台账被回退', en: 'register set back' },
  'seal-missing': { zh: '封条缺失', en: 'seal missing' },
  'seal-damaged': { zh: '封条损坏', en: 'seal damaged' },
  'seal-foreign': { zh: '封条密钥不明', en: 'seal of an unknown key' },
  'seal-differs': { zh: '两处封条不一致', en: 'seals differ' },
} as const satisfies Words
