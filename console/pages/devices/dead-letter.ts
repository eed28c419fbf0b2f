import type { DeadLetterReason } from '../../../core/dead-letter.ts'
import { reasonWords } from '../../words/devices.ts'
import { say } from '../../words/words.ts'

/** A dead letter without its bytes, as lists show it. */
export interface DeadLetterHead {
  readonly partition: number
  readonly offset: number
  readonly reason: string
  readonly detail: string
  readonly source: string
  readonly device?: string
  readonly channel: string
  readonly topic: string
  readonly receivedAt: number
  readonly frame: string
  /** Set when it holds an array of so many items of its frame. */
  readonly items?: number
}

export const reasonName = (reason: string): string =>
  Object.hasOwn(reasonWords, reason) ? say(reasonWords[reason as DeadLetterReason]) : reason
