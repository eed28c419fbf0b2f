import { UrbanBrainError } from '../../core/errors.ts'
import type { Config } from '../config.ts'
import { systemClock } from '../run/system-clock.ts'

import { moveAside } from './aside.ts'
import { readManifest, writeManifest } from './manifest.ts'
import { storesOf } from './stores.ts'

/** Gives up a store for good: what is left of it is kept under another name, and the next start makes a new one. */
export function forget(config: Config, store: string): readonly string[] {
  const { data } = config
  const manifest = readManifest(data)
  if (manifest === undefined)
    throw new UrbanBrainError(
      'usage',
      `${data} is no installation yet; there is nothing to give up`,
    )
  const names = storesOf(config).map(({ name }) => name)
  const given = names.filter((name) => name === store || name.startsWith(`${store}/`))
  if (given.length === 0)
    throw new UrbanBrainError(
      'usage',
      `there is no store ${store}; there are ${[...new Set(names.map((name) => name.replace(/^log\/.*/, 'log')))].join(', ')}`,
    )
  const to = `${store}.given-up-${new Date(systemClock.now()).toISOString().replaceAll(':', '')}`
  // Who is given up stands first: ended in between, the next start finds the store and takes it in again.
  writeManifest(data, {
    ...manifest,
    stores: manifest.stores.filter((name) => !given.includes(name)),
  })
  moveAside(data, store, to)
  return given
}
