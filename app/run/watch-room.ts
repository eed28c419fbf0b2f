import { background } from '../../runtime/background.ts'
import type { Component } from '../../runtime/component.ts'
import { nextTurn } from '../../runtime/turns.ts'
import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import { roomLevel, roomLevels, spaceText, type Room, type RoomLevel } from '../../core/room.ts'
import { seconds, type Clock } from '../../core/time.ts'

export interface WatchRoomDependencies {
  readonly room: Room
  readonly clock: Clock
  readonly observer: Observer
  /** Stores lie on this disk: without room the process is not ready. Otherwise it is a warning. */
  readonly essential: boolean
}

const every = seconds(1)
const worse = (a: RoomLevel, b: RoomLevel): boolean => roomLevels.indexOf(a) > roomLevels.indexOf(b)

/** Says what is free on the disk of the data folder, and once for each level that it goes down or up. */
export function watchRoom(dependencies: WatchRoomDependencies): Component {
  const { room, clock, observer, essential } = dependencies
  let level: RoomLevel = 'ample'
  let words = ''
  const look = () => {
    const before = level
    try {
      const free = room.free()
      observer.gauge('disk.free.bytes', free)
      level = roomLevel(free, room.reserve, before)
      words = spaceText(free, room.reserve)
      room.probe()
    } catch (error) {
      level = 'none'
      words = `disk: ${messageOf(error)}`
    }
    if (worse(level, before)) observer.emit('storage.room-low', { level, message: words })
    else if (level !== before) observer.emit('storage.room-back', { level, message: words })
  }
  const component = background('room', observer, {
    watch: async (signal) => {
      while (!signal.aborted) {
        look()
        await nextTurn(clock, every, signal)
      }
    },
  })
  const short = () => essential && worse(level, 'low')
  return {
    ...component,
    unready: () => component.unready() ?? (short() ? words : undefined),
    warning: () => (level === 'ample' || short() ? undefined : words),
  }
}
