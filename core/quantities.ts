/**
 * The quantities of the shipped device kinds: canonical name, unit and the range outside which a value is a fault of
 * the sensor and not a fact about the city. A value out of range is stored with the quality `range` and never judged.
 * Switches are 0 or 1. Ranges are generous instrument ranges, not limits; limits are data of the rules.
 */
export interface QuantitySpec {
  readonly unit: string
  readonly min: number
  readonly max: number
  readonly zh: string
  readonly en: string
  /** Levels in decibels: means are energy means (GB 3096 equivalent level), never arithmetic. */
  readonly level?: true
}

const quantity = (
  unit: string,
  min: number,
  max: number,
  zh: string,
  en: string,
): QuantitySpec => ({ unit, min, max, zh, en })
const level = (zh: string, en: string): QuantitySpec => ({
  unit: 'dB(A)',
  min: 10,
  max: 150,
  zh,
  en,
  level: true,
})
const flag = (zh: string, en: string): QuantitySpec => quantity('bool', 0, 1, zh, en)

export const quantities = {
  battery: quantity('%', 0, 100, '电量', 'Battery'),
  rssi: quantity('dBm', -150, 0, '信号强度', 'Signal strength'),

  tilt: quantity('deg', 0, 180, '倾角变化', 'Tilt from rest'),
  coverOpen: flag('井盖打开', 'Cover open'),
  wellLevel: quantity('cm', 0, 2_000, '井内水位', 'Water level in the well'),
  ch4: quantity('%LEL', 0, 100, '甲烷', 'Methane'),
  h2s: quantity('mg/m3', 0, 1_000, '硫化氢', 'Hydrogen sulphide'),

  depth: quantity('cm', 0, 500, '积水深度', 'Water depth'),
  stage: quantity('m', -20, 9_000, '水位', 'Water stage above datum'),
  rain: quantity('mm/h', 0, 500, '雨强', 'Rain intensity'),

  laeq: level('等效声级', 'Equivalent level LAeq'),
  lafmax: level('最大声级', 'Maximum level LAFmax'),
  l10: level('L10', 'L10'),
  l50: level('L50', 'L50'),
  l90: level('L90', 'L90'),

  pm25: quantity('ug/m3', 0, 10_000, 'PM2.5', 'PM2.5'),
  pm10: quantity('ug/m3', 0, 20_000, 'PM10', 'PM10'),
  tsp: quantity('ug/m3', 0, 50_000, '总悬浮颗粒物', 'TSP'),
  windSpeed: quantity('m/s', 0, 75, '风速', 'Wind speed'),
  windDirection: quantity('deg', 0, 360, '风向', 'Wind direction'),
  temperature: quantity('Cel', -50, 90, '温度', 'Temperature'),
  humidity: quantity('%RH', 0, 100, '湿度', 'Humidity'),

  fume: quantity('mg/m3', 0, 100, '油烟浓度', 'Cooking fume'),
  nmhc: quantity('mg/m3', 0, 1_000, '非甲烷总烃', 'NMHC'),
  fan: flag('风机运行', 'Fan running'),
  purifier: flag('净化器运行', 'Purifier running'),
} as const satisfies Readonly<Record<string, QuantitySpec>>

export type Quantity = keyof typeof quantities

export const isQuantity = (name: string): name is Quantity => Object.hasOwn(quantities, name)

/**
 * Quality of one value. Letters are the data flags of HJ 212-2017 Table 8: N normal, F stopped, M maintenance, S set by
 * hand, D fault, C calibrating, T above range, B communication fault. The words are what ingest finds out itself.
 * Only `N` is judged by rules.
 */
export const qualities = [
  'N',
  'F',
  'M',
  'S',
  'D',
  'C',
  'T',
  'B',
  'late',
  'future',
  'range',
  'stuck',
] as const
export type Quality = (typeof qualities)[number]

/** What a device may say of its own value. */
export const deviceQualities = ['N', 'F', 'M', 'S', 'D', 'C', 'T', 'B'] as const
