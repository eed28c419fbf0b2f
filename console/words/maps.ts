/** The maps that a phone may have. */
import type { Words } from '../../core/bilingual.ts'

export const mapWords = {
  amap: { zh: '高德地图', en: 'Amap' },
  baidu: { zh: '百度地图', en: 'Baidu Maps' },
  tencent: { zh: '腾讯地图', en: 'Tencent Maps' },
  apple: { zh: '苹果地图', en: 'Apple Maps' },
  other: { zh: '手机上的其他地图', en: 'Another map of the phone' },
} as const satisfies Words
