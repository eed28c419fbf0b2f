import { join } from 'node:path'

import { expect, test } from 'vitest'

import { lockData } from '../../../storage/sqlite/data-lock.ts'
import { smallDisk } from '../../support/small-disk.ts'

test('a folder on a full disk is something to wait for, not a damaged lock', async () => {
  const disk = await smallDisk(8, 'tmpfs')
  const folder = join(disk.folder, 'data')
  disk.fill(0)
  const locked = () => {
    using _lock = lockData(folder)
  }
  expect(locked).toThrow(
    expect.objectContaining({
      code: 'store-unavailable',
      message: expect.stringMatching(/^disk: /),
    }),
  )
  disk.empty()
  expect(locked).not.toThrow()
})
