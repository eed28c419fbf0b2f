import type { DeadLetterReason } from '../../../core/dead-letter.ts'
import { reasonWords } from '../../words/devices.ts'
import { say } from '../../words/words.ts'

export const reasonName = (reason: string): string =>
  Object.hasOwn(reasonWords, reason) ? say(reasonWords[reason as DeadLetterReason]) : reason
