import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openBackends } from '../../../../app/engines/engines.ts'
import { forget } from '../../../../app/installation/forget.ts'
import { manifestName, readManifest } from '../../../../app/installation/manifest.ts'
import { openInstallation } from '../../../../app/installation/settle.ts'
import { volumeNames } from '../../../../app/installation/stores.ts'
import { silentObserver } from '../../../../core/observer.ts'
import { openDuckDbExport } from '../../../../series/duckdb/export.ts'
import { openLmdbExport } from '../../../../storage/lmdb/export.ts'
import { volumeFile } from '../../../../storage/lmdb/whole.ts'
import { configOf, copyOf, liveIn, settled } from '../../../support/installed-folder.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { withoutSpareRoom } from '../../../support/volume-file.ts'

let made: string
beforeAll(async () => {
  made = join(await mkdtemp(join(tmpdir(), 'urban-brain-')), 'data')
  await liveIn(made, 60)
  await settled(made)
})
afterAll(() => rm(join(made, '..'), { recursive: true, force: true }))

/** A copy, to which something happens. */
async function after(happens: (data: string) => Promise<unknown>): Promise<string> {
  const data = await copyOf(made, join(await temporaryFolder(), 'data'), { beside: false })
  for (const name of volumeNames) await withoutSpareRoom(volumeFile(join(data, name)))
  await happens(data)
  return data
}
const gone = (name: string) => (data: string) => rm(join(data, name), { recursive: true })

/** Without what engines put beside their files while they read. */
const namesIn = async (data: string): Promise<readonly string[]> =>
  (await readdir(data, { recursive: true }))
    .filter((name) => !/-wal$|-shm$|lock\./.test(name))
    .toSorted()

/** As a version before left it. */
async function unmarked(data: string): Promise<string> {
  await rm(join(data, manifestName))
  return data
}

async function seriesOf(data: string): Promise<number> {
  const path = join(data, 'series.duckdb')
  await using series = await openDuckDbExport({ path, memoryLimit: '256MB', threads: 1 })
  return series.readings
}

async function placeOfSeries(data: string): Promise<number | undefined> {
  await using log = openLmdbExport(join(data, 'log'))
  return log.groups('readings').get('series')
}

