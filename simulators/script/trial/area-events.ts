/** What happens to many devices of one place at once: a catchment under water, a feed without power, a dead gateway. */
import type { Device } from '../../../core/device.ts'
import { days, hours, type Instant, minutes, plus } from '../../../core/time.ts'
import { createRandom, hashText, type Random } from '../random.ts'
import { cityRecipes } from './city-recipes.ts'
import { faultRecipes } from './fault-recipes.ts'
import type { Between, Happening, Recipe } from './happening.ts'
import { isStreetGauge } from './places.ts'
import { betweenOf, happening, type PlanOptions } from './plan.ts'

interface AreaEvent {
  /** As the score names it when a rule was wrong meanwhile. */
  readonly name: string
  /** How often it happens to a place in a day. */
  readonly daily: number
  readonly strikes: (members: readonly Device[], random: Random) => readonly Device[]
  /** What happens to each of them. */
  readonly recipe: (device: Device) => Recipe | undefined
  /** Minutes. */
  readonly lasts: readonly [from: number, to: number]
  /** The last of them is struck so many minutes after the first. */
  readonly within: number
}

interface Places {
  readonly placeOf: (device: Device) => string | undefined
  readonly events: readonly AreaEvent[]
}

const named =
  (recipes: readonly Recipe[], name: string) =>
  (device: Device): Recipe | undefined =>
    recipes.find((recipe) => recipe.name === name && recipe.fits(device))

const deep = named(cityRecipes, 'deep flood')
const silence = named(faultRecipes, 'silence')

/** Nothing that anybody has to tell. */
const flicker: Recipe = {
  name: 'flicker',
  fits: () => true,
  draw: () => ({ cause: { type: 'silence' }, duration: 0 }),
}

const some =
  (least: number, most: number) =>
  (members: readonly Device[], random: Random): readonly Device[] => {
    const count = Math.min(most, least + random.below(Math.max(1, members.length - least + 1)))
    const left = [...members]
    return members.length < least
      ? []
      : Array.from({ length: count }, () => left.splice(random.below(left.length), 1)).flat()
  }
const all = some(3, Number.POSITIVE_INFINITY)
const everyone = (members: readonly Device[]) => (members.length < 3 ? [] : members)

const places: readonly Places[] = [
  {
    placeOf: (device) =>
      isStreetGauge(device) && device.catchment !== undefined
        ? `catchment ${device.catchment}`
        : undefined,
    events: [
      {
        name: 'catchment under water',
        daily: 0.3,
        strikes: all,
        recipe: deep,
        lasts: [45, 70],
        within: 8,
      },
      {
        name: 'two floods',
        daily: 0.2,
        strikes: some(2, 2),
        recipe: deep,
        lasts: [45, 70],
        within: 8,
      },
    ],
  },
  {
    // What is behind a gateway is silent with its gateway.
    placeOf: ({ power, gateway }) =>
      power === undefined || gateway !== undefined ? undefined : `feed ${power}`,
    events: [
      {
        name: 'feed out',
        daily: 0.15,
        strikes: everyone,
        recipe: silence,
        lasts: [40, 120],
        within: 0.1,
      },
      {
        name: 'feed flickers',
        daily: 0.15,
        strikes: everyone,
        recipe: () => flicker,
        lasts: [1, 2],
        within: 0.1,
      },
      {
        name: 'two of a feed',
        daily: 0.1,
        strikes: some(2, 2),
        recipe: silence,
        lasts: [40, 120],
        within: 3,
      },
    ],
  },
  {
    placeOf: ({ id, kind, gateway }) =>
      kind === 'gateway' ? `gateway ${id}` : gateway && `gateway ${gateway}`,
    events: [
      {
        name: 'gateway dead',
        daily: 0.3,
        strikes: everyone,
        recipe: silence,
        lasts: [40, 120],
        within: 1,
      },
    ],
  },
]

/** Hours of the day between which it begins; over before the quiet hours of the city are. */
const begins = [7, 19] as const

/** By device; drawn by the seed and the name of each place alone. */
export function areaHappenings(
  devices: readonly Device[],
  options: PlanOptions,
): ReadonlyMap<string, readonly Happening[]> {
  const found = new Map<string, Happening[]>()
  for (const { placeOf, events } of places)
    for (const [place, members] of grouped(devices, placeOf)) {
      const random = createRandom(options.seed ^ hashText(place))
      for (const midnight of options.midnights)
        for (const [device, one] of dayOf(events, members, midnight, random))
          found.set(device, [...(found.get(device) ?? []), one])
    }
  return found
}

/** One of the events at most. */
function dayOf(
  events: readonly AreaEvent[],
  members: readonly Device[],
  midnight: Instant,
  random: Random,
): readonly (readonly [string, Happening])[] {
  let chance = random.next()
  const event = events.find(({ daily }) => (chance -= daily) < 0)
  if (event === undefined) return []
  const between = betweenOf(random)
  const at = plus(midnight, hours(between(...begins)))
  const duration = minutes(between(...event.lasts))
  return event.strikes(members, random).flatMap((device) => {
    const recipe = event.recipe(device)
    if (recipe === undefined) return []
    const from = plus(at, Math.round(minutes(between(0, event.within))))
    return [[device.id, struck(event, recipe, device, from, duration, random)] as const]
  })
}

function struck(
  { name }: AreaEvent,
  recipe: Recipe,
  device: Device,
  from: Instant,
  duration: number,
  random: Random,
): Happening {
  const lasting: Recipe = {
    ...recipe,
    name,
    draw: (between: Between, ...rest) => ({ ...recipe.draw(between, ...rest), duration }),
  }
  return happening(lasting, device, 'day', from, random)
}

function grouped(
  devices: readonly Device[],
  placeOf: Places['placeOf'],
): ReadonlyMap<string, readonly Device[]> {
  const found = new Map<string, Device[]>()
  for (const device of devices) {
    const place = placeOf(device)
    if (place !== undefined) found.set(place, [...(found.get(place) ?? []), device])
  }
  return found
}

/** What happens to a place goes before what happens to one of its devices, and nothing else happens to it around that. */
const apart = days(1) / 24

export function withAreas(
  plan: readonly Happening[],
  ofAreas: readonly Happening[],
): readonly Happening[] {
  const taken: Happening[] = []
  for (const one of ofAreas.toSorted((a, b) => a.from - b.from)) {
    const before = taken.at(-1)
    if (before === undefined || plus(before.over, apart) <= one.from) taken.push(one)
  }
  const isFree = ({ from, over }: Happening) =>
    taken.every((one) => over + apart <= one.from || plus(one.over, apart) <= from)
  return [...plan.filter(isFree), ...taken].toSorted((a, b) => a.from - b.from)
}
