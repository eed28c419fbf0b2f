/** What lies in the folder of photos, and what the records of cases say should. For a register that nobody runs on. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'

import type { CaseEventRecord } from '../../core/case-event.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import { deletedIn, photosOf } from '../photos/photo-faults.ts'
import type { CaseTables } from '../sql/case-tables.ts'

export interface PhotoSurvey {
  readonly photos: number
  /** Files whose bytes are not those of their name. */
  readonly damaged: readonly string[]
  /** Names that records tell of and no file has; a crew without a network may still send it. */
  readonly absent: readonly string[]
}

export async function surveyPhotos(
  folder: string,
  register: string | undefined,
  told: (photos: number) => void,
): Promise<PhotoSurvey> {
  const damaged: string[] = []
  const found = new Set<string>()
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  for (const name of names.filter((each) => /[0-9a-f]{64}\.(jpg|png|webp)$/.test(each))) {
    const path = join(folder, name)
    const sha256 = basename(name).slice(0, 64)
    found.add(sha256)
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk)
    if (hash.digest('hex') !== sha256) damaged.push(path)
    told(found.size)
  }
  const named = register === undefined ? [] : await photosNamed(register)
  return { photos: found.size, damaged, absent: named.filter((sha256) => !found.has(sha256)) }
}

async function photosNamed(register: string): Promise<readonly string[]> {
  const database = openSqlite<CaseTables>(register)
  try {
    const rows = await database
      .selectFrom('case_events')
      .select(['event', 'data'])
      .where((row) =>
        row.or([row('data', 'like', '%"sha256"%'), row('event', '=', 'photosDeleted')]),
      )
      .execute()
    const events = rows.map(({ event, data }) => ({
      event,
      data: JSON.parse(data) as CaseEventRecord['data'],
    }))
    const deleted = deletedIn(events)
    return [...new Set(events.flatMap(photosOf))].filter((sha256) => !deleted.has(sha256))
  } finally {
    await database.destroy()
  }
}
