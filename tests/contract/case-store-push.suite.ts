import { expect, test } from 'vitest'

import type { PushDevice } from '../../cases/life/push-device.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { plus } from '../../core/time.ts'
import { at } from './case-store-samples.ts'

export const pushDevice = (person: string, number = 1): PushDevice => ({
  ...{ id: `${person}-${number}`, person, name: 'Chrome · Android', since: plus(at, number) },
  language: 'zh',
  endpoint: `https://push.example.cn/${person}/${number}`,
  keys: { p256dh: 'a key of the browser', auth: 'a secret of the browser' },
})

/** What every case store does with browsers that people allowed to be told by Web Push; `fresh` opens an empty one. */
export function pushSuite(fresh: () => Promise<CaseStore>): void {
  test('keeps devices of each person, the newest of them only, and ends them', async () => {
    const store = await fresh()
    expect(await store.pushDevices()).toEqual([])
    for (const number of [1, 3, 2]) await store.putPushDevice(pushDevice('zhang', number), 2)
    await store.putPushDevice(pushDevice('li'), 2)
    expect(await store.pushDevices('zhang')).toEqual([
      pushDevice('zhang', 2),
      pushDevice('zhang', 3),
    ])
    expect(await store.pushDevices()).toHaveLength(3)
    // Somebody else signs in on the same browser.
    const passed = { ...pushDevice('zhang', 3), person: 'li', since: plus(at, 9) }
    await store.putPushDevice(passed, 2)
    expect(await store.pushDevices('li')).toEqual([pushDevice('li'), passed])
    expect(await store.pushDevices('zhang')).toEqual([pushDevice('zhang', 2)])

    expect(await store.endPushDevice('zhang-2', 'li')).toBe(false)
    expect(await store.endPushDevice('zhang-2', 'zhang')).toBe(true)
    expect(await store.endPushDevice('zhang-2')).toBe(false)
    expect(await store.endPushDevicesOf('li')).toBe(2)
    expect(await store.endPushDevicesOf('li')).toBe(0)
    expect(await store.pushDevices()).toEqual([])
  })

  test('keeps the key that somebody was first to make', async () => {
    const store = await fresh()
    const keys = await Promise.all(['a', 'b', 'c'].map((made) => store.pushKey(made)))
    expect(new Set(keys).size).toBe(1)
    expect(await store.pushKey('d')).toBe(keys[0])
  })
}
