/** What happens to devices, with the rules that must say so. No other rule must: a gauge stuck at 20 cm is no flood. */
import type { Device } from '../../../core/device.ts'
import type { BuiltInKind } from '../../../core/kinds/built-in.ts'
import type { Quantity } from '../../../core/quantities.ts'
import { hours, minutes, seconds } from '../../../core/time.ts'
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
  },
  {
    kind: 'water',
    sites: ['road', 'underpass'],
    spike: [['depth', 25, 60]],
    drift: [['depth', 4, 18]],
    silent: 'water-silent',
  },
  {
    kind: 'water',
    sites: ['river'],
    spike: [['stage', 2, 8]],
    drift: [['stage', 0.3, 2]],
    silent: 'water-silent',
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
  },
  {
    kind: 'fume',
    spike: [['fume', 5, 60]],
    drift: [['fume', 0.5, 3]],
    silent: 'fume-no-data-in-business-hours',
  },
]

const drawn = (ranges: Ranges, between: Between) =>
  Object.fromEntries(ranges.map(([quantity, from, to]) => [quantity, between(from, to)] as const))

const faultsOf = ({ kind, sites, spike, drift, silent }: Failing): readonly Recipe[] => {
  const fits = (device: Device) =>
    device.kind === kind && (sites === undefined || sites.includes(device.site))
  // A kitchen's monitor may be switched off with it, outside of its hours.
  const open = kind === 'fume' ? ({ hours: [11, 18] } as const) : {}
  return [
    {
      name: 'silence',
      fits,
      ...open,
      draw: (between) => ({
        cause: { type: 'silence' },
        duration: minutes(between(40, 240)),
        demands: [silent],
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
        }
      },
    },
    {
      name: 'stuck',
      fits,
      draw: (between) => ({ cause: { type: 'stuck' }, duration: hours(between(3, 10)) }),
    },
    {
      name: 'spike',
      fits,
      draw: (between, { period }) => ({
        cause: { type: 'offset', grows: false, values: drawn(spike, between) },
        // In exactly one reading.
        duration: seconds(period),
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

export const faultRecipes: readonly Recipe[] = [...failings.flatMap(faultsOf), ...gauges]
