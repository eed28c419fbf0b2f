/** Photos that no record names go after a grace, and no other one. */
import { createHash } from 'node:crypto'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { casesConfigSchema } from '../../../cases/config.ts'
import { photoWatch } from '../../../cases/desk/photo-watch.ts'
import { photoFiles } from '../../../cases/files/photos.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import { days, plus, type Instant } from '../../../core/time.ts'
import { collected, commit, pictured, at } from '../../contract/case-store-samples.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { until } from '../../support/until.ts'

async function world() {
  const folder = await temporaryFolder()
  const files = photoFiles(folder)
  const store = await openSqliteCases(':memory:')
  const clock = new VirtualClock(at)
  const observer = new RecordingObserver()
  const config = casesConfigSchema.parse({})
  const desk = { execute: () => Promise.reject(new Error('no record changes')) }
  const came = async (text: string, when: Instant): Promise<string> => {
    const bytes = Buffer.from(text)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await files.put(sha256, 'image/png', bytes)
    const path = join(folder, sha256.slice(0, 2), `${sha256}.png`)
    await utimes(path, when / 1_000, when / 1_000)
    return sha256
  }
  return { files, store, clock, observer, config, desk, came }
}
type World = Awaited<ReturnType<typeof world>>

async function swept({ files, store, clock, observer, config, desk }: World, photos = files) {
  const watch = photoWatch({ store, photos, desk, clock, observer, config })
  await watch.start()
  await until(() => clock.sleepers > 0, 'the sweep is over')
  await watch.stop()
}

test('go when thirty days are over, counted, and those that a record names stay', async () => {
  const all = await world()
  const { files, store, clock, observer, came } = all
  const named = await came('named', at)
  const nobodys = await came('of nobody', at)
  const young = await came('young', plus(at, days(20)))
  const older = await came('older than the register', plus(at, -days(3)))
  await store.append(commit('C1', undefined, [collected('wl-1'), pictured(named)]))
  const there = async () => {
    const found = []
    for (const one of [named, nobodys, young, older])
      found.push((await files.get(one)) !== undefined)
    return found
  }
  clock.advance(days(30))
  await swept(all)
  expect(await there()).toEqual([true, true, true, true])
  clock.advance(days(1))
  await swept(all)
  expect(await there()).toEqual([true, false, true, true])
  expect(observer.events.filter(({ event }) => event === 'photos.unnamed')).toMatchObject([
    { fields: { count: 1 } },
  ])
  clock.advance(days(20))
  await swept(all)
  expect(await there()).toEqual([true, false, false, true])
  await store[Symbol.asyncDispose]()
})

test('stay when somebody names them while they are looked through, and where there is no record', async () => {
  const all = await world()
  const { files, store, clock, came } = all
  const sha256 = await came('about to be named', at)
  clock.advance(days(40))
  await swept(all)
  expect(await files.get(sha256)).toBeDefined()
  await store.append(commit('C1', undefined, [collected('wl-1')]))
  // Named after the register was asked, and before it would be deleted.
  await swept(all, {
    ...files,
    delete: async (...asked) => {
      await files.touch([sha256])
      return files.delete(...asked)
    },
  })
  expect(await files.get(sha256)).toBeDefined()
  await store[Symbol.asyncDispose]()
})
