import type { CaseEventRecord } from '../../core/case-event.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { PhotoStore } from '../photo-ports.ts'
import type { Fault } from '../ports.ts'

export const isDamaged = (error: unknown): error is UrbanBrainError =>
  error instanceof UrbanBrainError && error.code === 'store-damaged'

/** Names of the photos that an event of a case speaks of. */
export function photosOf({ data }: Pick<CaseEventRecord, 'data'>): readonly string[] {
  const { photos } = data
  if (!Array.isArray(photos)) return []
  return photos.flatMap((photo: unknown) => {
    const sha256 = typeof photo === 'object' && photo !== null && 'sha256' in photo && photo.sha256
    return typeof sha256 === 'string' ? [sha256] : []
  })
}

/** Names of the photos that a report or a command names; what was mended on the spot has pictures of its own. */
export function namedIn(asked: object): readonly string[] {
  const own = 'photos' in asked ? photosOf({ data: { photos: asked.photos } }) : []
  const { selfHandled } = asked as { readonly selfHandled?: object }
  return selfHandled === undefined ? own : [...own, ...namedIn(selfHandled)]
}

/** Names of the pictures that the record says are kept no longer. */
export const deletedIn = (
  events: readonly Pick<CaseEventRecord, 'event' | 'data'>[],
): ReadonlySet<string> =>
  new Set(
    events.flatMap(({ event, data: { deleted } }) =>
      event === 'photosDeleted' && Array.isArray(deleted)
        ? deleted.filter((name) => typeof name === 'string')
        : [],
    ),
  )

/** The record holds the hash of a photo, so one that has changed since is a fault of its event. */
export async function photoFaults(
  events: readonly CaseEventRecord[],
  photos: PhotoStore,
): Promise<readonly Fault[]> {
  const faults: Fault[] = []
  for (const event of events)
    for (const sha256 of photosOf(event)) {
      try {
        await photos.get(sha256)
      } catch (error) {
        if (!isDamaged(error)) throw error
        faults.push({ case: event.case, version: event.version, fault: 'photo-damaged' })
      }
    }
  return faults
}
