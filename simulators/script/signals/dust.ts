import {
  clamp,
  health,
  jitter,
  type Moment,
  rainOf,
  ramp,
  round,
  type Signal,
  strongest,
  trait,
  type Values,
  wander,
} from './signal.ts'

/** Micrograms per cubic metre; TSP stays under 260 while nothing happens, and TSP >= PM10 >= PM2.5 always. */
export const dust: Signal = (moment) => {
  const raised = strongest(moment, 'dust')
  const washed = 1 - 0.5 * ramp(rainOf(moment), 0, 30)
  const background = 75 + 20 * trait(moment, 'dust') + 18 * wander(moment, 'dust', 3_600_000)
  const quiet = (background + works(moment)) * washed + 6 * jitter(moment, 'tsp')
  const works15 = raised === undefined ? 0 : ramp(raised.elapsed, 0, 60_000)
  const tsp =
    raised === undefined
      ? quiet
      : quiet + (raised.strength * (1 + 0.08 * jitter(moment, 'cloud')) - quiet) * works15
  const coarse = raised === undefined ? 0.5 : 0.35
  const pm10 = tsp * (coarse + 0.04 * wander(moment, 'coarse', 1_800_000))
  const pm25 = pm10 * (0.4 + 0.05 * wander(moment, 'fine', 1_800_000))
  const particles = (value: number) => round(clamp(value, 0, 10_000), 1)
  return {
    tsp: particles(tsp),
    pm10: particles(pm10),
    pm25: particles(pm25),
    ...weather(moment),
    ...health(moment),
  }
}

/** A site works from seven to six, with a pause at noon. */
function works({ device, hour, ...rest }: Moment): number {
  if (device.site !== 'construction') return 25 * Math.min(ramp(hour, 6, 8), 1 - ramp(hour, 19, 22))
  const busy = Math.min(ramp(hour, 7, 8), 1 - ramp(hour, 17.5, 18.5))
  const pause = Math.min(ramp(hour, 11.75, 12.25), 1 - ramp(hour, 13, 13.5))
  return (80 + 30 * wander({ device, hour, ...rest }, 'works', 900_000)) * busy * (1 - 0.7 * pause)
}

/** Degrees Celsius, percent, metres per second and degrees; the same day for all, a little different for each. */
function weather(moment: Moment): Values {
  const warmth = Math.cos(((moment.hour - 15) / 24) * 2 * Math.PI)
  const rain = ramp(rainOf(moment), 0, 20)
  const direction = 120 + 90 * wander(moment, 'direction', 7_200_000) + 12 * jitter(moment, 'vane')
  return {
    temperature: round(18 + 5 * warmth - 3 * rain + 0.3 * jitter(moment, 'temperature'), 1),
    humidity: round(
      clamp(62 - 12 * warmth + 30 * rain + 1.5 * jitter(moment, 'humidity'), 0, 100),
      1,
    ),
    windSpeed: round(
      Math.max(0, 2 + 1.4 * wander(moment, 'wind', 1_200_000) + 0.4 * jitter(moment, 'gust')),
      1,
    ),
    windDirection: Math.round(((direction % 360) + 360) % 360),
  }
}
