import {
  clamp,
  health,
  jitter,
  ramp,
  round,
  type Signal,
  strongest,
  trait,
  wander,
} from './signal.ts'

/**
 * Milligrams per cubic metre. While nothing happens the purifier runs whenever the fan does, fume stays under 0.9 and
 * NMHC under 6.
 */
export const fume: Signal = (moment) => {
  const violation = strongest(moment, 'purifier-off')
  const busy = violation === undefined ? cooking(moment.hour, trait(moment, 'hours')) : 1
  const fan = busy > 0 ? 1 : 0
  const clean = 0.03 + 0.45 * busy + 0.12 * busy * (1 + wander(moment, 'fume', 300_000))
  const level =
    violation === undefined
      ? clean + 0.015 * (1 + jitter(moment, 'fume'))
      : clean +
        (violation.strength * (1 + 0.08 * jitter(moment, 'smoke')) - clean) *
          ramp(violation.elapsed, -10_000, 30_000)
  return {
    fume: round(clamp(level, 0, 100), 3),
    nmhc: round(clamp(0.6 + level * 4 + 0.2 * jitter(moment, 'nmhc'), 0, 1_000), 2),
    fan,
    purifier: violation === undefined ? fan : 0,
    temperature: round(24 + 14 * busy + 0.5 * jitter(moment, 'temperature'), 1),
    humidity: round(clamp(55 + 15 * busy + 2 * jitter(moment, 'humidity'), 0, 100), 1),
    ...health(moment),
  }
}

/** How busy the stoves are, 0 to 1: two meals a day, each kitchen up to half an hour earlier or later. */
function cooking(hour: number, own: number): number {
  const shifted = hour + own - 0.5
  const lunch = Math.min(ramp(shifted, 10.5, 11.25), 1 - ramp(shifted, 13, 13.75))
  const dinner = Math.min(ramp(shifted, 16.5, 17.5), 1 - ramp(shifted, 19.75, 20.75))
  return Math.max(lunch, dinner)
}
