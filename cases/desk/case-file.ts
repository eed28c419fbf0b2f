/** Gathers a case file: record, alarms, pictures, and the seal that vouches for the record. */
import { createHash } from 'node:crypto'

import type { CaseEventRecord } from '../../core/case-event.ts'
import type { CaseSeal } from '../../core/case-seal.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import type { DurableLog } from '../../core/log.ts'
import { caseSealsTopic } from '../../core/topics.ts'
import { chained, genesis } from '../life/hash-chain.ts'
import { caseOf } from '../life/history.ts'
import { deletedIn, isDamaged, photosOf } from '../photos/photo-faults.ts'
import type { PhotoStore } from '../photo-ports.ts'
import type { CaseStore } from '../ports.ts'
import type { CaseFile, FiledPhoto, FiledSeal } from '../report/case-file.ts'

export interface CaseFileDeps {
  readonly store: Pick<CaseStore, 'load' | 'alarm' | 'links'>
  readonly photos: Pick<PhotoStore, 'get'>
  readonly log: Pick<DurableLog, 'positions' | 'read'>
}

/** Bytes of pictures in one file: what a mail still takes is far less, what a browser opens is more. */
const mostPictures = 64 * 1024 * 1024
/** Events under one seal whose hashes are shown; one that accepts a whole register covers more. */
const longestStretch = 50_000
const page = 5_000

export async function caseFile(
  deps: CaseFileDeps,
  id: CaseId,
  made: Pick<CaseFile, 'at' | 'by' | 'zone'>,
): Promise<CaseFile> {
  const events = await deps.store.load(id)
  const state = caseOf(id, events)
  if (state === undefined) throw new UrbanBrainError('case-unknown', `there is no case ${id}`)
  const alarms = await Promise.all(state.alarms.map((alarm) => deps.store.alarm(alarm)))
  const seal = await sealOver(deps, events)
  return {
    ...{ type: 'case-file', ...made, case: state },
    events: withHashes(events),
    alarms: alarms.filter((alarm) => alarm !== undefined),
    photos: await pictures(deps.photos, events),
    ...(seal === undefined ? {} : { seal }),
  }
}

function withHashes(events: readonly CaseEventRecord[]): CaseFile['events'] {
  let hash = genesis
  return events.map((event) => {
    hash = createHash('sha256').update(chained(hash, event)).digest('hex')
    return { ...event, hash }
  })
}

async function pictures(
  photos: CaseFileDeps['photos'],
  events: readonly CaseEventRecord[],
): Promise<readonly FiledPhoto[]> {
  const versions = new Map<string, number[]>()
  for (const event of events)
    for (const sha256 of photosOf(event))
      versions.set(sha256, [...(versions.get(sha256) ?? []), event.version])
  const filed: FiledPhoto[] = []
  const deleted = deletedIn(events)
  let room = mostPictures
  for (const [sha256, of] of versions) {
    const found = await picture(photos, sha256, room)
    const isGone = found.missing === 'not-kept' && deleted.has(sha256)
    const photo: typeof found = isGone ? { missing: 'deleted' } : found
    room -= photo.content === undefined ? 0 : (photo.bytes ?? 0)
    filed.push({ sha256, versions: of, ...photo })
  }
  return filed
}

async function picture(
  photos: CaseFileDeps['photos'],
  sha256: string,
  room: number,
): Promise<Omit<FiledPhoto, 'sha256' | 'versions'>> {
  try {
    const photo = await photos.get(sha256)
    if (photo === undefined) return { missing: 'not-kept' }
    const { type, bytes } = photo
    if (bytes > room) return { type, bytes, missing: 'too-large' }
    const chunks: Uint8Array[] = []
    for await (const chunk of photo.content()) chunks.push(chunk)
    return { type, bytes, content: Buffer.concat(chunks).toString('base64') }
  } catch (error) {
    if (!isDamaged(error)) throw error
    return { missing: 'damaged' }
  }
}

/** The first seal over the newest event that has one: all events of the case before it are in its hash. */
async function sealOver(
  deps: CaseFileDeps,
  events: readonly CaseEventRecord[],
): Promise<FiledSeal | undefined> {
  // All seals have one key and so one partition, whichever of the topic's that is.
  const places = await deps.log.positions(caseSealsTopic.name, 'nobody')
  const place = places.find(({ first, next }) => next > first)
  if (place === undefined) return undefined
  const sealAt = async (offset: number): Promise<CaseSeal | undefined> =>
    (await deps.log.read(caseSealsTopic, place.partition, offset, 1))[0]?.value
  const last = await sealAt(place.next - 1)
  const newest = events.findLast(({ sequence }) => sequence <= (last?.sequence ?? 0))
  if (newest === undefined) return undefined
  let [low, high] = [place.first, place.next - 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (((await sealAt(middle))?.sequence ?? 0) >= newest.sequence) high = middle
    else low = middle + 1
  }
  const seal = await sealAt(low)
  if (seal === undefined) return undefined
  const before = low === place.first ? undefined : await sealAt(low - 1)
  const from = seal.accepts === undefined ? (before?.sequence ?? 0) : 0
  const stretch = await stretchOf(deps, from, seal.sequence)
  return { seal, ...(stretch === undefined ? {} : { stretch }) }
}

async function stretchOf(
  { store }: Pick<CaseFileDeps, 'store'>,
  from: number,
  to: number,
): Promise<readonly string[] | undefined> {
  const hashes: string[] = []
  for (let after = from; after < to;) {
    const links = await store.links(after, page)
    const last = links.at(-1)
    if (last === undefined) break
    hashes.push(...links.filter(({ sequence }) => sequence <= to).map(({ hash }) => hash))
    if (hashes.length > longestStretch) return undefined
    after = last.sequence
  }
  return hashes
}
