/** The stores that a configuration keeps in the data folder: how each is looked at and given its identity. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { UrbanBrainError } from '../../core/errors.ts'
import type { Reading } from '../../core/reading.ts'
import type { Room } from '../../core/room.ts'
import { lookAtSeries, markSeries } from '../../series/duckdb/file.ts'
import { isVolume, markVolume, volumeIdentity } from '../../storage/lmdb/identity.ts'
import { mustBeWhole } from '../../storage/lmdb/whole.ts'
import { lookAtSqlite, markSqlite } from '../../storage/sqlite/file.ts'
import type { Config } from '../config.ts'
import { roomOf } from '../engines/room.ts'
import { readIssuedTokens } from '../tokens.ts'

import type { Seen } from './decide/decide.ts'

type Probe = Pick<Reading, 'device' | 'observedAt'>

export interface Store {
  readonly name: string
  /** Throws `log-corrupt` or `store-damaged`. `read` is a reading that the log says the time series holds. */
  look(read: () => Probe | undefined): Promise<Seen>
  /** Gives it the identity; makes it where it is missing. */
  mark(identity: string): Promise<void>
}

export const seriesName = 'series.duckdb'
export const tokensName = 'tokens.json'
export const photosName = 'photos'
export const casesName = 'cases.sqlite'
export const accountsName = 'accounts.sqlite'
/** Files of sessions: without them clients subscribe and people sign in again, and no more. */
export const spareNames = ['mqtt-sessions.sqlite', 'sign-ins.sqlite'] as const
export const volumeNames = ['log/intake', 'log/work'] as const

/** What is read at a start, which people wait for: 256 MiB of the trees of a volume, a register of so many bytes. */
const mostPages = 65_536
const mostRegisterBytes = 128 * 2 ** 20

export function storesOf(config: Config): readonly Store[] {
  const { data } = config
  const room = roomOf(config)
  return [
    ...(config.kafka === undefined ? volumeNames.map((name) => volume(data, name, room)) : []),
    ...(config.postgres === undefined
      ? ['registry.sqlite', casesName, accountsName].map((name) => register(data, name))
      : []),
    ...(config.influx === undefined ? [series(config)] : []),
    ...(config.cases.photos.folder === undefined ? [photos(data)] : []),
    ...(config.tokens === undefined ? [tokens(data)] : []),
  ]
}

function volume(data: string, name: string, room: Room): Store {
  const folder = join(data, name)
  return {
    name,
    async look() {
      if (!isVolume(folder)) return { name, there: false }
      mustBeWhole(folder, { mostPages })
      return { name, there: true, identity: await volumeIdentity(folder, room) }
    },
    mark: (identity) => markVolume(folder, room, identity),
  }
}

/** What is wrong with the bytes of a file of sessions; undefined when it may be opened, or made. */
export function damageOf(data: string, name: string): UrbanBrainError | undefined {
  const path = join(data, name)
  if (!existsSync(path)) return undefined
  try {
    lookAtSqlite(path, { mostBytes: mostRegisterBytes })
    return undefined
  } catch (error) {
    // Whatever else there is, whoever opens it for work meets it.
    return error instanceof UrbanBrainError && error.code === 'store-damaged' ? error : undefined
  }
}

function register(data: string, name: string): Store {
  const path = join(data, name)
  return {
    name,
    look: async () => {
      if (!existsSync(path)) return { name, there: false, later: name === accountsName }
      const { identity, empty } = lookAtSqlite(path, { mostBytes: mostRegisterBytes })
      return { name, there: !empty, identity }
    },
    mark: async (identity) => markSqlite(path, identity),
  }
}

export const seriesFile = ({ data, ingest: { series: settings } }: Config) => ({
  path: join(data, seriesName),
  memoryLimit: settings.memoryLimit,
  threads: settings.threads,
})

function series(config: Config): Store {
  const file = seriesFile(config)
  const base = { name: seriesName, refillable: true }
  return {
    name: seriesName,
    look: async (read) => {
      if (!existsSync(file.path)) return { ...base, there: false }
      const { identity, holds } = await lookAtSeries(file, { reading: read() })
      return { ...base, there: true, identity, behind: !holds }
    },
    mark: (identity) => markSeries(file, identity),
  }
}

function photos(data: string): Store {
  const folder = join(data, photosName)
  return {
    name: photosName,
    look: async () => ({ name: photosName, there: existsSync(folder), anonymous: true }),
    mark: async () => void mkdirSync(folder, { recursive: true }),
  }
}

function tokens(data: string): Store {
  const path = join(data, tokensName)
  return {
    name: tokensName,
    look: async () => {
      const there = existsSync(path)
      if (there) readIssuedTokens(path)
      return { name: tokensName, there, anonymous: true }
    },
    // Who is given one is known later.
    mark: async () => {},
  }
}
