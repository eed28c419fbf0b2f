/**
 * `npm run histories`: lives through the scripted day on the engines of one machine and keeps what this version writes
 * under `tests/histories/<version>/`. What a version recorded is not recorded again, only `decided.json` of it is
 * (`npm run histories -- decide <version>`), when rules or cases are meant to decide otherwise.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { instant } from '../../core/time.ts'
import { enginesIn, memoryEngines, type OpenEngines } from '../support/engines.ts'
import { World } from '../support/world.ts'

import { decided, written } from './account.ts'
import { toLine, type Happening } from './happenings.ts'
import { historyFolder, readHappenings } from './history.ts'
import { play } from './play.ts'
import { devices, recordedDay, start } from './script.ts'

async function record(name: string): Promise<void> {
  const folder = historyFolder(name)
  await mkdir(folder)
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-history-'))
  try {
    const happenings = recordedDay()
    await keep(folder, 'happenings.jsonl', happenings.map(toLine))
    await lived(
      happenings,
      () => Promise.resolve(enginesIn(data)),
      async (world) => {
        for (const [topic, records] of Object.entries(await written(world)))
          if (topic !== 'frames') await keep(folder, `${topic}.jsonl`, records)
      },
    )
    await promisify(execFile)('tar', ['-czf', join(folder, 'data.tar.gz'), '-C', data, '.'])
    await decide(name)
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

async function decide(name: string): Promise<void> {
  await lived(await readHappenings(name), memoryEngines, async (world, refused) => {
    const outcome = JSON.stringify({ refused, decided: await decided(world) }, undefined, 1)
    await writeFile(join(historyFolder(name), 'decided.json'), `${outcome}\n`)
  })
}

async function lived(
  happenings: readonly Happening[],
  engines: OpenEngines,
  then: (world: World, refused: readonly string[]) => Promise<void>,
): Promise<void> {
  await using world = await World.create(instant(Date.parse(start)), { devices }, engines)
  const refused = await play(world, happenings)
  await then(world, refused)
}

const keep = (folder: string, name: string, lines: readonly string[]): Promise<void> =>
  writeFile(join(folder, name), lines.map((line) => `${line}\n`).join(''))

async function currentVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}

const [what = 'record', version = await currentVersion()] = process.argv.slice(2)

if (what === 'record') await record(version)
else if (what === 'decide') await decide(version)
else throw new Error('npm run histories [-- record | decide <version>]')
