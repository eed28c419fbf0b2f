import { componentClass } from '../scenario.ts'
import {
  built,
  clamp,
  health,
  jitter,
  rainOf,
  round,
  type Signal,
  strongest,
  trait,
  wander,
} from './signal.ts'

/** Component classes with water in the well: sewage, storm, gully, septic, unknown owner. */
export const wet: ReadonlySet<string> = new Set(['0102', '0103', '0104', '0118', '0123'])
/** Classes whose well may hold gas: sewage, storm, gas, septic, unknown owner. */
export const gassy: ReadonlySet<string> = new Set(['0102', '0103', '0111', '0118', '0123'])

/** The switch under a stolen cover opens this long after the cover began to tip, in milliseconds. */
const opensAfter = 5_000

/** Tilt stays under 2 degrees, wells under 60 cm and gas under 3 %LEL and 3 mg/m3 while nothing happens. */
export const manhole: Signal = (moment) => {
  const kind = componentClass(moment.device) ?? ''
  const stolen = strongest(moment, 'cover-stolen')
  const rest = 0.3 + 0.8 * trait(moment, 'rest')
  const tilt = stolen === undefined ? rest : stolen.strength + 6 * (trait(moment, 'thrown') - 0.5)
  return {
    tilt: round(clamp(tilt + 0.25 * jitter(moment, 'tilt'), 0, 180), 1),
    coverOpen: stolen !== undefined && stolen.elapsed >= opensAfter ? 1 : 0,
    ...(wet.has(kind) ? { wellLevel: wellLevel(moment) } : {}),
    ...(gassy.has(kind) ? gas(moment) : {}),
    ...health(moment),
  }
}

function wellLevel(moment: Parameters<Signal>[0]): number {
  const base = 12 + 20 * trait(moment, 'well')
  const rain = (rainOf(moment) / 100) * 20
  const level = base + rain + 4 * wander(moment, 'well', 1_800_000) + 0.4 * jitter(moment, 'well')
  return round(clamp(Math.max(level, built(moment, 'well-surge')), 0, 2_000), 1)
}

function gas(moment: Parameters<Signal>[0]) {
  const ch4 = 0.9 + 0.6 * wander(moment, 'ch4', 3_600_000) + 0.2 * jitter(moment, 'ch4')
  const h2s = 0.8 + 0.5 * wander(moment, 'h2s', 3_600_000) + 0.2 * jitter(moment, 'h2s')
  return {
    ch4: round(clamp(Math.max(ch4, built(moment, 'gas')), 0, 100), 1),
    h2s: round(clamp(Math.max(h2s, built(moment, 'hydrogen-sulphide')), 0, 1_000), 2),
  }
}
