/** Photos go when the city need not keep them any more; their hashes stay in the record, which says so. What no record names goes without a word in one. */
import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import { background, repeated } from '../../runtime/background.ts'
import type { Component } from '../../runtime/component.ts'
import { days, hours, plus, type Clock, type Instant } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { urbanBrain } from '../life/passed.ts'
import type { PhotosDue, PhotoStore } from '../photo-ports.ts'
import type { CaseStore } from '../ports.ts'
import type { CaseDesk } from './desk.ts'

interface PhotoWatch {
  readonly store: Pick<CaseStore, 'photosDue' | 'namedPhotos' | 'since'>
  readonly photos: Pick<PhotoStore, 'delete' | 'cameBetween'>
  readonly desk: Pick<CaseDesk, 'execute'>
  readonly clock: Clock
  readonly observer: Observer
  readonly config: Pick<CasesConfig, 'photos' | 'personal'>
}

const page = 100
/** Who sends a photo is about to name it. */
const inUse = days(1)

/** Photos of cases that ended before this go; undefined: never. */
export const photosBefore = (
  now: Instant,
  { photos }: Pick<CasesConfig, 'photos'>,
): Instant | undefined => (photos.keep === undefined ? undefined : plus(now, -photos.keep))

/** For a process that has the folder of photos. */
export function photoWatch(watch: PhotoWatch): Component {
  let next = 0
  return background('photo-watch', watch.observer, {
    sweep: repeated('photo-watch', watch, async (signal) => {
      await sweepPhotos(watch, signal)
      if (watch.clock.elapsed() >= next) {
        await sweepUnnamed(watch, signal)
        next = watch.clock.elapsed() + days(1)
      }
      await watch.clock.sleep(hours(1), signal).catch(() => {})
    }),
  })
}

/**
 * Who names a photo touches it first, so that one that is named between the two looks stays. What is older than the record is not ours to
 * judge: the folder may be that of a register that was given up, or somebody runs on the wrong one.
 */
async function sweepUnnamed(watch: PhotoWatch, signal: AbortSignal): Promise<void> {
  const { store, photos, clock, observer, config } = watch
  const [first] = await store.since(0, 1)
  if (first === undefined) return
  const from = plus(first.record.at, -inUse)
  const before = plus(clock.now(), -config.photos.unnamed)
  let count = 0
  for await (const names of photos.cameBetween(from, before)) {
    if (signal.aborted) break
    const named = await store.namedPhotos(names)
    for (const sha256 of names)
      if (!named.has(sha256) && (await photos.delete(sha256, before))) count += 1
  }
  if (count > 0) observer.emit('photos.unnamed', { count }, count)
}

async function sweepPhotos(watch: PhotoWatch, signal: AbortSignal): Promise<void> {
  const { store, clock, config } = watch
  const before = photosBefore(clock.now(), config)
  if (before === undefined) return
  for (;;) {
    const due = await store.photosDue(before, config.personal.enforcement, page)
    let gone = 0
    for (const one of due) {
      if (signal.aborted) return
      gone += await letGo(watch, one)
    }
    if (gone === 0) return
  }
}

/** The file first: what the record says is gone is gone, and a sweep that was broken off finds the case again. */
async function letGo(
  { photos, desk, clock, observer, config }: PhotoWatch,
  { case: id, version, photos: names }: PhotosDue,
): Promise<number> {
  const deleted: string[] = []
  for (const sha256 of names)
    if (await photos.delete(sha256, plus(clock.now(), -inUse))) deleted.push(sha256)
  if (deleted.length === 0) return 0
  const command = {
    command: 'deletePhotos',
    photos: deleted,
    keep: config.photos.keep ?? 0,
  } as const
  try {
    const answer = await desk.execute(id, command, urbanBrain, { versions: [version] })
    if (answer.refusal !== undefined) return 0
  } catch (error) {
    // Another process was faster, or somebody acted on the case: the next sweep looks again.
    if (error instanceof UrbanBrainError && error.code === 'precondition-failed') return 0
    throw error
  }
  observer.emit('photos.deleted', { case: id }, deleted.length)
  return deleted.length
}
