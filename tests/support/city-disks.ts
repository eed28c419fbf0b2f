/** Each process of a city on a small disk of its own, as on a machine of its own. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { mountDisk, type SmallDisk } from './mounted-disk.ts'

export interface CityDisks extends Disposable {
  readonly all: readonly SmallDisk[]
  of(name: string): SmallDisk
  /** The data folder of the process. */
  data(name: string): string
}

export function mountCityDisks(
  folder: string,
  names: readonly string[],
  mebibytes: number,
): CityDisks {
  const disks = new Map<string, SmallDisk & Disposable>()
  const dispose = () => disks.forEach((disk) => disk[Symbol.dispose]())
  try {
    for (const name of names) {
      const home = join(folder, 'disks', name)
      mkdirSync(home, { recursive: true })
      disks.set(name, mountDisk(home, mebibytes))
    }
  } catch (error) {
    dispose()
    throw error
  }
  const of = (name: string): SmallDisk => {
    const disk = disks.get(name)
    if (disk === undefined) throw new RangeError(`${name} has no disk`)
    return disk
  }
  return {
    all: [...disks.values()],
    of,
    data: (name) => join(of(name).folder, 'data'),
    [Symbol.dispose]: dispose,
  }
}
