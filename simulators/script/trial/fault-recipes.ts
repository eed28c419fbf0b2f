/** What happens to devices, with the rules that must say so. No other rule must: a gauge stuck at 20 cm is no flood. */
import type { Device } from '../../../core/device.ts'
import type { BuiltInKind } from '../../../core/kinds/built-in.ts'
import type { Quantity } from '../../../core/quantities.ts'
import { hours, minutes, seconds } from '../../../core/time.ts'
import { componentClass } from '../scenario.ts'
import { gassy } from '../signals/manhole.ts'
import type { Between, Recipe } from './happening.ts'

type Range = readonly [from: number, to: number]
type Ranges = readonly (readonly [quantity: Quantity, ...range: Range])[]

interface Failing {
  readonly kind: BuiltInKind
  readonly sites?: readonly string[]
  /** By how much one reading is off, or what is measured drifts away in a day. */
  readonly spike: Ranges
  readonly drift: Ranges
  /** The rule for its silence. */
  readonly silent: string
  /** The rule for its faults that knows some spikes by their height. */
  readonly fault: string
  /** Whether that rule tells a value that stands still for hours. */
  readonly still?: true
}

const failings: readonly Failing[] = [
  {
    kind: 'manhole',
    spike: [
      ['tilt', 20, 90],
      ['ch4', 15, 60],
      ['h2s', 15, 60],
      ['wellLevel', 200, 400],
    ],
    drift: [
      ['tilt', 4, 18],
      ['ch4', 3, 12],
      ['h2s', 3, 12],
    ],
    silent: 'manhole-silent',
    fault: 'manhole-sensor-fault',
  },
  {
    kind: 'water',
    sites: ['road', 'underpass'],
    spike: [['depth', 25, 60]],
    drift: [['depth', 4, 18]],
    silent: 'water-silent',
    fault: 'water-gauge-fault',
  },
  {
    kind: 'water',
    sites: ['river'],
    spike: [['stage', 2, 8]],
    drift: [['stage', 0.3, 2]],
    silent: 'water-silent',
    fault: 'water-river-gauge-fault',
  },
  {
    kind: 'noise',
    spike: [
      ['laeq', 20, 40],
      ['lafmax', 20, 40],
    ],
    drift: [
      ['laeq', 3, 14],
      ['lafmax', 3, 14],
    ],
    silent: 'noise-silent',
    fault: 'noise-meter-fault',
    still: true,
  },
  {
    kind: 'dust',
    spike: [
      ['tsp', 2_000, 8_000],
      ['pm10', 1_000, 4_000],
    ],
    drift: [
      ['tsp', 200, 1_500],
      ['pm10', 100, 800],
    ],
    silent: 'dust-silent',
    fault: 'dust-monitor-fault',
    still: true,
  },
  {
    kind: 'fume',
    spike: [['fume', 5, 60]],
    drift: [['fume', 0.5, 3]],
    silent: 'fume-no-data-in-business-hours',
    fault: 'fume-monitor-fault',
  },
]

const drawn = (ranges: Ranges, between: Between) =>
  Object.fromEntries(ranges.map(([quantity, from, to]) => [quantity, between(from, to)] as const))

interface Away {
  readonly kind: BuiltInKind
  readonly fits: Recipe['fits']
  /** The rule for its silence. */
  readonly silent: string
  readonly open: Pick<Recipe, 'hours'>
}

/** What keeps anything from being heard in time. */
const away = ({ kind, fits, silent, open }: Away): readonly Recipe[] => {
  // What is not measured is missing in the day.
  const permits = kind === 'dust' ? { permits: ['dust-validity'] } : {}
  return [
    {
      name: 'silence',
      fits,
      ...open,
      draw: (between) => ({
        cause: { type: 'silence' },
        duration: minutes(between(40, 240)),
        demands: [silent],
        ...permits,
      }),
    },
    {
      name: 'lost readings',
      fits,
      draw: (between, { period }) => ({
        cause: { type: 'silence' },
        duration: seconds(period * between(1, 2)),
      }),
    },
    {
      name: 'backfill',
      fits,
      ...open,
      draw: (between) => ({
        cause: { type: 'backfill' },
        duration: minutes(between(30, 90)),
        demands: [silent],
        ...permits,
      }),
    },
    {
      name: 'wrong clock',
      fits,
      draw(between) {
        const by = minutes(between(15, 600))
        return {
          cause: { type: 'clock', by: between(0, 1) < 0.5 ? by : -by },
          duration: hours(between(2, 12)),
          demands: [`${kind}-clock-wrong`],
          ...permits,
        }
      },
    },
  ]
}

