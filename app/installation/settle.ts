/** What happens to a data folder before any engine works in it: docs/decisions/0015. */
import { join } from 'node:path'

import { setRelayBack } from '../../cases/sql/case-relay-place.ts'
import type { UrbanBrainError } from '../../core/errors.ts'
import type { ProgramEventFields, Happened } from '../../core/program-event-fields.ts'
import { placeGroup } from '../../storage/lmdb/identity.ts'
import type { Config } from '../config.ts'
import { lockData } from '../../storage/sqlite/data-lock.ts'
import { programVersion } from '../package-root.ts'
import { demand, roomOf } from '../engines/room.ts'
import { systemClock } from '../run/system-clock.ts'

import { moveAside } from './aside.ts'
import type { Decision, Seen } from './decide/decide.ts'
import { examine, isThere } from './examine.ts'
import { closeToOthers, mustBeUsable } from './folder.ts'
import { seriesGroup, type LogFacts } from './log-facts.ts'
import { writeManifest, type Manifest } from './manifest.ts'
import {
  casesName,
  damageOf,
  photosName,
  seriesName,
  spareNames,
  storesOf,
  type Store,
} from './stores.ts'
import { dropSums } from './sums.ts'

/** Something to be said as soon as there is an ear. */
export type Found = Happened

export interface Installation extends Disposable {
  readonly id: string
  readonly found: readonly Found[]
  /** Offset of `readings` up to which the time series is filled again. */
  readonly refillUntil?: number
  /** From now on the installation is not whole without it. */
  keeps(store: string): void
}

/**
 * Takes the data folder for this process; throws in one line what cannot be one whole installation, and `store-unavailable`
 * while the disk takes nothing.
 */
export async function openInstallation(config: Config): Promise<Installation> {
  const { data } = config
  mustBeUsable(data)
  if (config.kafka === undefined) await demand(roomOf(config))
  const lock = lockData(data)
  try {
    return { ...(await settle(config)), [Symbol.dispose]: () => lock[Symbol.dispose]() }
  } catch (error) {
    lock[Symbol.dispose]()
    throw error
  }
}

async function settle(config: Config): Promise<Omit<Installation, keyof Disposable>> {
  const { data } = config
  const found: Found[] = []
  for (const name of spareNames) {
    const error = damageOf(data, name)
    if (error !== undefined)
      found.push({ event: 'store.set-aside', fields: setAside(data, name, error) })
  }
  const stores = storesOf(config)
  const { known, seen, facts, decision, relay } = await examine(config, (error) => {
    found.push({ event: 'store.set-aside', fields: setAside(data, seriesName, error) })
  })
  if (relay !== undefined) {
    await setRelayBack(join(data, casesName), relay.to)
    found.push({ event: 'log.set-back', fields: { group: 'relay', ...relay } })
  }
  if (known === undefined) closeToOthers(data)
  // Of a backup that was put here by hand; from now on it changes.
  dropSums(data)

  let manifest: Manifest = known ?? {
    id: decision.id,
    madeAt: new Date(systemClock.now()).toISOString(),
    madeBy: programVersion(),
    stores: [],
  }
  const keeps = (...names: readonly string[]) => {
    const missing = names.filter((name) => !manifest.stores.includes(name))
    if (missing.length === 0 && known !== undefined) return
    manifest = { ...manifest, stores: [...manifest.stores, ...missing] }
    writeManifest(data, manifest)
  }
  // Who it is stands before anything is marked, what it has after that: whatever ends this in between, the next start goes on.
  if (known === undefined) writeManifest(data, manifest)
  const refillUntil = await refill(config, facts, seen, found)
  const marked = stores.filter(({ name }) => decision.mark.includes(name) || name === photosName)
  for (const store of marked) await store.mark(decision.id)
  keeps(...stores.map(({ name }) => name).filter((name) => isMade(name, seen, marked)))
  tell(decision, found)
  return {
    id: decision.id,
    found,
    keeps,
    ...(refillUntil === undefined ? {} : { refillUntil }),
  }
}

const isMade = (name: string, seen: readonly Seen[], marked: readonly Store[]): boolean =>
  seen.some(isThere(name)) || marked.some((store) => store.name === name)

function setAside(
  data: string,
  name: string,
  error: UrbanBrainError,
): ProgramEventFields['store.set-aside'] {
  const to = `${name}.damaged-${new Date(systemClock.now()).toISOString().replaceAll(':', '')}`
  moveAside(data, name, to)
  return { store: name, to, message: error.message }
}

/** A time series that is new, or older than the log says, is filled from what the log keeps. */
async function refill(
  config: Config,
  facts: LogFacts | undefined,
  seen: readonly Seen[],
  found: Found[],
): Promise<number | undefined> {
  const store = seen.find(({ name }) => name === seriesName)
  if (store === undefined || facts?.series === undefined) return undefined
  if (store.there && store.behind !== true) return undefined
  const { topic, committed, first } = facts.series
  if (committed === first) return undefined
  await placeGroup(join(config.data, 'log/work'), roomOf(config), topic, seriesGroup, first)
  found.push({
    event: 'log.set-back',
    fields: { group: seriesGroup, from: committed, to: first, store: seriesName },
  })
  return committed
}

function tell({ kind, id, renewed }: Decision, found: Found[]): void {
  if (kind !== 'known') found.unshift({ event: `installation.${kind}`, fields: { id } })
  for (const store of renewed) found.push({ event: 'store.renewed', fields: { store } })
}
