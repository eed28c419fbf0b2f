import type { CellCode, DeviceId } from '../../core/identity.ts'
import { readingId } from '../../core/identity.ts'
import type { Reading } from '../../core/reading.ts'
import { instant } from '../../core/time.ts'
import type { Point } from '../../core/series.ts'

/** A reading of one device at one instant, of a noise sensor unless told. */
export function point(
  device: string,
  at: number,
  values: Reading['values'],
  rest: {
    kind?: Point['kind']
    cell?: string
    sequence?: number
    claimedAt?: number
    receivedAt?: number
  } & Partial<Pick<Reading, 'content' | 'beside' | 'quality' | 'timing'>> = {},
): Point {
  const { kind = 'noise', cell = '330106001002003', quality, timing = 'live', beside } = rest
  const { sequence, claimedAt, content, receivedAt = at + 250 } = rest
  const identity = {
    device: device as DeviceId,
    observedAt: instant(at),
    ...(claimedAt === undefined ? {} : { claimedAt: instant(claimedAt) }),
    ...(sequence === undefined ? {} : { sequence }),
    ...(content === undefined ? {} : { content }),
  }
  return {
    reading: {
      type: 'reading',
      id: readingId(identity),
      ...identity,
      receivedAt: instant(receivedAt),
      ...(beside === undefined ? {} : { beside }),
      values,
      ...(quality === undefined ? {} : { quality }),
      timing,
      frame: '0:1',
    },
    kind,
    site: 'street',
    cell: cell as CellCode,
  }
}
