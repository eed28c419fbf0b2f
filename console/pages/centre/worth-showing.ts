/** Events as a wall shows them, newest first. Pure. */
import type { FeedEvent } from '../../api/types.ts'

const kept = 50

/** Repeated evidence and delivered notices say nothing new to a wall. */
const unimportant: ReadonlySet<string> = new Set(['notified', 'noticeFailed', 'evidenceAttached'])

type Shown = Pick<FeedEvent, 'sequence' | 'event'>

/** A feed that is resumed may repeat its last event. */
export function worthShowing<E extends Shown>(
  older: readonly E[],
  newer: readonly E[],
): readonly E[] {
  const all = new Map([...older, ...newer].map((event) => [event.sequence, event]))
  return [...all.values()]
    .filter(({ event }) => !unimportant.has(event))
    .sort((a, b) => b.sequence - a.sequence)
    .slice(0, kept)
}
