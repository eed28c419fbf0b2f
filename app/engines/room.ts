/** Room on the disk of the data folder, for a start. */
import { UrbanBrainError } from '../../core/errors.ts'
import { refusal, type Room } from '../../core/room.ts'
import { openRoom } from '../../storage/room.ts'

import type { Config } from '../config.ts'

export const roomOf = ({ data, storage }: Config): Room => openRoom(data, storage.reserve)

/** Engines write when they open: on a full or read-only disk a start waits until there is room for that. */
export function demand(room: Room): Promise<void> {
  const reason = refusal(room, 'record')
  if (reason === undefined) return Promise.resolve()
  return Promise.reject(new UrbanBrainError('store-unavailable', reason))
}
