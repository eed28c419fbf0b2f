/** The last hour of alarms at one of its moments: what stood then, and where it was hot until then. Pure. */
import { severityRank } from '../../../core/severity.ts'
import type { Replay } from '../../api/types.ts'
import type { Points } from './features.ts'
import { worstByDevice, type StandingAlarm } from './picture.ts'

/** The worst of each device at that moment. */
export const worstAt = (
  { alarms }: Pick<Replay, 'alarms'>,
  at: number,
): ReadonlyMap<string, StandingAlarm> =>
  worstByDevice(
    alarms.filter(
      ({ raisedAt, clearedAt }) => raisedAt <= at && (clearedAt === undefined || clearedAt > at),
    ),
  )

/** Every alarm that had come by then, over or not: the graver, the hotter. */
export const heatAt = ({ alarms }: Pick<Replay, 'alarms'>, at: number): Points => ({
  type: 'FeatureCollection',
  features: alarms.flatMap(({ alarm, longitude, latitude, severity, raisedAt }) =>
    raisedAt > at || longitude === undefined || latitude === undefined
      ? []
      : {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [longitude, latitude] },
          properties: { id: alarm, sign: '', rank: severityRank(severity) },
        },
  ),
})

type Span = Pick<Replay, 'from' | 'to'>

const minute = 60_000

/** The slider goes from 0 to this. */
export const minutesIn = ({ from, to }: Span): number => Math.ceil((to - from) / minute)

export const momentAt = ({ from, to }: Span, minutes: number): number =>
  Math.min(from + minutes * minute, to)
