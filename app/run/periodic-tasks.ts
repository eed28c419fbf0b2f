/** Periodic tasks of every thread, or of one of them. */
import type { Component } from '../../runtime/component.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { everyConsumer, outletConsumer, type Consumer } from '../../core/consumers.ts'
import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import { periodicBackoff, retrying, type RetryPolicy } from '../../runtime/retrying.ts'
import { nextTurn } from '../../runtime/turns.ts'
import type { Clock } from '../../core/time.ts'

import type { OutletConfig } from '../../outlets/config.ts'
import type { Config } from '../config.ts'
import type { Backends } from '../engines/backends.ts'

interface TaskOptions {
  readonly name: string
  readonly every: number
  readonly clock: Clock
  readonly observer: Observer
  readonly work: () => Promise<void>
  /** What it brought last still serves: once it has worked, a failure leaves it ready. */
  readonly lasting?: boolean
}

/** Does its work once before it counts as started, then again and again. A failure makes it unready until the next success. */
function periodicTask(options: TaskOptions): Component {
  const { name, every, clock, observer, work, lasting = false } = options
  const stopping = new AbortController()
  const { signal } = stopping
  let trouble: string | undefined = 'not started'
  let worked = false
  let running: Promise<void> | undefined
  let tried = () => {}
  const policy: RetryPolicy = {
    clock,
    backoff: periodicBackoff(every),
    // Nobody else would do it: it goes on whatever the failure is.
    mendable: () => true,
    failed: (error) => {
      const message = messageOf(error)
      if (!lasting || !worked) trouble = message
      observer.emit('task.failed', { task: name, message })
      tried()
    },
  }
  const once = async () => {
    await work()
    trouble = undefined
    worked = true
    tried()
  }
  const repeat = async () => {
    while (!signal.aborted) {
      await retrying(policy, once, signal)
      await nextTurn(clock, every, signal)
    }
  }
  return {
    name,
    start: () =>
      new Promise((started) => {
        tried = started
        running = repeat().finally(started)
      }),
    async stop() {
      stopping.abort()
      await running
    },
    unready: () => trouble,
  }
}

/**
 * Keeps the directory of a thread in step with the register. While the register is away, known devices are served from
 * memory: an edge must not be taken out of service for it (`lasting`).
 */
export const followRegistry = (
  backends: Pick<Backends, 'clock'>,
  directory: DeviceDirectory,
  observer: Observer,
  lasting: boolean,
): Component =>
  periodicTask({
    name: 'directory',
    lasting,
    every: 500,
    clock: backends.clock,
    observer,
    work: async () => {
      await directory.follow()
      observer.gauge('registry.devices', directory.size)
    },
  })

const perhaps = ['operations', 'webhook', 'robots', 'push', 'seal post'] as const

/** By what else there is: a store for operations points, webhooks, robots and push services that are called, somebody outside who keeps seals. */
type Having = Readonly<Record<(typeof perhaps)[number], boolean>>

/** Which consumer groups a system has. */
export function watchedGroups(
  having: Having,
  outlets: Readonly<Record<string, Pick<OutletConfig, 'what'>>> = {},
): readonly Consumer[] {
  const without = perhaps.filter((one) => !having[one]).map((one): string => `with ${one}`)
  return [
    ...everyConsumer.filter(({ only }) => only === undefined || !without.includes(only)),
    ...Object.entries(outlets).flatMap(([name, { what }]) =>
      what.map((topic): Consumer => outletConsumer(name, topic)),
    ),
  ]
}

/** How far each stage is behind, and how much the log holds. */
export const watchLag = (
  backends: Backends,
  observer: Observer,
  {
    outlets,
    cases: {
      notices: { webhook, robots, push },
      seals,
    },
  }: Pick<Config, 'cases' | 'outlets'>,
): Component =>
  periodicTask({
    name: 'lag',
    every: 1_000,
    clock: backends.clock,
    observer,
    work: async () => {
      const lags = new Map<string, number>()
      const watched = watchedGroups(
        {
          operations: backends.operations !== undefined,
          webhook: webhook.secret !== undefined,
          robots: robots.length > 0,
          push: push.enabled,
          'seal post': seals.post !== undefined,
        },
        outlets,
      )
      for (const { topic, group } of watched) {
        const positions = await backends.log.positions(topic, group)
        const lag = positions.reduce(
          (sum, { first, next, committed }) => sum + next - Math.max(first, committed),
          0,
        )
        lags.set(group, (lags.get(group) ?? 0) + lag)
      }
      for (const [group, lag] of lags) observer.gauge('log.lag.records', lag, group)
      observer.gauge('log.bytes', backends.bytes())
    },
  })

/** Often enough that a tenth of a small log, or of a large one at full load, is not written between two looks. */
const retentionEvery = 5_000

export const retainLog = (
  backends: Pick<Backends, 'clock' | 'retain'>,
  observer: Observer,
): Component =>
  periodicTask({
    name: 'retention',
    every: retentionEvery,
    clock: backends.clock,
    observer,
    work: () => backends.retain(),
  })
