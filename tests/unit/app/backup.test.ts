import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { copyChecked } from '../../../app/installation/copy.ts'
import { configOf, liveIn } from '../../support/installed-folder.ts'

test('a backup names no file that the library of a register takes away when it closes', async () => {
  const home = await mkdtemp(join(tmpdir(), 'urban-brain-'))
  try {
    const data = join(home, 'data')
    await liveIn(data, 3)
    const to = join(home, 'backup')
    const findings = await copyChecked(configOf(data), { from: data, to, saving: true }, () => {})
    expect(findings.every(({ mark }) => mark === 'ok')).toBe(true)
    const sums = Object.keys(JSON.parse(await readFile(join(to, 'backup.json'), 'utf8')) as object)
    expect(sums).toContain('registry.sqlite')
    expect(sums.filter((name) => /-(wal|shm)$/.test(name))).toEqual([])
    expect((await readdir(to)).filter((name) => /-(wal|shm)$/.test(name))).toEqual([])
  } finally {
    await rm(home, { recursive: true, force: true })
  }
})
