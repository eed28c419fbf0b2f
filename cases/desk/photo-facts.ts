/** What is known of the pictures that a command names, before it is decided. */
import type { CaseEventRecord } from '../../core/case-event.ts'
import { instant, type Instant } from '../../core/time.ts'
import type { PersonCommand } from '../life/commands.ts'
import type { PhotoFacts } from '../life/photo-proof.ts'
import { takenOf, type Taken } from '../photos/exif.ts'
import type { PhotoStore } from '../photo-ports.ts'
import type { CaseStore } from '../ports.ts'

export interface PhotoFactsDeps {
  readonly photos: Pick<PhotoStore, 'get'>
  readonly store: Pick<CaseStore, 'photoUses'>
  /** Of the city's clocks, which are those of a camera that does not say. */
  readonly offset: (at: Instant) => number
}

/** What a camera writes stands in the first 64 KiB or soon after. */
const headBytes = 256 * 1_024

/** A picture that has not come yet, or is damaged, says nothing. */
export async function photoFacts(
  command: PersonCommand,
  record: readonly CaseEventRecord[],
  { photos, store, offset }: PhotoFactsDeps,
): Promise<ReadonlyMap<string, PhotoFacts>> {
  const facts = new Map<string, PhotoFacts>()
  if (!('photos' in command)) return facts
  const [first] = record
  const own = usesIn(record)
  const uses = await store.photoUses(command.photos.map(({ sha256 }) => sha256))
  for (const { sha256 } of command.photos) {
    const elsewhere = uses.find((use) => use.sha256 === sha256 && use.case !== first?.case)
    const version = own.get(sha256)
    const usedIn =
      version === undefined
        ? elsewhere && { case: elsewhere.case, version: elsewhere.version }
        : { version }
    const head = await headOf(photos, sha256)
    facts.set(sha256, {
      ...(head !== undefined && told(takenOf(head), offset)),
      ...(usedIn !== undefined && { usedIn }),
    })
  }
  return facts
}

function usesIn(record: readonly CaseEventRecord[]): ReadonlyMap<string, number> {
  const used = new Map<string, number>()
  for (const { version, data } of record) {
    const { photos } = data
    if (!Array.isArray(photos)) continue
    for (const photo of photos as readonly unknown[])
      if (typeof photo === 'object' && photo !== null && 'sha256' in photo)
        if (typeof photo.sha256 === 'string' && !used.has(photo.sha256))
          used.set(photo.sha256, version)
  }
  return used
}

async function headOf(
  photos: Pick<PhotoStore, 'get'>,
  sha256: string,
): Promise<Uint8Array | undefined> {
  const kept = await photos.get(sha256).catch(() => undefined)
  if (kept?.type !== 'image/jpeg') return undefined
  const chunks: Uint8Array[] = []
  let read = 0
  for await (const chunk of kept.content()) {
    chunks.push(chunk)
    read += chunk.length
    if (read >= headBytes) break
  }
  return Buffer.concat(chunks)
}

function told({ local, offset, position }: Taken, city: (at: Instant) => number): PhotoFacts {
  const at = local === undefined ? undefined : Date.parse(`${local}${offset ?? 'Z'}`)
  return {
    ...(at !== undefined && {
      takenAt: offset === undefined ? instant(at - city(instant(at))) : instant(at),
    }),
    ...(position !== undefined && { position }),
  }
}
