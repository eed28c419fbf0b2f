import type { KindDocument } from './document.ts'

export const gateway = {
  id: 'gateway',
  zh: '边缘网关',
  en: 'Edge gateway',
  period: 300,
  sites: { cabinet: { zh: '机柜', en: 'cabinet' } },
  quantities: {
    battery: { unit: '%', range: [0, 100], zh: '电量', en: 'Battery' },
    rssi: { unit: 'dBm', range: [-150, 0], zh: '信号强度', en: 'Signal strength' },
  },
} as const satisfies KindDocument
