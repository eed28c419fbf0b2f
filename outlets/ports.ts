import type { CloudEvent } from './decide/event.ts'

/** taken: durable with the receiver. refused: it will not take one of these events. failed: another try may mend it. */
export type OutletAnswer =
  | { readonly outcome: 'taken' }
  | { readonly outcome: 'refused'; readonly reason: string }
  | {
      readonly outcome: 'failed'
      readonly reason: string
      /** So many milliseconds it asks to be left alone. */
      readonly rest?: number
    }

export interface OutletReceiver {
  /** In the order given, all or not: what was not taken whole may be sent again, with the same identifiers. */
  send(events: readonly CloudEvent[], signal: AbortSignal): Promise<OutletAnswer>
  close(): Promise<void>
}
