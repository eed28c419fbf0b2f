import {
  built,
  clamp,
  health,
  jitter,
  lagged,
  rainOf,
  round,
  type Moment,
  type Signal,
  trait,
  type Values,
  wander,
} from './signal.ts'

/**
 * Roads and underpasses are dry while nothing happens and hold under 5 cm in ordinary rain; a river stays more than
 * 0.6 m under its warning level. What exceeds a limit comes from a flood or a rise that the scenario names.
 */
export const water: Signal = (moment) => ({
  ...(moment.device.site === 'river' ? river(moment) : standing(moment)),
  ...health(moment),
})

/** A dry sensor trembles by a millimetre or two. */
function standing(moment: Moment): Values {
  const dry = 0.1 + 0.1 * jitter(moment, 'depth')
  const film = (built(moment, 'rain') / 100) * (1 + 3 * trait(moment, 'basin'))
  const flood = built(moment, 'flood')
  const wave = flood * 0.02 * jitter(moment, 'wave')
  return { depth: round(clamp(dry + Math.max(Math.min(film, 4.5), flood + wave), 0, 500), 1) }
}

/** Metres above the datum; the warning level is the station's own (警戒水位). */
function river(moment: Moment): Values {
  const warning = moment.device.limits?.['warning'] ?? 18
  const usual = warning - 1.4 + 0.2 * trait(moment, 'stage')
  const quiet = usual + 0.08 * wander(moment, 'stage', 7_200_000) + 0.008 * jitter(moment, 'stage')
  const rain = Math.min(0.4, (built(moment, 'rain') / 100) * 0.4)
  let stage = quiet + rain
  for (const acting of moment.acting) {
    if (acting.kind !== 'river-rise') continue
    stage = Math.max(stage, quiet + (warning + acting.strength - quiet) * lagged(acting))
  }
  return {
    stage: round(clamp(stage, -20, 9_000), 3),
    rain: round(clamp(rainOf(moment), 0, 500), 1),
  }
}
