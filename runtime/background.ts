import type { Component } from './component.ts'
import { messageOf } from '../core/errors.ts'
import type { Observer } from '../core/observer.ts'
import type { Clock } from '../core/time.ts'
import { retrying, workBackoff, type RetryPolicy } from './retrying.ts'

/** Work that goes on until the signal aborts. */
export type Work = (signal: AbortSignal) => Promise<void>

/** A component of several works. One that ends by an error leaves the component unready; the others go on. */
export function background(
  name: string,
  observer: Observer,
  works: Readonly<Record<string, Work>>,
): Component {
  const ending = new AbortController()
  const running: Promise<void>[] = []
  let trouble: string | undefined = 'not started'
  const run = async (label: string, work: Work) => {
    try {
      await work(ending.signal)
    } catch (error) {
      if (ending.signal.aborted) return
      trouble = `${label}: ${messageOf(error)}`
      observer.emit('component.failed', { component: name, message: trouble })
    }
  }
  return {
    name,
    start: () => {
      trouble = undefined
      for (const [label, work] of Object.entries(works)) running.push(run(label, work))
      return Promise.resolve()
    },
    stop: async () => {
      ending.abort(new Error(`${name} stops`))
      await Promise.all(running)
      trouble ??= 'stopped'
    },
    unready: () => trouble,
  }
}

/** Repeats `step` until the signal aborts, with growing pauses while it fails with retry `later`. */
export function repeated(
  task: string,
  { clock, observer }: { readonly clock: Clock; readonly observer: Observer },
  step: Work,
): Work {
  const policy: RetryPolicy = {
    clock,
    backoff: workBackoff,
    failed: (error) => observer.emit('task.failed', { task, message: messageOf(error) }),
  }
  return async (signal) => {
    while (!signal.aborted) await retrying(policy, () => step(signal), signal)
  }
}
