/**
 * The live feed: one stream for the whole page. The browser resumes it with the identifier of the last event; after `resync`
 * (this page was too slow) it is opened again from there.
 */
import { signal } from '@preact/signals'

import { call } from '../api/client.ts'
import type { FeedEvent } from '../api/types.ts'

export const feedState = signal<'connecting' | 'live' | 'away'>('connecting')

type Listener = (event: FeedEvent) => void

const listeners = new Set<Listener>()
let source: EventSource | undefined
let again: ReturnType<typeof setTimeout> | undefined
let last: string | undefined

export function openFeed(): void {
  if (source !== undefined) return
  const opened = new EventSource(last === undefined ? '/v1/feed' : `/v1/feed?after=${last}`)
  source = opened
  feedState.value = 'connecting'
  opened.addEventListener('ready', (message) => {
    last ??= message.lastEventId
    feedState.value = 'live'
  })
  opened.addEventListener('case-event', (message: MessageEvent<string>) => {
    last = message.lastEventId
    const event = JSON.parse(message.data) as FeedEvent
    for (const listener of listeners) listener(event)
  })
  opened.addEventListener('resync', () => {
    closeFeed()
    openFeed()
  })
  opened.addEventListener('error', () => {
    feedState.value = 'away'
    // A refusal closes the stream for good; a lost connection is taken up again by the browser.
    if (opened.readyState === EventSource.CLOSED) {
      closeFeed()
      again = setTimeout(openFeed, 5_000)
      // The stream does not say why. When it is the session that has ended, the answer shows the way in.
      void call('GET /v1/session').catch(() => undefined)
    }
  })
}

export function closeFeed(): void {
  clearTimeout(again)
  source?.close()
  source = undefined
}

/** Calls the listener for each case event from now on; returns what ends it. */
export function onCaseEvent(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
