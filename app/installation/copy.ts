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
  const looked = `${resolve(to)}.check`
  const part = `${resolve(to)}.part`
  for (const folder of [looked, part]) rmSync(folder, { recursive: true, force: true })
  told('copy', from)
  cpSync(from, looked, {
    recursive: true,
    preserveTimestamps: true,
    filter: (path) => !passing.test(basename(path)),
  })
  closeToOthers(looked)
  const findings = await deepCheck({ ...config, data: looked }, told)
  if (findings.some(({ mark }) => mark === 'FAIL')) {
    rmSync(looked, { recursive: true, force: true })
    return findings.map((each) => ({ ...each, detail: each.detail.replaceAll(looked, from) }))
  }
  renameSync(looked, part)
  letGo(part)
  if (saving) await writeSums(part)
  else dropSums(part)
  onDisk(part)
  rmSync(to, { recursive: true, force: true })
  renameSync(part, to)
  return findings
}

/**
 * The library closes a register when its handle is collected, at any time from now on, and then writes into it and takes the
 * logs beside it away. So what counts are other files, in a folder of another name. The check took the logs into their
 * registers; the empty ones go.
 */
function letGo(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => /\.sqlite(-wal|-shm)?$/.test(each))) {
    const path = join(folder, name)
    if (name.endsWith('-shm') || (name.endsWith('-wal') && sizeOf(path) === 0)) {
      rmSync(path, { force: true })
      continue
    }
    cpSync(path, `${path}.copy`, { preserveTimestamps: true })
    renameSync(`${path}.copy`, path)
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
