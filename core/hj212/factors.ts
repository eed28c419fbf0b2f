/** Which of our quantities the factors of HJ 212 (因子, Annex B) and those of old stations are. */
import type { Quantity } from '../quantities.ts'

/**
 * A frame says no unit. The annex prints ng/m3 for particles, and stations send ng, ug or mg: it is known of each station
 * or of none.
 */
export const concentrations = ['ng/m3', 'ug/m3', 'mg/m3'] as const
export type Concentration = (typeof concentrations)[number]

/** What one is in ug/m3. */
export const micrograms: Readonly<Record<Concentration, number>> = {
  'ng/m3': 1e-3,
  'ug/m3': 1,
  'mg/m3': 1e3,
}

export interface Factor {
  readonly quantity: Quantity
  /** `particles` in the station's unit; the others in that of the quantity. `running`: of `SBn-RS`, whether it is 1. */
  readonly form: 'particles' | 'plain' | 'running'
}

const plain = (quantity: string): Factor => ({ quantity: quantity as Quantity, form: 'plain' })
const particles = (quantity: string): Factor => ({
  quantity: quantity as Quantity,
  form: 'particles',
})
const running = (quantity: string): Factor => ({ quantity: quantity as Quantity, form: 'running' })

/** `a34041` is what kitchens' stations send (HJ 524): HJ 212-2017 itself has no factor for cooking fume. */
export const factors: ReadonlyMap<string, Factor> = new Map([
  ['a34001', particles('tsp')],
  ['a34002', particles('pm10')],
  ['a34004', particles('pm25')],
  ['TSP', particles('tsp')],
  ['PM10', particles('pm10')],
  ['PM25', particles('pm25')],
  ['a01001', plain('temperature')],
  ['a01002', plain('humidity')],
  ['a01007', plain('windSpeed')],
  ['a01008', plain('windDirection')],
  ['TEM', plain('temperature')],
  ['RH', plain('humidity')],
  ['WS', plain('windSpeed')],
  ['WD', plain('windDirection')],
  ['LA', plain('laeq')],
  ['Leq', plain('laeq')],
  ['NOIS', plain('laeq')],
  ['B03', plain('laeq')],
  ['LMx', plain('lafmax')],
  ['L10', plain('l10')],
  ['L50', plain('l50')],
  ['L90', plain('l90')],
  ['a34041', plain('fume')],
  ['a24088', plain('nmhc')],
  ['SB1', running('fan')],
  ['SB2', running('purifier')],
])
