import type { Component } from '../core/component.ts'
import { messageOf } from '../core/errors.ts'
import { pump, type PumpOptions } from '../core/pump.ts'

/** A component that moves one topic through one handler from `start` to `stop`. */
export function pumping<T>(name: string, options: PumpOptions<T>): Component {
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  let trouble: string | undefined = 'not started'
  const run = async (): Promise<void> => {
    try {
      await pump(options, stopping.signal)
      trouble = 'stopped'
    } catch (error) {
      trouble = messageOf(error)
      options.observer.emit('component.failed', { component: name, message: trouble })
    }
  }
  return {
    name,
    start() {
      trouble = undefined
      running = run()
      return Promise.resolve()
    },
    async stop() {
      stopping.abort()
      await running
      trouble = 'stopped'
    },
    unready: () => trouble,
  }
}
