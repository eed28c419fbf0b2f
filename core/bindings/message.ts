/** A message once its bytes were read, in whatever format. */

/** What the format itself makes an item of: one device at one instant. */
export interface FormatItem {
  readonly item: Readonly<Record<string, unknown>>
  /** Units by the names of values, where the format says them. */
  readonly units: Readonly<Record<string, string>>
  /** It was sent later on purpose. */
  readonly late: boolean
}

export interface ReadMessage {
  /** As JSON has it; of bytes alone there is none. */
  readonly message: unknown
  /** Without it the binding says where items stand. */
  readonly items?: readonly FormatItem[]
}

/** Why bytes are none of that format: a part of a sentence. */
export interface Unread {
  readonly unread: string
}
