import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { writeDurably } from '../../../storage/durable-file.ts'
import { smallDisk } from '../../support/small-disk.ts'

test('a file that does not fit on a full disk stays as it was, and nothing lies beside it', async () => {
  const disk = await smallDisk(4, 'tmpfs')
  const path = join(disk.folder, 'tokens', 'tokens.json')
  writeDurably(path, 'first')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  disk.fill(0)
  expect(() => writeDurably(path, 'x'.repeat(100_000))).toThrow('ENOSPC')
  expect(readFileSync(path, 'utf8')).toBe('first')
  expect(readdirSync(join(disk.folder, 'tokens'))).toEqual(['tokens.json'])
  disk.empty()
  writeFileSync(`${path}.part`, 'left by a crash')
  writeDurably(path, 'second')
  expect(readFileSync(path, 'utf8')).toBe('second')
  expect(readdirSync(join(disk.folder, 'tokens'))).toEqual(['tokens.json'])
})
