/** Putting back every dead letter that matches, a page at a time, from newer to older. Pure but for `send`. */
import type { Redriven } from '../../api/types.ts'
import type { DeadLetterReason } from '../../../core/dead-letter.ts'

/** Reasons whose letters the server never puts back (ingest/dead-letters.ts); `topic-not-allowed` it does where there is a binding by now. */
const final: readonly string[] = [
  'payload-too-large',
  'topic-invalid',
  'unknown-station',
  'wrong-password',
  'wrong-checksum',
  'unreadable-frame',
] satisfies readonly DeadLetterReason[]

export const isNeverPutBack = (reason: string | undefined): boolean =>
  reason !== undefined && final.includes(reason)

export interface RedriveTally {
  readonly redriven: number
  readonly skipped: number
}

export type RedriveOutcome = RedriveTally &
  (
    | { readonly end: 'done' | 'stopped' }
    /** What was put back before stays so. */
    | { readonly end: 'failed'; readonly cause: unknown }
  )

/**
 * Letters that come back as new ones are newer than where it began, so it ends. `before` is where to begin, the newest when it
 * is left out; `stopped` is asked between two pages.
 */
export async function redriveAll(
  send: (before: number | undefined) => Promise<Redriven>,
  {
    before,
    stopped,
    progress,
  }: {
    readonly before?: number | undefined
    readonly stopped: () => boolean
    readonly progress: (tally: RedriveTally) => void
  },
): Promise<RedriveOutcome> {
  let tally: RedriveTally = { redriven: 0, skipped: 0 }
  let at = before
  for (;;) {
    if (stopped()) return { ...tally, end: 'stopped' }
    let answer: Redriven
    try {
      answer = await send(at)
    } catch (cause) {
      return { ...tally, end: 'failed', cause }
    }
    tally = {
      redriven: tally.redriven + answer.redriven,
      skipped: tally.skipped + answer.skipped.length,
    }
    progress(tally)
    // A server that does not move on would be asked for ever.
    if (answer.before === undefined || (at !== undefined && answer.before >= at))
      return { ...tally, end: 'done' }
    at = answer.before
  }
}
