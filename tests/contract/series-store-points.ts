import type { CellCode, DeviceId } from '../../core/identity.ts'
import { readingId } from '../../core/identity.ts'
import type { Reading } from '../../core/reading.ts'
import { instant } from '../../core/time.ts'
import type { Point } from '../../ingest/ports.ts'

/** A reading of one device at one instant, of a noise sensor unless told. */
export function point(
  device: string,
  at: number,
  values: Reading['values'],
  rest: { kind?: Point['kind']; cell?: string; sequence?: number } & Partial<
    Pick<Reading, 'quality' | 'timing'>
  > = {},
): Point {
  const { kind = 'noise', cell = '330106001002003', sequence, quality, timing = 'live' } = rest
  const id = device as DeviceId
  return {
    reading: {
      type: 'reading',
      id: readingId({
        device: id,
        observedAt: instant(at),
        ...(sequence === undefined ? {} : { sequence }),
      }),
      device: id,
      observedAt: instant(at),
      receivedAt: instant(at + 250),
      ...(sequence === undefined ? {} : { sequence }),
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
