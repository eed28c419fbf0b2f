/** An observation is one quantity of a reading, and is called by the reading and it. */
import type { StoredReading } from '../../../../core/series.ts'

export interface NamedObservation {
  readonly device: string
  readonly quantity: string
  readonly reading: string
  /** Whole milliseconds since the epoch. */
  readonly observedAt: number
}

/** `mh-1@1764500000000~9x:tilt`, and the instant behind it where that is not the one in the reading's own name. */
export function observationId(
  { id, observedAt, claimedAt }: Pick<StoredReading, 'id' | 'observedAt' | 'claimedAt'>,
  quantity: string,
): string {
  const moved = claimedAt === undefined || claimedAt === observedAt ? '' : `@${observedAt}`
  return `${id}:${quantity}${moved}`
}

export function parseObservationId(id: string): NamedObservation | undefined {
  const match = /^(([^@]+)@(\d+)[^:@]*):([A-Za-z0-9]+)(?:@(\d+))?$/.exec(id)
  const [, reading = '', device = '', claimed = '', quantity = '', observed = claimed] = match ?? []
  const observedAt = Number(observed)
  return match === null || !Number.isSafeInteger(observedAt)
    ? undefined
    : { reading, device, quantity, observedAt }
}
