import type { KindDocument } from './document.ts'

export const manhole = {
  id: 'manhole',
  zh: '窨井盖',
  en: 'Manhole cover',
  period: 3_600,
  urgent: true,
  sites: {
    road: { zh: '道路', en: 'road' },
    footway: { zh: '人行道', en: 'footway' },
    green: { zh: '绿地', en: 'green' },
  },
  quantities: {
    tilt: { unit: 'deg', range: [0, 180], zh: '倾角变化', en: 'Tilt from rest' },
    coverOpen: { unit: 'bool', zh: '井盖打开', en: 'Cover open' },
    wellLevel: {
      unit: 'cm',
      range: [0, 2_000],
      zh: '井内水位',
      en: 'Water level in the well',
      faults: [999, 999.9],
    },
    ch4: { unit: '%LEL', range: [0, 100], zh: '甲烷', en: 'Methane' },
    h2s: { unit: 'mg/m3', range: [0, 1_000], zh: '硫化氢', en: 'Hydrogen sulphide' },
    o2: { unit: '%', range: [0, 30], zh: '氧气', en: 'Oxygen' },
    co: { unit: 'mg/m3', range: [0, 2_000], zh: '一氧化碳', en: 'Carbon monoxide' },
    displaced: { unit: 'bool', zh: '井盖移位', en: 'Cover displaced' },
    vibration: { unit: 'm/s2', range: [0, 200], zh: '井盖振动', en: 'Vibration of the cover' },
    flooded: { unit: 'bool', zh: '井口溢水', en: 'Well overflows' },
    depth: null,
    battery: null,
    rssi: null,
  },
  commands: ['siren-on', 'siren-off'],
  settings: { armed: { unit: 'bool', zh: '布防', en: 'Armed' } },
} as const satisfies KindDocument
