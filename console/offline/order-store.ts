/** Orders as last seen, for the time without network. */
import type { CaseWithTimeline } from '../api/types.ts'
import { database, type KeptOrder } from './database.ts'
import type { Person } from './queue.ts'

const keyOf = ({ name, unit = '' }: Person): string => `${name}/${unit}`

export async function keepOrder(
  person: Person,
  order: CaseWithTimeline,
  at: number,
): Promise<void> {
  await (await database()).put('orders', { person: keyOf(person), id: order.case.id, at, order })
}

export const keptOrder = async (person: Person, id: string): Promise<KeptOrder | undefined> =>
  (await database()).get('orders', [keyOf(person), id])

export const keptOrders = async (person: Person): Promise<readonly KeptOrder[]> =>
  (await database()).getAllFromIndex('orders', 'person', keyOf(person))

/** The list as read now; orders that are not in it any more are forgotten. */
export async function keepList(person: Person, ids: readonly string[], at: number): Promise<void> {
  const key = keyOf(person)
  const transaction = (await database()).transaction(['lists', 'orders'], 'readwrite')
  const orders = transaction.objectStore('orders')
  const before = await orders.index('person').getAllKeys(key)
  await Promise.all([
    transaction.objectStore('lists').put({ person: key, at, ids }),
    ...before.filter(([, id]) => !ids.includes(id)).map((gone) => orders.delete(gone)),
    transaction.done,
  ])
}

/** When the list was read last. */
export const keptListAt = async (person: Person): Promise<number | undefined> =>
  (await (await database()).get('lists', keyOf(person)))?.at