const faultsOf = ({
  kind,
  sites,
  spike,
  drift,
  silent,
  fault,
  still,
}: Failing): readonly Recipe[] => {
  const fits = (device: Device) =>
    device.kind === kind && (sites === undefined || sites.includes(device.site))
  // A kitchen's monitor may be switched off with it, outside of its hours.
  const open = kind === 'fume' ? ({ hours: [11, 18] } as const) : {}
  return [
    ...away({ kind, fits, silent, open }),
    {
      name: 'stuck',
      fits,
      draw: (between) => ({
        cause: { type: 'stuck' },
        duration: hours(between(3, 10)),
        // A kitchen's is known by it while the fan runs.
        ...(still === true ? { demands: [fault] } : { permits: [fault] }),
      }),
    },
    {
      name: 'spike',
      fits,
      draw: (between, { period }) => ({
        cause: { type: 'offset', grows: false, values: drawn(spike, between) },
        // In exactly one reading.
        duration: seconds(period),
        permits: [fault],
      }),
    },
    {
      name: 'drift',
      fits,
      draw: (between) => ({
        cause: { type: 'offset', grows: true, values: drawn(drift, between) },
        duration: hours(between(12, 24)),
      }),
    },
  ]
}

const standing = (device: Device): boolean =>
  device.kind === 'water' && (device.site === 'road' || device.site === 'underpass')

const isRiver = (device: Device): boolean => device.kind === 'water' && device.site === 'river'
const isDust = (device: Device): boolean => device.kind === 'dust'
const isGassy = (device: Device): boolean =>
  device.kind === 'manhole' && gassy.has(componentClass(device) ?? '')

/** What only a gauge on a road can have. */
const gauges: readonly Recipe[] = [
  ...(
    [
      { name: 'stuck in mud', from: 4, to: 8 },
      { name: 'stuck under a bag', from: 17, to: 25 },
    ] as const
  ).map(({ name, from, to }): Recipe => ({
    name,
    fits: standing,
    draw: (between) => ({
      cause: { type: 'stuck', values: { depth: Math.round(between(from, to)) } },
      duration: hours(between(26, 30)),
      demands: ['water-gauge-fault'],
    }),
  })),
  {
    name: 'spike of metres',
    fits: standing,
    draw: (between, { period }) => ({
      cause: { type: 'offset', grows: false, values: { depth: between(240, 450) } },
      duration: seconds(period),
      demands: ['water-gauge-fault'],
    }),
  },
]

const rivers: readonly Recipe[] = [
  {
    name: 'stuck for a day',
    fits: isRiver,
    draw: (between) => ({
      cause: { type: 'stuck' },
      duration: hours(between(26, 30)),
      demands: ['water-river-gauge-fault'],
    }),
  },
  {
    name: 'spike of metres',
    fits: isRiver,
    draw: (between, { period }) => ({
      cause: { type: 'offset', grows: false, values: { stage: between(3, 8) } },
      duration: seconds(period),
      demands: ['water-river-gauge-fault'],
    }),
  },
]

const monitors: readonly Recipe[] = [
  {
    name: 'blocked inlet',
    fits: isDust,
    draw: (between) => ({
      cause: { type: 'stuck', values: { tsp: between(4, 15) } },
      duration: hours(between(3, 10)),
      demands: ['dust-too-low', 'dust-monitor-fault'],
    }),
  },
  {
    name: 'half a day away',
    fits: isDust,
    hours: [6, 8],
    draw: (between) => ({
      cause: { type: 'silence' },
      duration: hours(between(9, 11)),
      demands: ['dust-silent', 'dust-validity'],
    }),
  },
]

const wells: readonly Recipe[] = [
  {
    name: 'stuck for two days',
    fits: isGassy,
    draw: (between) => ({
      cause: { type: 'stuck' },
      duration: hours(between(52, 58)),
      demands: ['manhole-sensor-fault'],
    }),
  },
]

/** The sixth time that it opens in half a day, the rule knows. */
const switches: readonly Recipe[] = [
  { name: 'loose switch', open: [6, 20] as const },
  // So long that each time may be a cover.
  {
    name: 'loose switch that stays open',
    open: [45, 120] as const,
    permits: ['manhole-cover-open'],
  },
].map(({ name, open: [from, to], ...permits }): Recipe => ({
  name,
  fits: ({ kind }) => kind === 'manhole',
  draw: (between) => ({
    cause: {
      type: 'bounce',
      open: Math.round(seconds(between(from, to))),
      shut: Math.round(minutes(between(2, 8))),
    },
    duration: hours(between(2, 6)),
    demands: ['manhole-switch-bouncing'],
    ...permits,
  }),
}))

/** It measures nothing but its own battery. */
const gateways = away({
  kind: 'gateway',
  fits: ({ kind }) => kind === 'gateway',
  silent: 'gateway-silent',
  open: {},
})

export const faultRecipes: readonly Recipe[] = [
  ...failings.flatMap(faultsOf),
  ...gateways,
  ...gauges,
  ...rivers,
  ...monitors,
  ...wells,
  ...switches,
]
