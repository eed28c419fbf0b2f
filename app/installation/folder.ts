import { accessSync, chmodSync, constants, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { systemError } from '../system-errors.ts'

/** For its owner alone: what stands in it opens the doors of the city. */
const forFolders = 0o700
const forFiles = 0o600

/** Makes the folder. Throws `store-unavailable` while the disk takes nothing, and `folder-unusable` unless everything in it can be read and written by this process. */
export function mustBeUsable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: forFolders })
    for (const path of [folder, ...below(folder)]) {
      const search = statSync(path).isDirectory() ? constants.X_OK : 0
      accessSync(path, constants.R_OK | constants.W_OK | search)
    }
  } catch (error) {
    if (mayPass(error)) throw new UrbanBrainError('store-unavailable', `disk: ${messageOf(error)}`)
    throw systemError(error) ?? error
  }
}

/** A disk that is full or read-only may be neither a moment later. */
const mayPass = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(EROFS|ENOSPC|EDQUOT)$/.test(String(error.code))

/** What may lie in the folder; a volume has a `lost+found` of its own, and people leave things. */
const ours =
  /^(installation\.json|tokens\.json|backup\.json|log|logs|photos|seals|sample-city|(registry|cases|accounts|lock)\.sqlite.*|series\.duckdb.*)$/

const oursIn = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => ours.test(name))

/** The stores and what engines keep beside them; not the photos, of which there are many. */
const below = (folder: string): readonly string[] =>
  oursIn(folder).flatMap((name) => {
    const path = join(folder, name)
    return name === 'log' ? [path, ...everythingIn(path)] : [path]
  })

const everythingIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))

/** Versions before left most of it readable by everybody. What belongs to somebody else stays as it is. */
export function closeToOthers(folder: string): void {
  const owner = process.geteuid?.()
  const paths = oursIn(folder).map((name) => join(folder, name))
  const all = paths.flatMap((path) =>
    statSync(path).isDirectory() ? [path, ...everythingIn(path)] : [path],
  )
  for (const path of [folder, ...all]) {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined || (owner !== 0 && stat.uid !== owner)) continue
    const mode = stat.isDirectory() ? forFolders : forFiles
    if ((stat.mode & 0o077) !== 0) chmodSync(path, mode)
  }
}