describe('a data folder', () => {
  test('that is new becomes an installation, and the same one at every start', async () => {
    const data = join(await temporaryFolder(), 'data')
    const first = await settled(data)
    expect(first.found).toEqual([{ event: 'installation.made', fields: { id: first.id } }])
    expect(readManifest(data)?.stores.toSorted()).toEqual([
      'accounts.sqlite',
      'cases.sqlite',
      'log/intake',
      'log/work',
      'photos',
      'registry.sqlite',
      'series.duckdb',
      'tokens.json',
    ])
    const second = await after(() => Promise.resolve())
    expect((await settled(second)).found).toEqual([])
    expect((await settled(second)).id).toBe(readManifest(made)?.id)
  })

  test.each([
    'registry.sqlite',
    'cases.sqlite',
    'accounts.sqlite',
    'log/intake',
    'log/work',
    'tokens.json',
    'photos',
  ])(
    'without its %s is refused in one line that says how to go on, and nothing is made',
    async (name) => {
      const data = await after(gone(name))
      const before = await namesIn(data)
      const forget = name.startsWith('log/') ? 'log' : name
      await expect(openInstallation(configOf(data))).rejects.toMatchObject({
        code: 'store-missing',
        message: `${data}/${name} is missing or empty; put the whole backup back (urban-brain restore <backup>), or give it up for good: urban-brain forget ${forget}`,
      })
      expect(await namesIn(data)).toEqual(before)
    },
  )

  test('of a version that knew no accounts gets its file, and nothing is said to have been lost', async () => {
    const data = await after(async (copy) => {
      await rm(join(copy, 'accounts.sqlite'))
      const manifest = readManifest(copy)
      if (manifest === undefined) throw new Error('no manifest')
      const stores = manifest.stores.filter((name) => name !== 'accounts.sqlite')
      await writeFile(join(copy, 'installation.json'), JSON.stringify({ ...manifest, stores }))
    })
    expect((await settled(data)).found).toEqual([])
    expect(readManifest(data)?.stores).toContain('accounts.sqlite')
  })

  test('whose registers are emptied is refused as without them', async () => {
    for (const name of ['registry.sqlite', 'cases.sqlite']) {
      const data = await after(async (copy) => {
        for (const behind of ['-wal', '-shm']) await rm(join(copy, name + behind), { force: true })
        await truncate(join(copy, name), 0)
      })
      await expect(openInstallation(configOf(data))).rejects.toMatchObject({
        code: 'store-missing',
      })
    }
  })

  test('without its time series fills a new one from the log, and says so', async () => {
    const data = await after(gone('series.duckdb'))
    const { found, refillUntil } = await settled(data)
    expect(found).toEqual([
      {
        event: 'log.set-back',
        fields: { group: 'series', from: 60, to: 0, store: 'series.duckdb' },
      },
      { event: 'store.renewed', fields: { store: 'series.duckdb' } },
    ])
    expect(refillUntil).toBe(60)
    expect(await placeOfSeries(data)).toBe(0)
    expect((await settled(data)).found).toEqual([])
  })

  test('with a damaged time series keeps it aside and fills a new one', async () => {
    const data = await after((copy) => flip(join(copy, 'series.duckdb'), 4_200))
    const { found } = await settled(data)
    expect(found.map(({ event }) => event)).toEqual([
      'store.set-aside',
      'log.set-back',
      'store.renewed',
    ])
    expect(
      (await readdir(data)).filter((name) => name.startsWith('series.duckdb.damaged-')).length,
    ).toBe(1)
    expect(await placeOfSeries(data)).toBe(0)
  })

  test('with an older time series fills it from the log', async () => {
    const data = await after(async (copy) => {
      await liveIn(copy, 5)
      await cp(join(made, 'series.duckdb'), join(copy, 'series.duckdb'))
    })
    expect(await seriesOf(data)).toBe(60)
    expect((await settled(data)).found.map(({ event }) => event)).toEqual(['log.set-back'])
    expect(await placeOfSeries(data)).toBe(0)
  })

  test.each([
    ['registry.sqlite', ['registry.sqlite']],
    ['log', ['log/intake', 'log/work']],
    ['tokens.json', ['tokens.json']],
  ])(
    'whose %s is given up begins with a new one, and keeps the old one aside',
    async (name, given) => {
      const data = await after((copy) => writeFile(join(copy, 'a note'), 'left alone'))
      expect(forget(configOf(data), name)).toEqual(given)
      const { found } = await settled(data)
      expect(found.map(({ fields }) => ('store' in fields ? fields.store : undefined))).toEqual(
        name === 'tokens.json' ? [] : given,
      )
      expect(
        (await readdir(data)).filter((each) => each.startsWith(`${name}.given-up-`)).length,
      ).toBeGreaterThan(0)
      expect((await settled(data)).found).toEqual([])
      expect(() => forget(configOf(data), 'registry')).toThrow(
        'there is no store registry; there are log, registry.sqlite',
      )
    },
  )

  test('of stores of two installations is refused by the name of the stranger', async () => {
    const other = join(await temporaryFolder(), 'other')
    await settled(other)
    for (const name of [
      'registry.sqlite',
      'cases.sqlite',
      'log/work',
      'log/intake',
      'series.duckdb',
    ]) {
      const data = await after(async (copy) => {
        // The file last: an engine that has let go of it may still be taking into it what lies beside.
        for (const behind of ['-wal', '-shm', '.wal', '']) {
          await rm(join(copy, name + behind), { recursive: true, force: true })
          await cp(join(other, name + behind), join(copy, name + behind), {
            recursive: true,
          }).catch((error: unknown) => {
            // What an engine keeps beside its file is not always there.
            if (behind === '') throw error
          })
        }
      })
      await expect(openInstallation(configOf(data)), name).rejects.toMatchObject({
        code: 'store-foreign',
        message: expect.stringContaining(`${data}/${name} is of installation`) as string,
      })
    }
  })

  test('whose log/intake is older than log/work is refused', async () => {
    const data = await after(async (copy) => {
      await liveIn(copy, 7)
      await rm(join(copy, 'log/intake'), { recursive: true })
      await cp(join(made, 'log/intake'), join(copy, 'log/intake'), { recursive: true })
    })
    await expect(openInstallation(configOf(data))).rejects.toMatchObject({
      code: 'store-foreign',
      message: expect.stringContaining(
        'log/work says that ingest has read frames up to 67, and',
      ) as string,
    })
  })

  test('whose register of cases is older than the log is refused', async () => {
    const data = await after(async (copy) => {
      await liveIn(copy, 3)
      for (const behind of ['', '-wal', '-shm']) {
        const name = `cases.sqlite${behind}`
        await rm(join(copy, name), { force: true })
        await cp(join(made, name), join(copy, name)).catch(() => {})
      }
    })
    await expect(openInstallation(configOf(data))).rejects.toMatchObject({
      code: 'store-foreign',
      message: expect.stringContaining('does not know it') as string,
    })
  })

  test('whose log is older than the register of cases hears the events again', async () => {
    const data = await after(async (copy) => {
      await liveIn(copy, 3)
      await rm(join(copy, 'log'), { recursive: true })
      await cp(join(made, 'log'), join(copy, 'log'), { recursive: true })
    })
    const { found } = await settled(data)
    expect(found).toEqual([{ event: 'log.set-back', fields: { group: 'relay', from: 4, to: 2 } }])
    await using backends = await openBackends(configOf(data), silentObserver)
    expect(await (await backends.cases()).position('relay')).toBe(2)
  })

  test('on a volume with things of somebody else is taken, and these are left alone', async () => {
    const data = await after(async (copy) => {
      await unmarked(copy)
      await mkdir(join(copy, 'lost+found'), { mode: 0o755 })
      await writeFile(join(copy, 'lost+found', 'of the volume'), '', { mode: 0o444 })
    })
    expect((await settled(data)).found.map(({ event }) => event)).toEqual(['installation.adopted'])
    expect((await stat(join(data, 'lost+found'))).mode & 0o777).toBe(0o755)
  })

  test('of a version before is adopted once, and closed to others', async () => {
    const data = await after(unmarked)
    await chmod(data, 0o755)
    await chmod(join(data, 'cases.sqlite'), 0o644)
    const { found, id } = await settled(data)
    expect(found).toEqual([{ event: 'installation.adopted', fields: { id } }])
    expect((await settled(data)).found).toEqual([])
    for (const name of ['.', ...(await readdir(data, { recursive: true }))])
      expect((await stat(join(data, name))).mode & 0o077, name).toBe(0)
  })

  test.each(['mqtt-sessions.sqlite', 'sign-ins.sqlite'])(
    'whose %s is damaged begins it anew, and says so',
    async (name) => {
      const data = await after((copy) => writeFile(join(copy, name), 'moved away\n'.repeat(500)))
      const { found } = await settled(data)
      expect(found).toMatchObject([{ event: 'store.set-aside', fields: { store: name } }])
      expect(await namesIn(data)).not.toContain(name)
      expect((await settled(data)).found).toEqual([])
    },
  )

  test('of a version before that has lost a register is refused', async () => {
    for (const name of ['registry.sqlite', 'cases.sqlite', 'log']) {
      const data = await after(async (copy) => gone(name)(await unmarked(copy)))
      await expect(openInstallation(configOf(data)), name).rejects.toMatchObject({
        code: 'store-missing',
      })
    }
  })

  test.each([
    ['log/work/data.mdb', 'log-corrupt'],
    ['log/intake/data.mdb', 'log-corrupt'],
    ['cases.sqlite', 'store-damaged'],
    ['registry.sqlite', 'store-damaged'],
    ['tokens.json', 'store-damaged'],
    [manifestName, 'store-damaged'],
  ])('whose %s is cut or overwritten is refused by name, and not touched', async (name, code) => {
    for (const damage of [
      async (path: string) => truncate(path, Math.floor((await stat(path)).size / 2) + 1),
      async (path: string) => writeFile(path, 'moved away\n'.repeat(50)),
    ]) {
      const data = await after(async (copy) => {
        for (const behind of ['-wal', '-shm']) await rm(join(copy, name + behind), { force: true })
        await damage(join(copy, name))
      })
      const bytes = await readFile(join(data, name))
      await expect(openInstallation(configOf(data))).rejects.toMatchObject({
        code,
        message: expect.stringMatching(
          new RegExp(`^${join(data, name)} is damaged: [^\\n]*$`),
        ) as string,
      })
      expect((await readFile(join(data, name))).equals(bytes)).toBe(true)
    }
  })
})

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path)
  bytes[at] = (bytes[at] ?? 0) ^ 16
  await writeFile(path, bytes)
}
