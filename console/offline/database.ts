/** The IndexedDB of the phone: orders as last seen, the outbox, and the photos that its actions name. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

import type { CaseWithTimeline } from '../api/types.ts'
import type { Action } from './queue.ts'
import type { KeptPhoto } from './sender.ts'

export interface KeptOrder {
  /** Of whom it was seen; another person on the same phone does not see it. */
  readonly person: string
  readonly id: string
  /** When it was read, epoch milliseconds. */
  readonly at: number
  readonly order: CaseWithTimeline
}

/** Which orders the list showed. */
interface KeptList {
  readonly person: string
  readonly at: number
  readonly ids: readonly string[]
}

interface Kept extends DBSchema {
  orders: { key: [string, string]; value: KeptOrder; indexes: { person: string } }
  lists: { key: string; value: KeptList }
  actions: { key: string; value: Action }
  photos: { key: string; value: KeptPhoto }
}

let opened: Promise<IDBPDatabase<Kept>> | undefined

const open = (): Promise<IDBPDatabase<Kept>> =>
  openDB<Kept>('urban-brain', 1, {
    upgrade(database) {
      database
        .createObjectStore('orders', { keyPath: ['person', 'id'] })
        .createIndex('person', 'person')
      database.createObjectStore('lists', { keyPath: 'person' })
      database.createObjectStore('actions', { keyPath: 'id' })
      database.createObjectStore('photos', { keyPath: 'sha256' })
    },
    // A newer console in another window wants to change the shape, and waits until this one lets go.
    blocking: () => {
      void opened?.then((database) => database.close())
      opened = undefined
    },
    terminated: () => {
      opened = undefined
    },
  })

export function database(): Promise<IDBPDatabase<Kept>> {
  opened ??= open().catch((error: unknown) => {
    opened = undefined
    throw error
  })
  return opened
}
