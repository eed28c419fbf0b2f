import type { Component } from '../../runtime/component.ts'
import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/events.ts'

/**
 * Starts components in order and stops them in reverse. When one does not start, those that did are stopped again
 * before the error goes on; a stop that fails is reported and the others are stopped all the same.
 */
export function sequence(components: readonly Component[], observer: Observer): Component {
  const started: Component[] = []
  const stopAll = async () => {
    for (;;) {
      const component = started.pop()
      if (component === undefined) return
      try {
        await component.stop()
        observer.emit('component.stopped', { component: component.name })
      } catch (error) {
        observer.emit('component.failed', { component: component.name, message: messageOf(error) })
      }
    }
  }
  return {
    name: components.map(({ name }) => name).join(', '),
    async start() {
      for (const component of components) {
        started.push(component)
        try {
          await component.start()
          observer.emit('component.started', { component: component.name })
        } catch (error) {
          observer.emit('component.failed', {
            component: component.name,
            message: messageOf(error),
          })
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
