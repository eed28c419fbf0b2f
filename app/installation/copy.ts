/** Backup and restore: a copy of a whole data folder that is read to its last byte before it counts. */
import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, join, resolve } from 'node:path'

import { UrbanBrainError } from '../../core/errors.ts'
import type { Config } from '../config.ts'

import { deepCheck, type Finding, type Told } from './deep.ts'
import { closeToOthers } from './folder.ts'
import { manifestName } from './manifest.ts'
import { dropSums, writeSums } from './sums.ts'

/** Not of the copied system but of the process that runs on it, and of the volume it lies on. */
const passing = /^(lock\.(sqlite|mdb)|lost\+found$)/

/** `config` is that of the system. A backup that is being saved gets the sums of its files. */
export async function copyChecked(
  config: Config,
  { from, to, saving }: { readonly from: string; readonly to: string; readonly saving: boolean },
  told: Told,
): Promise<readonly Finding[]> {
  if (!existsSync(from) || !statSync(from).isDirectory())
    throw new UrbanBrainError('usage', `there is no folder ${from}`)
  if (!existsSync(join(from, manifestName)) && !existsSync(join(from, 'log')))
    throw new UrbanBrainError('usage', `${from} holds no installation`)
  if (existsSync(to) && (!statSync(to).isDirectory() || readdirSync(to).length > 0))
    throw new UrbanBrainError('usage', `${to} is there already; move it aside first`)
  const part = `${resolve(to)}.part`
  rmSync(part, { recursive: true, force: true })
  told('copy', from)
  cpSync(from, part, {
    recursive: true,
    preserveTimestamps: true,
    filter: (path) => !passing.test(basename(path)),
  })
  closeToOthers(part)
  const findings = await deepCheck({ ...config, data: part }, told)
  if (findings.some(({ mark }) => mark === 'FAIL')) {
    rmSync(part, { recursive: true, force: true })
    return findings.map((each) => ({ ...each, detail: each.detail.replaceAll(part, from) }))
  }
  dropEmptyLogs(part)
  if (saving) await writeSums(part)
  else dropSums(part)
  onDisk(part)
  rmSync(to, { recursive: true, force: true })
  renameSync(part, to)
  return findings
}

/**
 * The check took all of them into their registers. The library closes a file when its handle is collected, and would take
 * these away at any time from now on.
 */
function dropEmptyLogs(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const passes = name.endsWith('-shm') || (name.endsWith('-wal') && sizeOf(path) === 0)
    if (passes) rmSync(path, { force: true })
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

function onDisk(folder: string): void {
  for (const name of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    const file = openSync(join(folder, name), 'r')
    fsyncSync(file)
    closeSync(file)
  }
}
