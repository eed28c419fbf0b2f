import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { mustBeUsable } from '../../../app/installation/folder.ts'
import { systemError } from '../../../app/system-errors.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const refused = (code: string, path: string) =>
  systemError(
    Object.assign(new Error(`${code}: as the system says it`), { code, path, syscall: 'open' }),
  )

describe('what the operating system refuses', () => {
  test.each([
    ['EACCES', 'permission denied; this process is user'],
    ['EPERM', 'permission denied; this process is user'],
    ['EROFS', 'the file system is mounted read-only'],
    ['ENOSPC', 'no room is left on the disk'],
    ['ENOTDIR', 'this is a file, and a folder is needed'],
    ['EMFILE', 'too many files are open'],
    ['EIO', 'EIO: as the system says it'],
  ])('by %s is one line that names the file', (code, words) => {
    const error = refused(code, '/somewhere/data')
    expect(error).toMatchObject({ code: 'folder-unusable' })
    expect(error?.message.startsWith(`/somewhere/data: ${words}`)).toBe(true)
    expect(error?.message).not.toContain('\n')
  })

  test('names the owner of a file that is there', async () => {
    const path = join(await temporaryFolder(), 'tokens.json')
    await writeFile(path, '')
    expect(refused('EACCES', path)?.message).toMatch(/and it belongs to user \d+$/)
  })

  test('is not mistaken for a defect of ours, nor the other way round', async () => {
    expect(systemError(new TypeError('of no file'))).toBeUndefined()
    const real: unknown = await readFile('/nowhere/at/all').catch((error: unknown) => error)
    expect(systemError(real)?.message).toBe(
      '/nowhere/at/all: it is not there, or the folder above it takes nothing new',
    )
  })

  test('a data folder that is a file, or lies below one, is refused', async () => {
    const file = join(await temporaryFolder(), 'file')
    await writeFile(file, '')
    for (const path of [file, join(file, 'data')])
      expect(() => mustBeUsable(path)).toThrow(`${path}: this is a file, and a folder is needed`)
  })
})
