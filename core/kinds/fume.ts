import type { KindDocument } from './document.ts'

export const fume = {
  id: 'fume',
  zh: '餐饮油烟',
  en: 'Cooking fume',
  period: 60,
  sites: { kitchen: { zh: '餐饮单位', en: 'kitchen' } },
  quantities: {
    fume: { unit: 'mg/m3', range: [0, 100], zh: '油烟浓度', en: 'Cooking fume' },
    nmhc: { unit: 'mg/m3', range: [0, 1_000], zh: '非甲烷总烃', en: 'NMHC' },
    fan: { unit: 'bool', zh: '风机运行', en: 'Fan running' },
    purifier: { unit: 'bool', zh: '净化器运行', en: 'Purifier running' },
    temperature: null,
    humidity: null,
    battery: null,
    rssi: null,
  },
} as const satisfies KindDocument
