/** Reads every byte that a data folder keeps. It takes as long as the disk does. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { surveyPhotos } from '../../cases/files/photo-survey.ts'
import { messageOf } from '../../core/errors.ts'
import { lookAtSeries } from '../../series/duckdb/file.ts'
import { checkContents } from '../../storage/lmdb/contents.ts'
import type { Config } from '../config.ts'

import { examine } from './examine.ts'
import { checkChains, checkRegister, registerNames } from './registers.ts'
import { checkSums, hasSums } from './sums.ts'
import { casesName, photosName, seriesFile, seriesName, volumeNames } from './stores.ts'

export interface Finding {
  /** A store, or what they are together. */
  readonly what: string
  readonly mark: 'ok' | 'warn' | 'FAIL'
  readonly detail: string
}

/** Told as the reading goes on. */
export type Told = (what: string, progress: string) => void

/** Whoever calls holds the lock of the folder. Never rejects for what it finds. */
export async function deepCheck(config: Config, told: Told): Promise<readonly Finding[]> {
  const { data } = config
  const findings: Finding[] = []
  const check = async (what: string, work: () => Promise<string | Finding>) => {
    try {
      told(what, '')
      const said = await work()
      findings.push(typeof said === 'string' ? { what, mark: 'ok', detail: said } : said)
      return true
    } catch (error) {
      findings.push({ what, mark: 'FAIL', detail: messageOf(error) })
      return false
    }
  }
  if (hasSums(data)) {
    const saved = await checkSaved(data)
    findings.push(saved)
    if (saved.mark === 'FAIL') return findings
  }
  let there: readonly string[] = []
  const together = await check('installation', async () => {
    const { seen, decision } = await examine(config)
    there = seen.filter((store) => store.there).map(({ name }) => name)
    return decision.renewed.length === 0
      ? `${decision.id}: ${there.join(', ') || 'nothing'}`
      : {
          what: 'installation',
          mark: 'warn',
          detail: `${decision.id}: the next start makes ${decision.renewed.join(', ')} anew`,
        }
  })
  // What refuses a start may be one file of many: the others are looked at all the same.
  if (!together) there = namesIn(data)
  for (const name of volumeNames)
    if (there.includes(name)) await check(name, () => checkVolume(join(data, name), name, told))
  // What a damaged one says is not asked.
  const whole = new Set<string>()
  for (const name of registerNames)
    if (existsSync(join(data, name)) && (await check(name, () => checkRegister(data, name))))
      whole.add(name)
  if (whole.has(casesName)) await check('hash chains', () => checkChains(data))
  if (there.includes(seriesName))
    await check(seriesName, async () => {
      await lookAtSeries(seriesFile(config), { thorough: true })
      return mebibytes(statSync(join(data, seriesName)).size)
    })
  await check(photosName, () => checkPhotos(config, whole.has(casesName), told))
  return findings
}

/** A backup by the sums of its files, without an engine that would change them. */
export async function checkSaved(folder: string): Promise<Finding> {
  try {
    return {
      what: 'backup',
      mark: 'ok',
      detail: `${await checkSums(folder)} files as they were saved`,
    }
  } catch (error) {
    return { what: 'backup', mark: 'FAIL', detail: messageOf(error) }
  }
}

/** Of a folder that is refused as a whole. */
function namesIn(data: string): readonly string[] {
  const names = readdirSync(data)
  return names.includes('log')
    ? [...names, ...readdirSync(join(data, 'log')).map((name) => `log/${name}`)]
    : names
}

async function checkVolume(folder: string, name: string, told: Told): Promise<string | Finding> {
  let read = 0
  const { blocks, records, unsummed } = checkContents(folder, (bytes) => {
    read += bytes
    told(name, mebibytes(read))
  })
  const detail = `${records} records in ${blocks} blocks, ${mebibytes(read)}`
  return unsummed === 0
    ? detail
    : {
        what: name,
        mark: 'ok',
        detail: `${detail}; ${unsummed} blocks or states of a version without checksums`,
      }
}

async function checkPhotos(
  config: Config,
  register: boolean,
  told: Told,
): Promise<Finding | string> {
  const folder = config.cases.photos.folder ?? join(config.data, photosName)
  const cases = register ? join(config.data, casesName) : undefined
  const { photos, damaged, absent } = await surveyPhotos(folder, cases, (looked) =>
    told(photosName, String(looked)),
  )
  if (damaged.length > 0)
    throw new Error(
      `${damaged.length} of ${photos} are damaged: ${damaged.slice(0, 5).join(', ')}; put these files back from the backup, or have them sent again`,
    )
  const detail = `${photos} photos`
  return absent.length === 0
    ? detail
    : {
        what: photosName,
        mark: 'warn',
        detail: `${detail}; ${absent.length} that records name are not there: ${absent.slice(0, 3).join(', ')}`,
      }
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
