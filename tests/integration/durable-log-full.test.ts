import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import type { FileSystem } from '../support/mounted-disk.ts'
import { smallDisk } from '../support/small-disk.ts'

const filler = fileURLToPath(new URL('../support/log-filler.ts', import.meta.url))

test.each<FileSystem>(['ext4', 'tmpfs'])(
  'a log that fills %s twenty times refuses, goes on when there is room, and ends by no signal',
  async (system) => {
    const disk = await smallDisk(48, system)
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      filler,
      disk.folder,
      '20',
    ])
    const told = JSON.parse(stdout) as {
      acknowledged: number
      refused: number
      read: number
      missing: number[]
      broken: string[]
    }
    expect(told).toMatchObject({ refused: 400, missing: [], broken: [] })
    expect(told.read).toBe(told.acknowledged)
    expect(told.acknowledged).toBeGreaterThan(300)
  },
  120_000,
)
