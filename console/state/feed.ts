/**
 * The live feed: one stream for the whole page. The browser resumes it with the identifier of the last event; after `resync`
 * (this page was too slow) it is opened again from there.
 */
import { signal } from '@preact/signals'

import { call } from '../api/client.ts'
import type { CommandView, FeedEvent } from '../api/types.ts'
import { gathered } from './gathered.ts'

export const feedState = signal<'connecting' | 'live' | 'away'>('connecting')

type Listener = (event: FeedEvent) => void

const listeners = new Set<Listener>()
const commandListeners = new Set<(command: CommandView) => void>()
/** What happened before this page was opened, as far as it was asked for; it is shown, and nobody is called by it. */
export const pastEvents = signal<readonly FeedEvent[]>([])
const comePast = gathered<FeedEvent>((events) => {
  pastEvents.value = [...pastEvents.value, ...events]
})
let past = 0
/** Sequence of the last event before this page was opened. */
let opening: number | undefined
let source: EventSource | undefined
let again: ReturnType<typeof setTimeout> | undefined
let last: string | undefined

function openFeed(): void {
  if (source !== undefined) return
  const opened = new EventSource(last === undefined ? '/v1/feed' : `/v1/feed?after=${last}`)
  source = opened
  feedState.value = 'connecting'
  opened.addEventListener('ready', (message) => {
    if (opening === undefined) {
      opening = Number(message.lastEventId)
      if (past > 0 && opening > 0) {
        last = String(Math.max(0, opening - past))
        closeFeed()
        openFeed()
        return
      }
    }
    last ??= message.lastEventId
    feedState.value = 'live'
  })
  opened.addEventListener('case-event', (message: MessageEvent<string>) => {
    last = message.lastEventId
    const event = JSON.parse(message.data) as FeedEvent
    if (event.sequence <= (opening ?? 0)) comePast.add(event)
    else for (const listener of listeners) listener(event)
  })
  opened.addEventListener('device-command', (message: MessageEvent<string>) => {
    const command = JSON.parse(message.data) as CommandView
    for (const listener of commandListeners) listener(command)
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

/** From now on, with so many events of before as `pastEvents`. */
export function openFeedAfter(events: number): void {
  past = events
  opening = undefined
  last = undefined
  comePast.clear()
  pastEvents.value = []
  openFeed()
}

/** Calls the listener for each case event from now on; returns what ends it. */
export function onCaseEvent(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The same for what becomes of commands to devices. A hint: nobody tells again what was missed. */
export function onDeviceCommand(listener: (command: CommandView) => void): () => void {
  commandListeners.add(listener)
  return () => commandListeners.delete(listener)
}
