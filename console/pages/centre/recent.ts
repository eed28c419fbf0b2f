/** The last events of the feed, gathered from the first time somebody looks at the command centre until he signs out. */
import { effect, signal } from '@preact/signals'

import type { FeedEvent } from '../../api/types.ts'
import { onCaseEvent } from '../../state/feed.ts'
import { session } from '../../state/session.ts'

const kept = 50

/** Newest first. */
export const recentEvents = signal<readonly FeedEvent[]>([])

/** Repeated evidence and delivered notices say nothing new to a wall. */
const unimportant: ReadonlySet<string> = new Set(['notified', 'noticeFailed', 'evidenceAttached'])

onCaseEvent((event) => {
  const { value } = recentEvents
  // A feed that is resumed may repeat its last event.
  if (unimportant.has(event.event) || (value[0]?.sequence ?? 0) >= event.sequence) return
  recentEvents.value = [event, ...value].slice(0, kept)
})

effect(() => {
  if (session.value.state === 'out') recentEvents.value = []
})
