import { describe, expect, test } from 'vitest'

import type { DeviceCommand, DeviceCommandId } from '../../core/device-command.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Registry } from '../../core/registry.ts'
import { instant } from '../../core/time.ts'

const wl = 'wl-1' as DeviceId

export const deviceCommand = (
  id: string,
  given: number,
  more: Partial<DeviceCommand> = {},
): DeviceCommand => ({
  id: id as DeviceCommandId,
  ...{ device: wl, to: wl, command: 'interval', arguments: { seconds: 30 } },
  ...{ by: 'operator', given: instant(given), until: instant(given + 100) },
  ...more,
})

const answered = (at: number, source = wl) =>
  ({ fact: 'answered', at: instant(at), result: 'done', source }) as const

/** The contract of `Registry.commands`, for every adapter. `open` gives an empty register. */
export function deviceCommandsSuite(name: string, open: () => Promise<Registry>): void {
  const using = async (work: (registry: Registry) => Promise<void>): Promise<void> => {
    const registry = await open()
    try {
      await work(registry)
    } finally {
      await registry[Symbol.asyncDispose]()
    }
  }
  const ids = (commands: readonly DeviceCommand[]) => commands.map(({ id }) => id)

  describe(`commands to devices: ${name}`, () => {
    test('gives back every field, and one that was given before stays', () =>
      using(async ({ commands }) => {
        const full = deviceCommand('a', 1, {
          reason: '暴雨 "一"',
          arguments: { quantity: 'depth', value: 12.5 },
        })
        expect(await commands.find('a')).toBeUndefined()
        expect(await commands.give(full)).toEqual(full)
        const [one, other] = await Promise.all([
          commands.give(deviceCommand('a', 9)),
          commands.give(deviceCommand('a', 10)),
        ])
        expect([one, other, await commands.find('a')]).toEqual([full, full, full])
      }))

    test('what is to be sent, and what is overdue, oldest first', () =>
      using(async ({ commands }) => {
        for (const [id, given] of [
          ['c', 3],
          ['a', 1],
          ['b', 2],
        ] as const)
          await commands.give(deviceCommand(id, given))
        expect(ids(await commands.unsent(2))).toEqual(['a', 'b'])
        await commands.tell('a', { fact: 'sent', at: instant(5) })
        await commands.tell('b', answered(6))
        expect(ids(await commands.unsent(9))).toEqual(['c'])
        expect(ids(await commands.overdue(instant(101), 9))).toEqual([])
        expect(ids(await commands.overdue(instant(104), 9))).toEqual(['a', 'c'])
        await commands.tell('c', { fact: 'expired', at: instant(104) })
        expect(ids(await commands.overdue(instant(104), 9))).toEqual(['a'])
        expect(ids(await commands.of(wl, 2))).toEqual(['c', 'b'])
        expect(await commands.of('wl-2' as DeviceId, 9)).toEqual([])
      }))

    test('of facts that come at once each counts once', () =>
      using(async ({ commands }) => {
        await commands.give(deviceCommand('a', 1))
        const heard = await Promise.all([
          commands.tell('a', answered(7)),
          commands.tell('a', answered(7)),
          commands.tell('a', { fact: 'sent', at: instant(5) }),
          commands.tell('a', answered(7, 'wl-2' as DeviceId)),
          commands.tell('none', answered(7)),
        ])
        const outcomes = heard.map(({ outcome }) => outcome).toSorted()
        expect(outcomes).toEqual(['changed', 'changed', 'known', 'not-asked', 'unknown'])
        expect(await commands.find('a')).toMatchObject({ sent: 5, answer: { at: 7 } })
      }))

    test('those to stations are not sent by the broker, and wait until they are accepted', () =>
      using(async ({ commands }) => {
        const to = (id: string, exchange: string, given = 1) =>
          commands.give(deviceCommand(id, given, { exchange }))
        await commands.give(deviceCommand('other', 1))
        await to('c', 'q-3', 3)
        await to('a', 'q-1', 1)
        await to('b', 'q-2', 2)
        const waiting = async (at: number, limit = 9) =>
          ids(await commands.unanswered(instant(at), limit))
        expect(ids(await commands.unsent(9))).toEqual(['other'])
        expect(await waiting(101, 2)).toEqual(['a', 'b'])
        expect(await waiting(102)).toEqual(['b', 'c'])
        await commands.tell('a', { fact: 'sent', at: instant(5) })
        await commands.tell('b', { ...answered(6), result: 'accepted' })
        expect(await waiting(101)).toEqual(['a', 'c'])
        expect(ids(await commands.overdue(instant(103), 9))).toEqual(['a', 'other', 'b'])
      }))

    test('a station names one by its exchange, which no two to a device share', () =>
      using(async (registry) => {
        const { commands } = registry
        const at = Date.parse('2026-03-15T08:30:00.999+08:00')
        const to = (id: string, device = wl) =>
          commands.give(
            deviceCommand(id, at, { device, to: device, exchange: '20260315083000999' }),
          )
        const [one, two] = await Promise.all([to('a'), to('b')])
        expect([one, two].map(({ exchange = '' }) => exchange).toSorted()).toEqual([
          '20260315083000999',
          '20260315083001000',
        ])
        expect((await to('c', 'wl-2' as DeviceId)).exchange).toBe('20260315083000999')
        expect((await to('a')).exchange).toBe(one.exchange)
        const named = { device: wl, exchange: two.exchange ?? '' }
        const accepted = await commands.tell(named, {
          ...answered(at + 1),
          result: 'accepted',
        })
        expect(accepted).toMatchObject({ outcome: 'changed', command: { id: two.id } })
        const refusal = { ...answered(at + 2), result: 'refused', code: 'ExeRtn=5' } as const
        expect((await commands.tell(named, refusal)).outcome).toBe('changed')
        expect((await commands.tell(named, refusal)).outcome).toBe('known')
        expect(await commands.find(two.id)).toMatchObject({
          accepted: at + 1,
          answer: { result: 'refused', code: 'ExeRtn=5' },
        })
        expect(await commands.tell({ ...named, exchange: '1' }, refusal)).toEqual({
          outcome: 'unknown',
        })
        // Accepted is no edit of the device.
        expect(await registry.edits(wl, 9)).toHaveLength(3)
      }))

    test('its changes are followed by revision', () =>
      using(async (registry) => {
        const { commands } = registry
        expect(await commands.newest()).toBe(0)
        await commands.give(deviceCommand('a', 1))
        await commands.give(deviceCommand('b', 2))
        const before = await commands.newest()
        await commands.tell('a', { fact: 'sent', at: instant(5) })
        await commands.tell('a', { fact: 'sent', at: instant(6) })
        const [change, ...more] = await commands.changedSince(before, 9)
        expect([change?.command.id, change?.command.sent, more]).toEqual(['a', 5, []])
        expect(change?.revision).toBe(await commands.newest())
        expect(ids((await commands.changedSince(0, 9)).map(({ command }) => command))).toEqual([
          'b',
          'a',
        ])
        // Nothing of a device changed.
        expect(await registry.changes(0, 9)).toEqual([])
      }))

    test('who gave it, and what became of it, are edits of the device', () =>
      using(async (registry) => {
        const { commands } = registry
        await commands.give(deviceCommand('a', 1, { reason: 'rain' }))
        await commands.give(deviceCommand('a', 1))
        await commands.tell('a', { fact: 'sent', at: instant(5) })
        await commands.tell('a', { fact: 'expired', at: instant(102) })
        await commands.tell('a', answered(103))
        await commands.tell('a', answered(104))
        expect(await registry.edits(wl, 9)).toMatchObject([
          { by: 'wl-1', at: 103, command: { id: 'a', answer: { result: 'done', late: true } } },
          { by: 'urban-brain', at: 102, fields: [], command: { expired: 102 } },
          { by: 'operator', at: 1, command: { reason: 'rain', arguments: { seconds: 30 } } },
        ])
        expect(await registry.edits(wl, 9)).toHaveLength(3)
      }))
  })
}
