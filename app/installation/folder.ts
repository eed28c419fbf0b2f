import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'

import { systemError } from '../system-errors.ts'

/** For its owner alone: what stands in it opens the doors of the city. */
const forFolders = 0o700
const forFiles = 0o600

/** Makes the folder, or throws `folder-unusable` unless everything in it can be read and written by this process. */
export function mustBeUsable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: forFolders })
    for (const path of [folder, ...below(folder)]) {
      const search = statSync(path).isDirectory() ? constants.X_OK : 0
      accessSync(path, constants.R_OK | constants.W_OK | search)
    }
  } catch (error) {
    throw systemError(error) ?? error
  }
}

/** The stores and what engines keep beside them; not the photos, of which there are many. */
function below(folder: string): readonly string[] {
  const log = join(folder, 'log')
  return [folder, ...(existsSync(log) ? [log, join(log, 'intake'), join(log, 'work')] : [])]
    .filter((each) => existsSync(each))
    .flatMap((each) => readdirSync(each).map((name) => join(each, name)))
}

/** Versions before left most of it readable by everybody. What belongs to somebody else stays as it is. */
export function closeToOthers(folder: string): void {
  const owner = process.geteuid?.()
  for (const entry of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    const path = join(folder, entry)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined || (owner !== 0 && stat.uid !== owner)) continue
    const mode = stat.isDirectory() ? forFolders : forFiles
    if ((stat.mode & 0o077) !== 0) chmodSync(path, mode)
  }
}
