import { describe, expect, test } from 'vitest'

import type { AlarmId, DeviceId, RuleId } from '../../core/identity.ts'
import type { LinkHold } from '../../core/link.ts'
import type { Registry } from '../../core/registry.ts'
import { instant } from '../../core/time.ts'
import { deviceCommand } from './device-commands.suite.ts'

const du = 'du-1' as DeviceId

const linkedCommand = (id: string, given: number, alarm = 'r/du-1/1', device = du) =>
  deviceCommand(id, given, {
    ...{ device, to: device, command: 'spray-on', arguments: { seconds: 600 }, by: 'rule r' },
    link: { alarm: alarm as AlarmId, rule: 'r' as RuleId, stop: 'spray-off' },
  })

const switched = (held: boolean, at: number, device?: DeviceId): LinkHold => ({
  ...(device !== undefined && { device }),
  ...{ held, by: 'operator', at: instant(at), reason: '水管检修' },
})

/** The contract of `Registry.links`, for every adapter. `open` gives an empty register. */
export function deviceLinksSuite(name: string, open: () => Promise<Registry>): void {
  const using = async (work: (registry: Registry) => Promise<void>): Promise<void> => {
    const registry = await open()
    try {
      await work(registry)
    } finally {
      await registry[Symbol.asyncDispose]()
    }
  }

  describe(`links: ${name}`, () => {
    test('one that was given stays, whoever gives it at the same time; it is found by its alarm and is a command', () =>
      using(async ({ links, commands }) => {
        const first = linkedCommand('a', 1)
        const outcomes = await Promise.all([links.start(first), links.start(first)])
        expect(outcomes.toSorted()).toEqual(['given', 'known'])
        expect(await links.start(linkedCommand('b', 2, 'other'))).toBe('given')
        await commands.give({ ...first, id: 'c' as never, command: 'spray-off', given: instant(3) })
        expect((await links.of('r/du-1/1' as AlarmId)).map(({ id }) => id)).toEqual(['a', 'c'])
        expect(await commands.find('a')).toEqual(first)
        expect((await commands.unsent(9)).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
      }))

    test('held nothing is begun, of a device or of all, until it is let go', () =>
      using(async ({ links, commands }) => {
        const other = 'du-2' as DeviceId
        await links.hold(switched(true, 1, du))
        expect(await links.start(linkedCommand('a', 2))).toBe('held')
        expect(await links.start(linkedCommand('b', 2, 'x', other))).toBe('given')
        expect(await commands.find('a')).toBeUndefined()
        await links.hold(switched(true, 3))
        expect(await links.start(linkedCommand('c', 4, 'y', other))).toBe('held')
        await links.hold(switched(false, 5, du))
        expect(await links.start(linkedCommand('a', 6))).toBe('held')
        expect(await links.held()).toEqual([switched(true, 3)])
        await links.hold(switched(false, 7))
        expect(await links.held()).toEqual([])
        expect(await links.start(linkedCommand('a', 8))).toBe('given')
        expect(await links.holds(3)).toEqual([
          switched(false, 7),
          switched(false, 5, du),
          switched(true, 3),
        ])
      }))

    test('what is held is told with the city first, each as it was held last', () =>
      using(async ({ links }) => {
        await links.hold(switched(true, 1, du))
        await links.hold(switched(true, 2))
        await links.hold(switched(true, 3, du))
        expect(await links.held()).toEqual([switched(true, 2), switched(true, 3, du)])
      }))
  })
}
