/**
 * What every thread says of itself once a second, to whoever listens: the status line of the main thread, the metrics
 * and probes of the HTTP server. It is a broadcast, so no thread needs to know another.
 */
import { BroadcastChannel } from 'node:worker_threads'

import type { MetricObjectWithValues, MetricValue } from 'prom-client'

import { resident } from './memory.ts'
import type { RunningObserver } from './observer.ts'

export interface ThreadStatus {
  readonly thread: string
  /** Epoch milliseconds. */
  readonly at: number
  /** Why it does not do its work, if so. */
  readonly unready: string | undefined
  /** What an operator should know although it does its work. */
  readonly warning: string | undefined
  readonly metrics: readonly MetricObjectWithValues<MetricValue<string>>[]
}

const channelName = (data: string): string => `urban-brain-status ${data}`
const period = 1_000
/** Who is not ready yet says so more often, so that others need not wait long for the good news. */
const unreadyPeriod = 100
/** After so long without a word a thread counts as not ready. */
export const staleAfter = 10_000

export interface StatusSource {
  readonly thread: string
  /** One thread of a process speaks for it. */
  readonly speaker: boolean
  readonly observer: RunningObserver
  readonly unready: () => string | undefined
  readonly warning: () => string | undefined
}

export function broadcastStatus(
  data: string,
  { thread, speaker, observer, unready, warning }: StatusSource,
): Disposable {
  const channel = new BroadcastChannel(channelName(data))
  let before = performance.eventLoopUtilization()
  const tell = async () => {
    const now = performance.eventLoopUtilization()
    observer.gauge('thread.busy', performance.eventLoopUtilization(now, before).utilization, thread)
    before = now
    const { heapTotal, external } = process.memoryUsage()
    observer.gauge('thread.memory.bytes', heapTotal + external, thread)
    const memory = speaker ? resident() : undefined
    for (const [part, bytes] of Object.entries(memory ?? {}))
      observer.gauge('process.memory.bytes', bytes, part)
    const metrics = await observer.registry.getMetricsAsJSON()
    const status: ThreadStatus = {
      thread,
      at: Date.now(),
      unready: unready(),
      warning: warning(),
      metrics: metrics.filter(({ values }) => values.length > 0),
    }
    channel.postMessage(status)
  }
  let timer: NodeJS.Timeout | undefined
  const repeat = () => {
    void tell().catch(() => {})
    timer = setTimeout(repeat, unready() === undefined ? period : unreadyPeriod)
  }
  repeat()
  return {
    [Symbol.dispose]() {
      clearTimeout(timer)
      channel.close()
    },
  }
}

export interface StatusBoard extends Disposable {
  latest(): readonly ThreadStatus[]
}

/** Keeps the latest word of each thread, the own one included. */
export function receiveStatuses(data: string): StatusBoard {
  const latest = new Map<string, ThreadStatus>()
  const channel = new BroadcastChannel(channelName(data))
  channel.onmessage = (event) => {
    const status = (event as { readonly data: ThreadStatus }).data
    latest.set(status.thread, status)
  }
  channel.unref()
  return {
    latest: () => [...latest.values()],
    [Symbol.dispose]: () => channel.close(),
  }
}

/** Sum of a counter or gauge over all threads; with `only` of the series that have these labels. */
export function total(
  board: readonly ThreadStatus[],
  name: string,
  only: Readonly<Record<string, string>> = {},
): number {
  const wanted = Object.entries(only)
  let sum = 0
  for (const { metrics } of board)
    for (const metric of metrics)
      if (metric.name === name)
        for (const { value, labels } of metric.values)
          if (wanted.every(([label, word]) => labels[label] === word)) sum += value
  return sum
}
