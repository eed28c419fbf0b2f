import type { Component } from '../../runtime/component.ts'
import { background } from '../../runtime/background.ts'
import type { Observer } from '../../core/observer.ts'
import { consumers } from '../../core/consumers.ts'

import type { Backends } from '../engines/backends.ts'

const every = 1_000
const { topic, group } = consumers.series

/** Says how far the time series has come that is filled again from the log, until it has reached what was read before. */
export function followRefill(backends: Backends, observer: Observer, until: number): Component {
  const { log, clock } = backends
  let left = 'begins'
  const component = background('series-refill', observer, {
    refill: async (signal) => {
      let from: number | undefined
      while (!signal.aborted) {
        const [{ committed } = { committed: until }] = await log.positions(topic, group)
        from ??= committed
        if (committed >= until) {
          left = ''
          observer.emit('series.refilled', { records: until - from })
          return
        }
        left = `${until - committed} records left`
        await clock.sleep(every, signal).catch(() => {})
      }
    },
  })
  return {
    ...component,
    warning: () =>
      left === ''
        ? undefined
        : `the time series was lost and is filled again from the log: ${left}`,
  }
}
