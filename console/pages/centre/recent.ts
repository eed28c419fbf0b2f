/** The last events of the feed: those of before the page was opened, then each as it comes, until whoever looks signs out. */
import { computed, effect, signal } from '@preact/signals'

import type { FeedEvent } from '../../api/types.ts'
import { onCaseEvent, pastEvents } from '../../state/feed.ts'
import { gathered } from '../../state/gathered.ts'
import { session } from '../../state/session.ts'
import { worthShowing } from './worth-showing.ts'

/** Newest first. */
const live = signal<readonly FeedEvent[]>([])

export const recentEvents = computed(() => worthShowing(pastEvents.value, live.value))

const come = gathered<FeedEvent>((events) => {
  live.value = worthShowing(live.value, events)
})
onCaseEvent(come.add)

effect(() => {
  if (session.value.state !== 'out') return
  come.clear()
  live.value = []
})
