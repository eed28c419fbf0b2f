/** Where the outbox lies: in IndexedDB, or where a browser has none, in memory until the page is left. */
import { database } from './database.ts'
import { photosOf, type Action } from './queue.ts'
import type { KeptPhoto, OutboxStore } from './sender.ts'

const namesOf = (actions: readonly Action[]): ReadonlySet<string> =>
  new Set(actions.flatMap((action) => photosOf(action).map(({ sha256 }) => sha256)))

export const durableOutbox: OutboxStore = {
  change: async (change, photos = []) => {
    const transaction = (await database()).transaction(['actions', 'photos'], 'readwrite', {
      durability: 'strict',
    })
    const kept = transaction.objectStore('actions')
    const pictures = transaction.objectStore('photos')
    const before = await kept.getAll()
    const after = change(before)
    const left = new Set(after.map(({ id }) => id))
    const named = namesOf(after)
    await Promise.all([
      ...after.filter((action) => !before.includes(action)).map((action) => kept.put(action)),
      ...before.filter(({ id }) => !left.has(id)).map(({ id }) => kept.delete(id)),
      ...photos.map((photo) => pictures.put(photo)),
      ...[...namesOf(before)]
        .filter((sha256) => !named.has(sha256))
        .map((sha256) => pictures.delete(sha256)),
      transaction.done,
    ])
    return after
  },
  photo: async (sha256) => blobOf(await (await database()).get('photos', sha256)),
}

export function memoryOutbox(): OutboxStore {
  let actions: readonly Action[] = []
  const pictures = new Map<string, KeptPhoto>()
  return {
    change: (change, photos = []) => {
      actions = change(actions)
      for (const photo of photos) pictures.set(photo.sha256, photo)
      const named = namesOf(actions)
      for (const sha256 of pictures.keys()) if (!named.has(sha256)) pictures.delete(sha256)
      return Promise.resolve(actions)
    },
    photo: (sha256) => Promise.resolve(blobOf(pictures.get(sha256))),
  }
}

const blobOf = (kept: KeptPhoto | undefined): Blob | undefined =>
  kept === undefined ? undefined : new Blob([kept.bytes], { type: kept.type })
