import type { KindDocument } from './document.ts'

const level = { unit: 'dB(A)', range: [10, 150], level: true } as const

export const noise = {
  id: 'noise',
  zh: '噪声',
  en: 'Noise',
  period: 60,
  sites: {
    street: { zh: '路侧', en: 'street' },
    construction: { zh: '工地', en: 'construction site' },
    commercial: { zh: '商业区', en: 'commercial' },
    residential: { zh: '居住区', en: 'residential' },
    market: { zh: '集市', en: 'market' },
    vehicle: { zh: '作业车辆', en: 'work vehicle' },
  },
  quantities: {
    laeq: { ...level, zh: '等效声级', en: 'Equivalent level LAeq' },
    lafmax: { ...level, zh: '最大声级', en: 'Maximum level LAFmax' },
    l10: { ...level, zh: 'L10', en: 'L10' },
    l50: { ...level, zh: 'L50', en: 'L50' },
    l90: { ...level, zh: 'L90', en: 'L90' },
    windSpeed: null,
    rain: null,
    battery: null,
    rssi: null,
  },
  settings: { recording: { unit: 'bool', zh: '超标录音', en: 'Record what is too loud' } },
} as const satisfies KindDocument
