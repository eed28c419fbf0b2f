import { join } from 'node:path'

import { expect, test } from 'vitest'

import { openSqliteSessions } from '../../../broker/sqlite/sessions.ts'
import { smallDisk } from '../../support/small-disk.ts'

test('sessions that a full disk refused are kept as soon as there is room, though nothing more changes', async () => {
  const disk = await smallDisk(8, 'tmpfs')
  const path = join(disk.folder, 'sessions.sqlite')
  {
    await using journal = await openSqliteSessions(path)
    disk.fill(0)
    journal.put('one', Buffer.alloc(200_000))
    await expect.poll(() => journal.unready()).toContain('full')
    disk.empty()
    await expect.poll(() => journal.unready()).toBe(undefined)
  }
  await using again = await openSqliteSessions(path)
  expect((await again.load()).map(([key]) => key)).toEqual(['one'])
})
