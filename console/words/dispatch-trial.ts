/** Words of trying which unit would get a case (试派). */
import type { Words } from '../../core/bilingual.ts'

export const trialWords = {
  title: { zh: '试派', en: 'Try it' },
  category: { zh: '类别', en: 'Category' },
  device: { zh: '设备编号', en: 'Device' },
  cell: { zh: '单元网格编码', en: 'Unit grid' },
  cellForm: { zh: '15 位数字', en: '15 digits' },
  ask: { zh: '试派', en: 'Who gets it?' },
  lead: { zh: '职责：{duty}', en: 'Duty: {duty}' },
  inForce: { zh: '按当日生效的规则', en: 'By what holds on that day' },
  byFile: { zh: '按所选文件', en: 'By the chosen file' },
  nobody: { zh: '无单位可派，待派遣员指定', en: 'nobody; a dispatcher names a unit' },
  owner: { zh: '（权属单位）', en: '(the owner)' },
  boundary: { zh: '（职责界线）', en: '(a boundary)' },
  duty: { zh: '（唯一承担该职责的单位）', en: '(the only one with the duty there)' },
  table: { zh: '（派遣规则第 {row} 行）', en: '(row {row} of the dispatch table)' },
} as const satisfies Words
