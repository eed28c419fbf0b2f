import type { Disk } from '../../storage/lmdb/volume.ts'

/** One that never fills and never fails. */
export const ampleDisk: Disk = {
  room: { reserve: 0, free: () => Number.MAX_SAFE_INTEGER, probe: () => {} },
  broken: (error) => {
    throw error
  },
}
