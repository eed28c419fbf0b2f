import type { Quantity } from './quantities.ts'

/**
 * A device kind is data: a sixth kind is one entry here, a rule file and a dashboard row, with no change in the pipeline.
 * `period` is how often such a device usually reports, in seconds; a device may say its own.
 */
export interface KindSpec {
  readonly zh: string
  readonly en: string
  readonly period: number
  readonly sites: readonly string[]
  readonly quantities: readonly Quantity[]
}

const health = ['battery', 'rssi'] as const satisfies readonly Quantity[]

export const kinds = {
  manhole: {
    zh: '窨井盖',
    en: 'Manhole cover',
    period: 3_600,
    sites: ['road', 'footway', 'green'],
    quantities: ['tilt', 'coverOpen', 'wellLevel', 'ch4', 'h2s', ...health],
  },
  water: {
    zh: '水位',
    en: 'Water level',
    period: 60,
    sites: ['road', 'underpass', 'river'],
    quantities: ['depth', 'stage', 'rain', ...health],
  },
  noise: {
    zh: '噪声',
    en: 'Noise',
    period: 60,
    sites: ['street', 'construction', 'commercial', 'residential'],
    quantities: ['laeq', 'lafmax', 'l10', 'l50', 'l90', ...health],
  },
  dust: {
    zh: '扬尘',
    en: 'Dust',
    period: 60,
    sites: ['construction', 'street'],
    quantities: [
      'pm25',
      'pm10',
      'tsp',
      'windSpeed',
      'windDirection',
      'temperature',
      'humidity',
      ...health,
    ],
  },
  fume: {
    zh: '餐饮油烟',
    en: 'Cooking fume',
    period: 60,
    sites: ['kitchen'],
    quantities: ['fume', 'nmhc', 'fan', 'purifier', 'temperature', 'humidity', ...health],
  },
  gateway: {
    zh: '边缘网关',
    en: 'Edge gateway',
    period: 300,
    sites: ['cabinet'],
    quantities: [...health],
  },
} as const satisfies Readonly<Record<string, KindSpec>>

export type Kind = keyof typeof kinds
export const kindNames = Object.keys(kinds) as readonly Kind[]
