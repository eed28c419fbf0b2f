/** What a page tells the service worker. */
export interface KeepMessage {
  /** Paths under /assets that the page runs on. */
  readonly keep: readonly string[]
}
