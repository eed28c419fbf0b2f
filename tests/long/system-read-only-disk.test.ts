/** The whole program on a disk that the kernel makes read-only after an error of the device, as ext4 does. */
import { setTimeout as delay } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { caughtUp } from '../support/caught-up.ts'
import { keptIn } from '../support/kept-in.ts'
import { comesToRest, healthOf, loadDisk, type LoadedDisk } from '../support/loaded-disk.ts'
import { smallDisk } from '../support/small-disk.ts'
import { until } from '../support/until.ts'

const environment = { URBAN_BRAIN_STORAGE__RESERVE: String(16 << 20) }

/** Goes on and refuses; true. Or a commit under way met the error, and the process ended with the reason; false. */
async function livesOn({ launched, system }: LoadedDisk): Promise<boolean> {
  const gone = launched.gone.then(() => true)
  const ended = () => Promise.race([gone, Promise.resolve(false)])
  await until(
    async () => (await ended()) || (await healthOf(system).catch(() => undefined))?.status === 503,
    () => 'ready on a read-only disk',
  )
  await delay(1_000)
  return !(await ended())
}

async function refuses(load: LoadedDisk): Promise<void> {
  const { system } = load
  expect((await healthOf(system)).reasons.join()).toContain('EROFS')
  await comesToRest(load)
  expect(await system.api('/v1/cases')).toMatchObject({ items: [] })
  const title = { zh: '积水', en: 'Water' }
  const body = { category: '0506', title }
  await expect(system.api('/v1/cases', { method: 'POST', body })).rejects.toThrow('503')
}

test(
  'a disk that becomes read-only is refused in its own words; what was acknowledged is there when it is mounted anew',
  { timeout: 300_000 },
  async () => {
    const disk = await smallDisk(256)
    const load = await loadDisk(disk.folder, environment)
    await until(
      async () => load.acknowledged() > 500,
      () => 'nothing is acknowledged',
    )
    disk.breakReadOnly()
    if (await livesOn(load)) {
      await refuses(load)
      expect(await load.system.stop(), load.launched.said()).toBe(0)
    } else {
      expect(await load.launched.gone).toBe(null)
      // The heap may give way before the process has said so; the engine has said it by then.
      expect(load.launched.said()).toMatch(/Read-only file system/)
    }
    await disk.repair()

    // Read-only from the start: it waits, says why, and goes on when that is over.
    disk.mount('ro')
    const waiting = load.launch()
    await until(
      async () => waiting.said().includes('engine.awaited'),
      () => `it does not say that it waits: ${waiting.said()}`,
    )
    expect(waiting.said()).toContain('EROFS')
    disk.mount('rw')
    const system = await waiting.ready()
    const before = load.acknowledged()
    await until(
      async () => load.acknowledged() > before + 500,
      () => 'nothing is acknowledged any more',
    )
    const { acknowledged } = await load.finish()
    await caughtUp(system)
    expect(await system.stop()).toBe(0)
    const left = await keptIn(disk.folder)
    expect(left.unread).toEqual([])
    for (const all of [left.readings, left.stored]) {
      const kept = new Set(all)
      expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
      expect(all.length).toBe(kept.size)
    }
  },
)
