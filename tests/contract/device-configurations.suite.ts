import { describe, expect, test } from 'vitest'

import type { ConfigurationOrder } from '../../core/device-configuration.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Registry } from '../../core/registry.ts'
import { instant } from '../../core/time.ts'

const wl = 'wl-1' as DeviceId
const other = 'wl-2' as DeviceId

export const configurationOrder = (
  at: number,
  more: Partial<ConfigurationOrder> = {},
): ConfigurationOrder => ({
  ...{ device: wl, values: { period: 30 }, by: 'operator', at: instant(at), reason: '汛期加密' },
  ...more,
})

/** The contract of `Registry.configurations`, for every adapter. `open` gives an empty register. */
export function deviceConfigurationsSuite(name: string, open: () => Promise<Registry>): void {
  const using = async (work: (registry: Registry) => Promise<void>): Promise<void> => {
    const registry = await open()
    try {
      await work(registry)
    } finally {
      await registry[Symbol.asyncDispose]()
    }
  }

  describe(`configurations of devices: ${name}`, () => {
    test('what is desired is kept whole, grows by a version with each change, and the same again is none', () =>
      using(async ({ configurations }) => {
        expect(await configurations.find(wl)).toBeUndefined()
        const [first] = await configurations.set([configurationOrder(1)])
        expect(first).toMatchObject({
          ...{ device: wl, version: 1, desired: { period: 30 }, since: 1, due: 1 },
          set: { by: 'operator', at: 1, reason: '汛期加密' },
        })
        expect(await configurations.find(wl)).toEqual(first)
        expect(await configurations.set([configurationOrder(2)])).toEqual([first])
        const [second] = await configurations.set([
          configurationOrder(3, { values: { armed: 1, period: null } }),
        ])
        expect(second).toMatchObject({ version: 2, desired: { armed: 1 } })
      }))

    test('many are all or none, and a version that is not the one that was looked at is refused', () =>
      using(async ({ configurations }) => {
        await configurations.set([configurationOrder(1)])
        const orders = [
          configurationOrder(2, { device: other }),
          configurationOrder(2, { values: { period: 60 }, seen: 0 }),
        ]
        await expect(configurations.set(orders)).rejects.toMatchObject({ code: 'version-conflict' })
        expect(await configurations.find(other)).toBeUndefined()
        expect(await configurations.find(wl)).toMatchObject({ version: 1 })
        const both = await Promise.all([
          configurations.set([configurationOrder(3, { values: { period: 40 } })]),
          configurations.set([configurationOrder(3, { values: { period: 50 } })]),
        ])
        expect(both.map(([one]) => one?.version ?? 0).toSorted((a, b) => a - b)).toEqual([2, 3])
      }))

    test('what is due goes out until it is reported; then it is found among those that are as desired', () =>
      using(async ({ configurations }) => {
        await configurations.set([configurationOrder(5, { device: other }), configurationOrder(4)])
        const due = async (at: number) =>
          (await configurations.due(instant(at), 9)).map(({ device }) => device)
        expect([await due(3), await due(4), await due(9)]).toEqual([[], [wl], [wl, other]])
        await configurations.tell([{ device: wl, fact: 'sent', version: 1, at: instant(6) }])
        expect([await due(9), await due(10_006)]).toEqual([[other], [other, wl]])
        const heard = await configurations.tell([
          { device: wl, fact: 'reported', version: 1, values: { period: 30 }, at: instant(7) },
          { device: wl, fact: 'reported', version: 1, values: { period: 30 }, at: instant(7) },
          { device: other, fact: 'reported', version: 1, values: { period: 9 }, at: instant(8) },
        ])
        expect(heard.map(({ outcome }) => outcome)).toEqual(['changed', 'known', 'changed'])
        expect(await due(99_999_999)).toEqual([])
        const ids = async (...states: Parameters<typeof configurations.in>[0]) =>
          (await configurations.in(states, '', 9)).map(({ device }) => device)
        expect(await ids('same')).toEqual([wl])
        expect(await ids('different', 'same')).toEqual([wl, other])
        expect(await configurations.in(['different', 'same'], wl, 9)).toHaveLength(1)
      }))

    test('who desired it, and what the device made of it, are edits of the device', () =>
      using(async (registry) => {
        const { configurations } = registry
        await configurations.set([configurationOrder(1)])
        await configurations.set([configurationOrder(1)])
        await configurations.tell([{ device: wl, fact: 'sent', version: 1, at: instant(2) }])
        const said = { device: wl, fact: 'reported', version: 1, values: {} } as const
        await configurations.tell([{ ...said, at: instant(3), refused: '本地控制' }])
        await configurations.tell([{ ...said, at: instant(4), refused: '本地控制' }])
        expect(await registry.edits(wl, 9)).toEqual([
          {
            ...{ by: wl, at: 3, fields: [] },
            configuration: { version: 1, state: 'refused', said: '本地控制' },
          },
          {
            ...{ by: 'operator', at: 1, fields: [{ field: 'configuration.period', after: '30' }] },
            configuration: { version: 1, reason: '汛期加密' },
          },
        ])
        // Nothing of the register of devices changed.
        expect(await registry.changes(0, 9)).toEqual([])
      }))
  })
}
