/** Pictures that the record of a case says are kept no longer, for whatever shows one below. */
import { createContext } from 'preact'

import type { CaseEvent } from '../api/types.ts'

export const DeletedPhotos = createContext<ReadonlySet<string>>(new Set())

export const deletedPhotos = (timeline: readonly CaseEvent[]): ReadonlySet<string> =>
  new Set(
    timeline.flatMap(({ event, data: { deleted } }) =>
      event === 'photosDeleted' && Array.isArray(deleted)
        ? deleted.filter((name) => typeof name === 'string')
        : [],
    ),
  )
