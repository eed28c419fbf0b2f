/** The histories that earlier versions recorded, as they stand beside this file. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { TopicName } from '../../core/log.ts'

import { fromLine, type Happening } from './happenings.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

export const historyFolder = (version: string): string => join(here, version)

/** Oldest first. */
export async function versions(): Promise<readonly string[]> {
  const entries = await readdir(here, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

export const readHappenings = async (version: string): Promise<readonly Happening[]> =>
  (await lines(version, 'happenings.jsonl')).map(fromLine)

/** Records of a topic as the bytes that were written; frames are among what happened. */
export const readRecords = async (
  version: string,
  topic: Exclude<TopicName, 'frames'>,
): Promise<readonly Buffer[]> =>
  (await lines(version, `${topic}.jsonl`)).map((line) => Buffer.from(line, 'base64'))

export interface Decided {
  /** What people were refused. */
  readonly refused: readonly string[]
  readonly decided: unknown
}

export const readDecided = async (version: string): Promise<Decided> =>
  JSON.parse(await readFile(join(historyFolder(version), 'decided.json'), 'utf8')) as Decided

async function lines(version: string, file: string): Promise<readonly string[]> {
  const text = await readFile(join(historyFolder(version), file), 'utf8')
  return text.split('\n').filter((line) => line !== '')
}
