import type { KindDocument } from './document.ts'
import { tenthsOfFullScale } from './faults.ts'

export const water = {
  id: 'water',
  zh: '水位',
  en: 'Water level',
  period: 60,
  urgent: true,
  sites: {
    road: null,
    underpass: { zh: '下穿通道', en: 'underpass' },
    river: { zh: '河道', en: 'river' },
  },
  quantities: {
    depth: { unit: 'cm', range: [0, 500], zh: '积水深度', en: 'Water depth' },
    stage: {
      unit: 'm',
      range: [-20, 9_000],
      zh: '水位',
      en: 'Water stage above datum',
      faults: tenthsOfFullScale,
    },
    rain: { unit: 'mm/h', range: [0, 500], zh: '雨强', en: 'Rain intensity' },
    rainToday: {
      unit: 'mm',
      range: [0, 2_000],
      zh: '当日雨量',
      en: 'Rain since the day began',
    },
    // A counter comes by every number: none of them says that it is broken.
    rainTotal: { unit: 'mm', range: [0, 9_000], zh: '累计雨量', en: 'Rain on the counter' },
    discharge: {
      unit: 'm3/s',
      range: [-900, 9_000],
      zh: '流量',
      en: 'Flow',
      faults: tenthsOfFullScale,
    },
    supplyVoltage: { unit: 'V', range: [0, 60], zh: '电源电压', en: 'Supply voltage' },
    waterClass: { unit: '1', range: [1, 6], zh: '水质类别', en: 'Class of water quality' },
    battery: null,
    rssi: null,
  },
  commands: ['siren-on', 'siren-off', 'valve-open', 'valve-close'],
  settings: {
    risingPeriod: {
      ...{ unit: 's', range: [5, 3_600], whole: true },
      ...{ zh: '涨水时上报间隔', en: 'Interval while the water rises' },
    },
  },
} as const satisfies KindDocument
