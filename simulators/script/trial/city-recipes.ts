/**
 * What happens in the city, and beside each thing that must be told something like it that must not: lower, or shorter.
 * Strengths are drawn from the limits up, 15 per cent and more, or stay as far below them.
 */
import type { Device } from '../../../core/device.ts'
import type { BuiltInKind } from '../../../core/kinds/built-in.ts'
import { minutes, seconds } from '../../../core/time.ts'
import { componentClass, type IncidentKind } from '../scenario.ts'
import { gassy, wet } from '../signals/manhole.ts'
import { ceilings } from '../signals/noise.ts'
import type { Between, CityCause, Part, Recipe, Tells } from './happening.ts'

type Range = readonly [from: number, to: number]

const at =
  (kind: BuiltInKind, ...sites: readonly string[]) =>
  (device: Device): boolean =>
    device.kind === kind && (sites.length === 0 || sites.includes(device.site))

const wellOf = (classes: ReadonlySet<string>) => (device: Device) =>
  device.kind === 'manhole' && classes.has(componentClass(device) ?? '')

interface Plain {
  readonly name: string
  readonly fits: Recipe['fits']
  readonly part?: Part
  readonly kind: IncidentKind
  readonly strength: Range
  /** Minutes. */
  readonly lasts: Range
  readonly demands?: readonly string[]
  readonly permits?: readonly string[]
  readonly tells?: Tells
}

/** Nothing about it hangs on the device. */
const plain = ({ kind, strength, lasts, demands, permits, tells, ...recipe }: Plain): Recipe => ({
  ...recipe,
  draw: (between) => ({
    cause: { type: 'incident', kind, strength: between(...strength) },
    duration: minutes(between(...lasts)),
    ...(demands && { demands }),
    ...(permits && { permits }),
    ...(tells && { tells }),
  }),
})

const fullWell = plain({
  name: 'full well',
  kind: 'well-surge',
  fits: wellOf(wet),
  strength: [235, 300],
  lasts: [40, 100],
  demands: ['manhole-well-level'],
})

const openCover = ['manhole-cover-tilted', 'manhole-cover-open']

const covers: readonly Recipe[] = [
  {
    name: 'cover off',
    fits: at('manhole'),
    draw: (between) => ({
      cause: { type: 'incident', kind: 'cover-stolen', strength: between(30, 90) },
      duration: minutes(between(20, 180)),
      demands: openCover,
      // When the well happens to fill meanwhile.
      permits: ['manhole-open-while-rising'],
    }),
  },
  {
    name: 'cover off a well that fills',
    fits: wellOf(wet),
    draw: (between) => ({
      cause: { type: 'incident', kind: 'cover-stolen', strength: between(30, 90) },
      duration: minutes(between(60, 180)),
      demands: [...openCover, 'manhole-open-while-rising'],
    }),
    beside: fullWell,
  },
  {
    name: 'cover knocked',
    fits: at('manhole'),
    draw: (between) => ({
      cause: { type: 'incident', kind: 'cover-stolen', strength: between(20, 60) },
      duration: seconds(between(6, 20)),
    }),
  },
  fullWell,
  plain({
    name: 'wet well',
    kind: 'well-surge',
    fits: wellOf(wet),
    strength: [80, 125],
    lasts: [40, 100],
  }),
  ...[
    { name: 'methane', strength: [14, 60] as const, demands: ['manhole-methane'] },
    { name: 'trace of methane', strength: [3, 8] as const },
  ].map((more) => plain({ kind: 'gas', fits: wellOf(gassy), lasts: [20, 90], ...more })),
  ...[
    {
      name: 'hydrogen sulphide',
      strength: [14, 60] as const,
      demands: ['manhole-hydrogen-sulphide'],
    },
    { name: 'trace of hydrogen sulphide', strength: [3, 8] as const },
  ].map((more) =>
    plain({ kind: 'hydrogen-sulphide', fits: wellOf(gassy), lasts: [20, 90], ...more }),
  ),
]

const batteries: readonly Recipe[] = (
  ['manhole', 'water', 'noise', 'dust', 'fume'] as const
).flatMap((kind) =>
  [
    { name: 'flat battery', strength: [4, 16] as const, demands: [`${kind}-battery-low`] },
    { name: 'battery half empty', strength: [26, 50] as const },
  ].map((more) => plain({ kind: 'battery-low', fits: at(kind), lasts: [60, 180], ...more })),
)

