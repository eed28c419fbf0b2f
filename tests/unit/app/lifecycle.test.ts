import { describe, expect, test } from 'vitest'

import { sequence } from '../../../app/run/lifecycle.ts'
import type { Component } from '../../../runtime/component.ts'
import { silentObserver } from '../../../core/observer.ts'

function recorded(
  names: readonly string[],
  broken: { readonly start?: string; readonly stop?: string } = {},
) {
  const happened: string[] = []
  const components = names.map((name): Component => ({
    name,
    start: () => {
      happened.push(`start ${name}`)
      return broken.start === name
        ? Promise.reject(new Error(`${name} is broken`))
        : Promise.resolve()
    },
    stop: () => {
      happened.push(`stop ${name}`)
      return broken.stop === name ? Promise.reject(new Error(`${name} hangs`)) : Promise.resolve()
    },
    unready: () => (name === 'c' ? 'still warming up' : undefined),
  }))
  return { happened, all: sequence(components, silentObserver) }
}

describe('a sequence of components', () => {
  test('starts in order and stops in reverse, once', async () => {
    const { happened, all } = recorded(['a', 'b', 'c'])
    await all.start()
    await all.stop()
    await all.stop()
    expect(happened).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a'])
  })

  test('stops what was started, the broken one included, when one does not start', async () => {
    const { happened, all } = recorded(['a', 'b', 'c'], { start: 'b' })
    await expect(all.start()).rejects.toThrow('b is broken')
    expect(happened).toEqual(['start a', 'start b', 'stop b', 'stop a'])
  })

  test('goes on stopping when one does not stop', async () => {
    const { happened, all } = recorded(['a', 'b', 'c'], { stop: 'b' })
    await all.start()
    await all.stop()
    expect(happened.slice(-3)).toEqual(['stop c', 'stop b', 'stop a'])
  })

  test('names who is not ready', () => {
    expect(recorded(['a', 'c']).all.unready()).toBe('c: still warming up')
    expect(recorded(['a']).all.unready()).toBeUndefined()
  })
})
