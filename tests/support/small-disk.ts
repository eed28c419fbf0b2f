import { onTestFinished } from 'vitest'

import { mountDisk, type FileSystem, type SmallDisk } from './mounted-disk.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A disk of a few MiB that is gone when the test is over, whatever still works on it. */
export async function smallDisk(mebibytes: number, system?: FileSystem): Promise<SmallDisk> {
  const disk = mountDisk(await temporaryFolder(), mebibytes, system)
  onTestFinished(() => disk[Symbol.dispose]())
  return disk
}
