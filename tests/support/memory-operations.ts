import { UrbanBrainError } from '../../core/errors.ts'
import type { OperationsPoint, OperationsStore } from '../../core/operations.ts'

export interface MemoryOperations extends OperationsStore {
  /** Every point, the fields of those with the same identity side by side. */
  readonly points: () => readonly OperationsPoint[]
  /** Calls that were taken. */
  readonly writes: () => number
  away: boolean
}

/** What tells points apart: measurement, tags, instant, slot. */
export const identityOf = ({ measurement, tags, at, slot = 0 }: OperationsPoint): string =>
  JSON.stringify([
    measurement,
    at,
    slot,
    Object.entries(tags)
      .filter(([, value]) => value !== undefined && value !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ])

/** The store of operations points in memory, for tests of those who write to it. */
export function memoryOperations(): MemoryOperations {
  const kept = new Map<string, OperationsPoint>()
  let writes = 0
  const store: MemoryOperations = {
    away: false,
    points: () => [...kept.values()],
    writes: () => writes,
    write: (points) => {
      if (store.away) {
        return Promise.reject(new UrbanBrainError('store-unavailable', 'the store is away'))
      }
      writes += 1
      for (const point of points) {
        const before = kept.get(identityOf(point))
        kept.set(identityOf(point), {
          ...point,
          fields: { ...before?.fields, ...point.fields },
        })
      }
      return Promise.resolve([])
    },
  }
  return store
}
