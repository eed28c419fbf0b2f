import type { NoiseZone } from '../../../core/device.ts'
import {
  clamp,
  health,
  jitter,
  type Moment,
  ramp,
  round,
  type Signal,
  strongest,
  trait,
  wander,
} from './signal.ts'

/**
 * A quiet city keeps 6 dB and more under these levels, the night's from well before 22:00 until after 06:00. They are
 * the zone limits of GB 3096-2008 and, for sites, of GB 12523-2011 as the domain notes give them; the rules hold their
 * own table, these only steer the model.
 */
export const ceilings: Readonly<
  Record<NoiseZone, { readonly day: number; readonly night: number }>
> = {
  '0': { day: 50, night: 40 },
  '1': { day: 55, night: 45 },
  '2': { day: 60, night: 50 },
  '3': { day: 65, night: 55 },
  '4a': { day: 70, night: 55 },
  '4b': { day: 70, night: 60 },
}

/** LAFmax >= L10 >= LAeq and L10 >= L50 >= L90 hold always, in dB(A) to one decimal. */
export const noise: Signal = (moment) => {
  const loud = strongest(moment, 'loud')
  const laeq = loud === undefined ? quiet(moment) : loud.strength + 1.5 * jitter(moment, 'loud')
  const spread = 1.5 + trait(moment, 'spread') + 0.5 * jitter(moment, 'spread')
  const l10 = laeq + spread
  const level = (value: number) => round(clamp(value, 10, 150), 1)
  const peak = l10 + 3 + 2 * (1 + jitter(moment, 'peak'))
  return {
    laeq: level(laeq),
    lafmax: level(Math.max(peak, strongest(moment, 'bang')?.strength ?? 0)),
    l10: level(l10),
    l50: level(laeq - 0.6 * spread),
    l90: level(laeq - 1.8 * spread),
    ...health(moment),
  }
}

function quiet(moment: Moment): number {
  const { device, hour } = moment
  const { day, night } = ceilings[device.zone ?? '2']
  const awake = Math.min(ramp(hour, 6.5, 8), 1 - ramp(hour, 19.5, 21.25))
  const level = night + (day - night) * awake - 9 - trait(moment, 'quiet')
  return level + 1.5 * wander(moment, 'street', 600_000) + 1.2 * jitter(moment, 'laeq')
}
