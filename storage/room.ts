import { mkdirSync, openSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import type { Room } from '../core/room.ts'

const byte = Buffer.from('.')

/**
 * The disk under a folder. What is free is asked of the file system each time (2 µs). Whether it takes writes at all only
 * a write can tell: one byte over itself in the file `room` (1.5 µs), as neither `statfs` nor `access` show a disk that
 * the kernel made read-only after an error.
 */
export function openRoom(folder: string, reserve: number): Room {
  mkdirSync(folder, { recursive: true })
  let file: number | undefined
  return {
    reserve,
    free() {
      const { bavail, bsize } = statfsSync(folder)
      return bavail * bsize
    },
    probe() {
      file ??= openSync(join(folder, 'room'), 'w', 0o600)
      writeSync(file, byte, 0, 1, 0)
    },
  }
}