const waters: readonly Recipe[] = [
  ...[
    { site: 'road', from: 25, closed: 33, to: 60, depth: 'water-road-depth' },
    { site: 'underpass', from: 30, closed: 33, to: 70, depth: 'water-underpass-depth' },
  ].flatMap(({ site, from, closed, to, depth }) => {
    const demands = [depth, 'water-fast-rise']
    // It rises and runs off through what is a notice.
    const passes = ['water-road-notice', 'water-road-closure']
    // Of the alarms on the depth, as the shipped limits have it.
    const severe: Tells = {
      severity: ['orange', 'red'],
      values: { depth: [15, 80], depth3: [15, 80] },
    }
    const mild: Tells = {
      severity: [site === 'road' ? 'yellow' : 'orange', 'red'],
      values: { depth: [10, 45], depth3: [10, 45] },
    }
    return [
      { name: 'flood', strength: [from, closed] as const, demands, permits: passes, tells: mild },
      {
        name: 'deep flood',
        strength: [closed, to] as const,
        demands: [...demands, 'water-road-closure'],
        permits: passes,
        tells: severe,
      },
    ].map((more) => plain({ fits: at('water', site), kind: 'flood', lasts: [20, 40], ...more }))
  }),
  ...(
    [
      { name: 'puddle', kind: 'flood', strength: [2, 4] },
      {
        name: 'water to the kerb',
        kind: 'flood',
        strength: [6.5, 8],
        demands: ['water-road-notice'],
      },
      { name: 'rain', kind: 'rain', strength: [20, 80] },
    ] as const
  ).map((more) => plain({ fits: at('water', 'road', 'underpass'), lasts: [30, 90], ...more })),
  ...[
    { name: 'river over its warning', strength: [0.4, 2] as const, demands: ['water-river-stage'] },
    { name: 'river that swells', strength: [-0.8, -0.4] as const },
  ].map((more) =>
    plain({ kind: 'river-rise', fits: at('water', 'river'), lasts: [100, 180], ...more }),
  ),
]

/** The limits by which a sound is loud, as GB 3096-2008 and GB 12523-2011 have them. */
const limitOf = (device: Device, part: Part): number =>
  device.site === 'construction' ? { day: 70, night: 55 }[part] : ceilings[device.zone ?? '2'][part]

const ruleOfSite: Readonly<Record<string, readonly [limit: string, peak: string]>> = {
  street: ['noise-street-limit', 'noise-night-peak'],
  residential: ['noise-street-limit', 'noise-night-peak'],
  commercial: ['noise-commercial-limit', 'noise-night-peak'],
  construction: ['noise-construction-limit', 'noise-construction-night-peak'],
}

/** So many decibels over the limit of the device at that hour. */
const over = (
  kind: 'loud' | 'bang',
  [from, to]: Range,
  between: Between,
  device: Device,
  part: Part,
): CityCause => ({ type: 'incident', kind, strength: limitOf(device, part) + between(from, to) })

const noises: readonly Recipe[] = [
  {
    name: 'loud',
    fits: at('noise'),
    draw(between, device, part) {
      const [limit, peak] = ruleOfSite[device.site] ?? []
      return {
        cause: over('loud', [6, 16], between, device, part),
        duration: minutes(between(60, 150)),
        ...(limit !== undefined && { demands: [limit] }),
        ...(peak !== undefined && part === 'night' && { permits: [peak] }),
      }
    },
  },
  {
    name: 'noisy below the limit',
    fits: at('noise'),
    draw: (between, device, part) => ({
      cause: over('loud', [-6, -2.5], between, device, part),
      duration: minutes(between(60, 150)),
    }),
  },
  {
    // A mean of twenty minutes on a site stays below its limit; those of ten minutes elsewhere do not.
    name: 'lorry',
    part: 'day',
    fits: at('noise'),
    draw: (between, device, part) => ({
      cause: over('loud', device.site === 'construction' ? [2, 6] : [8, 14], between, device, part),
      duration: minutes(between(2, 4)),
    }),
  },
  ...(
    [
      { name: 'bang', part: 'night', range: [18, 35], told: true },
      { name: 'door', part: 'night', range: [9, 13], told: false },
      { name: 'bang by day', part: 'day', range: [18, 35], told: false },
    ] as const
  ).map(({ name, part, range, told }): Recipe => ({
    name,
    part,
    fits: at('noise'),
    draw(between, device) {
      const [, peak] = ruleOfSite[device.site] ?? []
      return {
        cause: over('bang', range, between, device, part),
        // In exactly one reading.
        duration: seconds(device.period),
        ...(told && peak !== undefined && { demands: [peak] }),
      }
    },
  })),
]

const sites: readonly Recipe[] = (
  [
    {
      name: 'dust',
      strength: [2_500, 4_000],
      lasts: [60, 120],
      demands: ['dust-tsp', 'dust-pm10', 'dust-near-limit'],
      permits: ['dust-daily-count', 'dust-trend'],
    },
    {
      // Means over the limit are counted by the day: what goes over midnight may be allowed on either.
      name: 'dust for hours',
      part: 'day',
      strength: [1_250, 1_700],
      lasts: [150, 200],
      demands: ['dust-tsp', 'dust-near-limit', 'dust-daily-count'],
      permits: ['dust-pm10', 'dust-trend'],
    },
    {
      name: 'dust below the limit',
      strength: [400, 680],
      lasts: [60, 180],
      permits: ['dust-trend'],
    },
    { name: 'cloud of dust', strength: [2_000, 3_500], lasts: [1, 2.5] },
  ] as const
).map((more) => plain({ kind: 'dust', fits: at('dust', 'construction'), ...more }))

const kitchens: readonly Recipe[] = (
  [
    {
      name: 'purifier off',
      strength: [3, 6],
      lasts: [30, 90],
      demands: ['fume-purifier-off', 'fume-concentration', 'fume-nmhc'],
      permits: ['fume-purifier-drift'],
    },
    { name: 'purifier late', strength: [2.2, 3], lasts: [2, 4] },
  ] as const
).map((more) => plain({ kind: 'purifier-off', fits: at('fume'), ...more }))

export const cityRecipes: readonly Recipe[] = [
  ...covers,
  ...batteries,
  ...waters,
  ...noises,
  ...sites,
  ...kitchens,
]
