/** What a simulated station must know of the protocol that it speaks. */
import type { TelemetryItem } from './script/telemetry.ts'

export interface SaidFrame {
  /** Under what an answer names it. */
  readonly key: string
  readonly bytes: Buffer
  /** Where it is sent once more because it was asked for. */
  readonly asked?: Buffer
}

/** Without a key it confirms every frame of the reading that is out. `told`: a command, and what it is answered. */
export type HeardAnswer =
  | { readonly type: 'confirmed'; readonly key?: string }
  | { readonly type: 'told'; readonly replies: readonly Buffer[] }
  | { readonly type: 'asked'; readonly key: string }

export interface Voice {
  /** None where it has no words for what is measured. */
  framesOf(item: TelemetryItem, packets: number): readonly SaidFrame[]
  /** For one session; each answer is looked at when the one before it was heeded. */
  listen(): (chunk: Uint8Array) => Iterable<HeardAnswer>
  /** As a frame is that was changed on the way. */
  corrupted(bytes: Buffer, at: number): Buffer
}
