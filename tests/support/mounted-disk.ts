/** A real file system of a few MiB, that can be filled to the last byte; needs the right to mount one. */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export type FileSystem = 'ext4' | 'tmpfs'

export interface SmallDisk {
  readonly folder: string
  free(): number
  /** Fills it with a file of no use until so many bytes are free; 0 leaves not one. */
  fill(leaving: number): void
  /** Takes that file away. */
  empty(): void
  /** What the kernel does after an error of the device (ext4): every write fails until the disk is mounted anew. */
  breakReadOnly(): void
  /** Read-only or not; only while nobody has a file open for writing there. */
  mount(as: 'ro' | 'rw'): void
  /** What somebody does after an error of the device: checks it and mounts it anew (ext4). */
  repair(): Promise<void>
}

/** Lies in `home`, a folder that goes with it. Disposing takes it away, whatever still works on it. */
export function mountDisk(
  home: string,
  mebibytes: number,
  system: FileSystem = 'ext4',
): SmallDisk & Disposable {
  const folder = join(home, 'disk')
  mkdirSync(folder)
  const image = join(home, 'image')
  const mountImage = () => mounting('-o', 'loop,errors=remount-ro', image, folder)
  if (system === 'tmpfs') mounting('-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'small-disk', folder)
  else {
    closeSync(openSync(image, 'w'))
    truncateSync(image, mebibytes * 2 ** 20)
    execFileSync('mkfs.ext4', ['-q', '-F', '-m', '0', image])
    mountImage()
  }
  const unmount = () => {
    try {
      execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' })
    } catch {
      // It is unmounted already.
    }
  }
  process.once('exit', unmount)
  const ballast = join(folder, 'ballast')
  const free = () => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }
  return {
    folder,
    free,
    fill(leaving) {
      const file = openSync(ballast, 'a')
      try {
        // Taken without a write, as far as whole MiB go: the disk of this machine is not small, and others work on it.
        const most = Math.floor(free() - leaving) - (2 << 20)
        if (most > 0)
          execFileSync('fallocate', ['-o', `${fstatSync(file).size}`, '-l', `${most}`, ballast])
        for (const chunk of [1 << 20, 4_096])
          for (const bytes = Buffer.alloc(chunk); free() >= leaving + chunk;) writeSync(file, bytes)
        if (leaving === 0) for (const one = Buffer.alloc(512); ;) writeSync(file, one)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      } finally {
        closeSync(file)
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    breakReadOnly() {
      const device = execFileSync('findmnt', ['-n', '-o', 'SOURCE', folder]).toString().trim()
      const trigger = `/sys/fs/ext4/${device.replace('/dev/', '')}/trigger_fs_error`
      const file = openSync(trigger, 'w')
      writeSync(file, '1')
      closeSync(file)
    },
    mount: (as) => mounting('-o', `remount,${as}`, folder),
    async repair() {
      // A process that was ended by a signal is gone before the kernel has let go of its last mapping.
      for (let left = 100; ; left -= 1)
        try {
          execFileSync('umount', [folder], { stdio: 'pipe' })
          break
        } catch (error) {
          if (left === 0) throw error
          await delay(100)
        }
      // 1: errors were found and corrected.
      const { status } = spawnSync('e2fsck', ['-f', '-y', image], { stdio: 'pipe' })
      if (status !== 0 && status !== 1) throw new Error(`e2fsck ended with ${status}`)
      mountImage()
    },
    [Symbol.dispose]() {
      process.off('exit', unmount)
      unmount()
    },
  }
}

function mounting(...words: readonly string[]): void {
  try {
    execFileSync('mount', words, { stdio: 'pipe' })
  } catch (error) {
    throw new Error(
      'a file system of its own is filled here: it needs the right to mount one (root, CAP_SYS_ADMIN)',
      { cause: error },
    )
  }
}
