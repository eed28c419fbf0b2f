/** Draws what happens to each device of a trial: by the seed and its id alone, so one device more changes no other. */
import type { Device } from '../../../core/device.ts'
import { days, hours, instant, type Instant, minutes, plus } from '../../../core/time.ts'
import { createRandom, hashText, type Random } from '../random.ts'
import { overAt, type IncidentKind } from '../scenario.ts'
import { cityRecipes } from './city-recipes.ts'
import { faultRecipes } from './fault-recipes.ts'
import type { Between, Happening, Part, Recipe } from './happening.ts'

export interface PlanOptions {
  readonly seed: number
  /** When each day of the trial begins on the clocks of the city. */
  readonly midnights: readonly Instant[]
}

/** What happens in the city begins and is over in one of these, hours of the day, so day and night are never mixed. */
const stretches: readonly { readonly part: Part; readonly from: number; readonly to: number }[] = [
  { part: 'day', from: 6.5, to: 13.5 },
  { part: 'day', from: 13.75, to: 21.5 },
  { part: 'night', from: 22.5, to: 29.5 },
]

/** Far more than in any city: how often something happens to a device in one of the stretches, and then something else. */
const happens = 0.35
const another = 0.3
/** What these do adds up to something that nobody drew. */
const sameThing: Readonly<Partial<Record<IncidentKind, string>>> = {
  ...{ rain: 'water', flood: 'water', 'river-rise': 'water' },
  ...{ loud: 'sound', bang: 'sound' },
}
/** Faults of one device lie so far apart. */
const faultless = [hours(6), days(10)] as const
/** What happened in one stretch is settled before the next one begins. */
const settling = minutes(60)

export function planOf(device: Device, options: PlanOptions): readonly Happening[] {
  const random = createRandom(options.seed ^ hashText(device.id))
  const city = cityRecipes.filter((recipe) => recipe.fits(device))
  const faults = faultRecipes.filter((recipe) => recipe.fits(device))
  return [
    ...cityHappenings(device, city, options, random),
    ...faultHappenings(device, faults, options, random),
  ].sort((a, b) => a.from - b.from)
}

function cityHappenings(
  device: Device,
  recipes: readonly Recipe[],
  { midnights }: PlanOptions,
  random: Random,
): readonly Happening[] {
  return midnights.flatMap((midnight) =>
    stretches.flatMap(({ part, from, to }) => {
      const possible = recipes.filter((recipe) => recipe.part === undefined || recipe.part === part)
      const draw = (share: number): readonly Happening[] => {
        const recipe = possible[random.below(Math.max(1, possible.length))]
        if (random.next() >= share || recipe === undefined) return []
        const together = [recipe, recipe.beside]
          .filter((one) => one !== undefined)
          .map((one) => happening(one, device, part, midnight, random))
        const lasts = Math.max(...together.map((one) => one.over - one.from))
        const room = Math.max(0, hours(to - from) - settling - lasts)
        const by = hours(from) + Math.floor(random.next() * room)
        return together.map((one) => moved(one, by))
      }
      const first = draw(happens)
      if (first.length === 0) return []
      const things = new Set(first.map(thingOf))
      const second = draw(another)
      return second.some((one) => things.has(thingOf(one))) ? first : [...first, ...second]
    }),
  )
}

/** Two happenings of one thing are never at once. */
export const thingOf = ({ cause }: Happening): string =>
  cause.type === 'incident' ? (sameThing[cause.kind] ?? cause.kind) : cause.type

function faultHappenings(
  device: Device,
  recipes: readonly Recipe[],
  { midnights }: PlanOptions,
  random: Random,
): readonly Happening[] {
  const [first] = midnights
  const found: Happening[] = []
  if (first === undefined || recipes.length === 0) return found
  const end = plus(first, midnights.length * days(1))
  const gap = () => betweenOf(random)(...faultless)
  for (let at = plus(first, gap()); at < end;) {
    const recipe = recipes[random.below(recipes.length)]
    if (recipe === undefined) break
    if (recipe.hours !== undefined) {
      const day = midnights.findLast((midnight) => midnight <= at) ?? first
      at = plus(day, hours(betweenOf(random)(...recipe.hours)))
    }
    const one = happening(recipe, device, 'day', at, random)
    // One that is not over when the trial is proves nothing.
    if (one.until < end && (found.at(-1)?.until ?? 0) < one.from) found.push(one)
    at = plus(one.until, gap())
  }
  return found
}

export const betweenOf =
  (random: Random): Between =>
  (from, to) =>
    from + (to - from) * random.next()

export function happening(
  recipe: Recipe,
  device: Device,
  part: Part,
  at: Instant,
  random: Random,
): Happening {
  const drawn = recipe.draw(betweenOf(random), device, part)
  const duration = Math.round(drawn.duration)
  const { cause } = drawn
  const lasting =
    cause.type === 'incident' ? overAt({ at: 0, duration, kind: cause.kind }) : duration
  const from = instant(Math.round(at))
  return {
    ...drawn,
    duration,
    name: recipe.name,
    from,
    until: plus(from, duration),
    over: plus(from, lasting),
  }
}

const moved = (one: Happening, by: number): Happening => ({
  ...one,
  from: plus(one.from, by),
  until: plus(one.until, by),
  over: plus(one.over, by),
})
