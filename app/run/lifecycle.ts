import { Cleanups } from '../../runtime/cleanups.ts'
import type { Component } from '../../runtime/component.ts'
import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import { minutes } from '../../core/time.ts'

import { systemClock } from './system-clock.ts'

/** For one component to stop: longer than a service manager waits for all of them. */
const stopLimit = minutes(2)

/**
 * Starts components in order and stops them in reverse. When one does not start, those that did are stopped again
 * before the error goes on; a stop that fails is reported and the others are stopped all the same.
 */
export function sequence(components: readonly Component[], observer: Observer): Component {
  const failed = (component: string, { message }: Error) =>
    observer.emit('component.failed', { component, message })
  const cleanups = new Cleanups({ clock: systemClock, limit: stopLimit, failed })
  const stopAll = () => cleanups.run().catch(() => {})
  return {
    name: components.map(({ name }) => name).join(', '),
    async start() {
      for (const component of components) {
        const { name } = component
        cleanups.add(name, async () => {
          await component.stop()
          observer.emit('component.stopped', { component: name })
        })
        try {
          await component.start()
          observer.emit('component.started', { component: name })
        } catch (error) {
          observer.emit('component.failed', { component: name, message: messageOf(error) })
          await stopAll()
          throw error
        }
      }
    },
    stop: stopAll,
    unready() {
      const reasons = components.flatMap((component) => {
        const reason = component.unready()
        return reason === undefined ? [] : [`${component.name}: ${reason}`]
      })
      return reasons.length === 0 ? undefined : reasons.join('; ')
    },
    warning() {
      const words = components.flatMap((component) => {
        const word = component.warning?.()
        return word === undefined ? [] : [`${component.name}: ${word}`]
      })
      return words.length === 0 ? undefined : words.join('; ')
    },
  }
}
