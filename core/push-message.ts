/** What a push service brings to a browser, encrypted: what the screen of a locked phone may show, and where it leads. */
export interface PushMessage {
  /** Of the notice: what comes twice stands in its own place. */
  readonly id: string
  readonly language: 'zh' | 'en'
  readonly title: string
  readonly body: string
  /** A page of the console. */
  readonly path: string
}
