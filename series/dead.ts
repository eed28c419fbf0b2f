import type { DeadLetter } from '../core/dead-letter.ts'
import { deviceQualities } from '../core/quantities.ts'
import type { DeadPoint } from '../core/series.ts'

/**
 * A reading that the time series will never take, as a dead letter with the telemetry that would make it again. What is
 * only past its retention is none: nobody would mend that.
 */
export function deadLetterOf({ point, detail }: DeadPoint): DeadLetter {
  const { device, observedAt, claimedAt, receivedAt, sequence, values, quality, frame } =
    point.reading
  const said = Object.entries(quality ?? {}).filter(([, mark]) =>
    deviceQualities.some((known) => known === mark),
  )
  const body = {
    t: claimedAt ?? observedAt,
    m: values,
    ...(sequence === undefined ? {} : { seq: sequence }),
    ...(said.length === 0 ? {} : { q: Object.fromEntries(said) }),
  }
  return {
    type: 'dead-letter',
    reason: 'not-stored',
    detail: detail.slice(0, 300),
    source: device,
    channel: 'telemetry',
    topic: `ub/v1/${device}/telemetry`,
    receivedAt,
    frame,
    body: Buffer.from(JSON.stringify(body), 'utf8').toString('base64'),
  }
}
