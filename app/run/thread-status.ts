/**
 * What threads know of each other. Each says how it is as soon as that changes, and otherwise every few seconds; what it has
 * counted and measured it tells who asks. Both are broadcasts, so no thread needs to know another.
 */
import { BroadcastChannel } from 'node:worker_threads'

import type { MetricObjectWithValues, MetricValue } from 'prom-client'

import { nextTurn } from '../../runtime/turns.ts'

import { resident } from './memory.ts'
import type { RunningObserver } from './observer.ts'
import { systemClock } from './system-clock.ts'

export interface ThreadStatus {
  readonly thread: string
  /** Epoch milliseconds. */
  readonly at: number
  /** Why it does not do its work, if so. */
  readonly unready: string | undefined
  /** What an operator should know although it does its work. */
  readonly warning: string | undefined
  /** How often something was worth a line in it, such as a new case; readings are not. */
  readonly events: number
}

export interface ThreadMetrics {
  readonly thread: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly metrics: readonly MetricObjectWithValues<MetricValue<string>>[]
}

type Message =
  | { readonly type: 'status'; readonly status: ThreadStatus }
  | { readonly type: 'ask'; readonly question: number }
  | { readonly type: 'metrics'; readonly question: number; readonly told: ThreadMetrics }

const channelName = (data: string): string => `urban-brain-status ${data}`
const lookEvery = 1_000
/** Who is not ready yet looks more often, so that others need not wait long for the good news. */
const unreadyLookEvery = 100
/** An idle system would spend more on words each second than on all else that it says. */
const sayAgainAfter = 3_000
/** After so long without a word a thread counts as not ready. */
export const staleAfter = 10_000
/** For the metrics of a thread that is in the middle of something; then those that it told last have to do. */
const patience = 1_000

export interface StatusSource {
  readonly thread: string
  /** One thread of a process speaks for it. */
  readonly speaker: boolean
  readonly observer: RunningObserver
  readonly unready: () => string | undefined
  readonly warning: () => string | undefined
}

/** Holds the latest word of each thread, the own one included. */
export class StatusBoard implements Disposable {
  readonly #channel: BroadcastChannel
  readonly #latest = new Map<string, ThreadStatus>()
  readonly #told = new Map<string, ThreadMetrics>()
  /** Threads that were asked and have not answered. */
  readonly #awaited = new Set<string>()
  readonly #closing = new AbortController()
  #question = 0
  #answered = () => {}
  #asking: Promise<void> | undefined
  #source: StatusSource | undefined

  /** Of the threads of this process that work with this data folder. */
  constructor(data: string) {
    this.#channel = new BroadcastChannel(channelName(data))
    this.#channel.onmessage = (event) => this.#hear((event as { readonly data: Message }).data)
    this.#channel.unref()
  }

  latest(): readonly ThreadStatus[] {
    return [...this.#latest.values()]
  }

  /** Of every thread that has spoken, as they are now. */
  async metrics(): Promise<readonly ThreadMetrics[]> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    await this.#asking
    return [...this.#told.values()]
  }

  /** From now on this thread says how it is. */
  speak(source: StatusSource): void {
    this.#source = source
    let busyBefore = performance.eventLoopUtilization()
    const look = () => {
      const { thread, observer } = source
      const busy = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(busy, busyBefore)
      observer.gauge('thread.busy', utilization, thread)
      busyBefore = busy
      const unready = source.unready()
      const warning = source.warning()
      this.#say({ thread, at: Date.now(), unready, warning, events: observer.events })
      const every = unready === undefined ? lookEvery : unreadyLookEvery
      return nextTurn(systemClock, every, this.#closing.signal)
    }
    void (async () => {
      while (!this.#closing.signal.aborted) await look()
    })()
  }

  [Symbol.dispose](): void {
    this.#closing.abort()
    this.#channel.close()
    this.#answered()
  }

  #say(status: ThreadStatus): void {
    const before = this.#latest.get(status.thread)
    // Of a clock that was set as well: others judge by it how old a word is.
    const isOld = before === undefined || Math.abs(status.at - before.at) >= sayAgainAfter
    if (!isOld && isSame(before, status)) return
    this.#latest.set(status.thread, status)
    this.#post({ type: 'status', status })
  }

  #hear(message: Message): void {
    if (message.type === 'status') this.#latest.set(message.status.thread, message.status)
    else if (message.type === 'metrics') this.#take(message.told, message.question)
    else void this.#answer(message.question)
  }

  async #ask(): Promise<void> {
    for (const { thread } of this.latest()) this.#awaited.add(thread)
    const all = new Promise<void>((resolve) => {
      this.#answered = resolve
    })
    const late = setTimeout(this.#answered, patience)
    // Several may ask at the same time, and an answer to another may be of before.
    const question = (this.#question = Math.random())
    this.#post({ type: 'ask', question })
    const own = await this.#tell()
    if (own !== undefined) this.#take(own, question)
    if (this.#awaited.size > 0) await all
    clearTimeout(late)
    this.#awaited.clear()
  }

  async #answer(question: number): Promise<void> {
    const told = await this.#tell()
    if (told !== undefined) this.#post({ type: 'metrics', question, told })
  }

  #take(told: ThreadMetrics, question: number): void {
    this.#told.set(told.thread, told)
    if (question !== this.#question) return
    this.#awaited.delete(told.thread)
    if (this.#awaited.size === 0) this.#answered()
  }

  async #tell(): Promise<ThreadMetrics | undefined> {
    if (this.#source === undefined) return undefined
    const { thread, speaker, observer } = this.#source
    const { heapTotal, external } = process.memoryUsage()
    observer.gauge('thread.memory.bytes', heapTotal + external, thread)
    for (const [part, bytes] of Object.entries((speaker && resident()) || {}))
      observer.gauge('process.memory.bytes', bytes, part)
    const metrics = await observer.registry.getMetricsAsJSON()
    return { thread, at: Date.now(), metrics: metrics.filter(({ values }) => values.length > 0) }
  }

  #post(message: Message): void {
    if (!this.#closing.signal.aborted) this.#channel.postMessage(message)
  }
}

const isSame = (one: ThreadStatus, other: ThreadStatus): boolean =>
  one.unready === other.unready && one.warning === other.warning && one.events === other.events

/** Sum of a counter or gauge over all threads; with `only` of the series that have these labels. */
export function total(
  told: readonly Pick<ThreadMetrics, 'metrics'>[],
  name: string,
  only: Readonly<Record<string, string>> = {},
): number {
  const wanted = Object.entries(only)
  let sum = 0
  for (const { metrics } of told)
    for (const metric of metrics)
      if (metric.name === name)
        for (const { value, labels } of metric.values)
          if (wanted.every(([label, word]) => labels[label] === word)) sum += value
  return sum
}
