/** Words of a curve's values as a table. */
import type { Words } from '../../core/bilingual.ts'

export const curveWords = {
  values: { zh: '数值表', en: 'Values' },
  valuesOf: { zh: '数值表：{label}', en: 'Values: {label}' },
  csv: { zh: '导出 CSV', en: 'CSV' },
  mean: { zh: '平均', en: 'Mean' },
  highest: { zh: '最大', en: 'Highest' },
  onDay: { zh: '日期', en: 'Day' },
} as const satisfies Words
