/** Words about rain. */
import type { Words } from '../../core/bilingual.ts'

export const rainWords = {
  title: { zh: '雨量', en: 'Rain' },
  most: { zh: '近1小时最大雨量', en: 'Most rain, 1 h' },
  millimetres: { zh: '毫米', en: 'mm' },
  where: { zh: '{place} · {time} 止', en: '{place} · until {time}' },
  none: { zh: '{count} 站无雨 · {time} 止', en: 'dry at {count} gauges · until {time}' },
  wet: { zh: '近1小时有雨', en: 'Rain in the last hour' },
  dry: { zh: '近1小时无雨', en: 'No rain in the last hour' },
  gauge: { zh: '雨量站', en: 'Gauge' },
  place: { zh: '区、街道', en: 'District, street' },
  hour: { zh: '近1小时（毫米）', en: 'Last hour (mm)' },
  today: { zh: '今日（毫米）', en: 'Today (mm)' },
  at: { zh: '最近数据', en: 'Last heard' },
  more: { zh: '另有 {count} 站', en: 'and {count} more' },
} as const satisfies Words
