/** How sessions stand in a journal. A client id holds no space, and a topic comes last. Pure. */
import type { Message, Subscription, Waiting } from '../ports.ts'

/** A session; `absentSince` by the time of the store, which goes on only while a broker runs. */
export interface SessionRecord {
  readonly subscriptions: readonly Subscription[]
  readonly absentSince?: number
}

export type JournalEntry =
  | { readonly kind: 'session'; readonly id: string; readonly session: SessionRecord }
  | {
      readonly kind: 'waiting'
      readonly id: string
      readonly order: number
      readonly message: Message | Waiting
    }
  | { readonly kind: 'half-done'; readonly id: string; readonly messageId: number }
  | { readonly kind: 'retained'; readonly message: Message }
  | { readonly kind: 'time'; readonly time: number }

export const timeKey = 't'
export const sessionKey = (id: string): string => `s ${id}`
/** Sorts by the order in which messages came. */
export const waitingKey = (id: string, order: number): string =>
  `q ${id} ${String(order).padStart(16, '0')}`
export const halfDoneKey = (id: string, messageId: number): string => `i ${id} ${messageId}`
export const retainedKey = (topic: string): string => `r ${topic}`

/** Undefined for a key of another version. */
export function readEntry(key: string, value: unknown): JournalEntry | undefined {
  const [kind = '', id = '', last = ''] = key.split(' ', 3)
  switch (kind) {
    case 't':
      return { kind: 'time', time: Number(value) }
    case 's':
      return { kind: 'session', id, session: value as SessionRecord }
    case 'q':
      return { kind: 'waiting', id, order: Number(last), message: value as Message | Waiting }
    case 'i':
      return { kind: 'half-done', id, messageId: Number(last) }
    case 'r':
      return { kind: 'retained', message: value as Message }
    default:
      return undefined
  }
}
