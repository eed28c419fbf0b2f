import { expect, test } from 'vitest'

import type { CaseEvent } from '../../cases/facts.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { DeviceId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { at, by, collected, commit } from './case-store-samples.ts'

/** What every case store knows of cases that have ended; `fresh` opens an empty one. */
export function endedSuite(fresh: () => Promise<CaseStore>): void {
  test('finds what ended last for a thing, and keeps the time of the second look', async () => {
    const store = await fresh()
    const device = 'wl-1' as DeviceId
    const recheck = instant(at + 7_200_000)
    const first = commit('C1', undefined, [collected('wl-1')])
    await store.append(first)
    expect(await store.lastEnded({ device }, '0506', 'incident', at)).toBeUndefined()
    const data = { despite: 'a test', standing: [], recheck }
    const ended = commit('C1', first.after, [{ event: 'closed', at, by, data }])
    await store.append(ended)
    expect(await store.lastEnded({ device }, '0506', 'incident', at)).toBe('C1')
    expect(await store.lastEnded({ device }, '0506', 'maintenance', at)).toBeUndefined()
    expect(await store.lastEnded({ device }, '0101', 'incident', at)).toBeUndefined()
    expect(await store.lastEnded({ device }, '0506', 'incident', recheck)).toBeUndefined()
    expect(await store.lastEnded({}, '0506', 'incident', at)).toBeUndefined()
    expect(await store.due(instant(recheck - 1), 9)).toEqual([])
    expect(await store.due(recheck, 9)).toEqual([{ case: 'C1', kind: 'recheck', at: recheck }])
    const looked = { standing: [], followedBy: [] }
    const events: CaseEvent[] = [{ event: 'rechecked', at, by, data: looked }]
    await store.append(commit('C1', ended.after, events))
    expect(await store.due(recheck, 9)).toEqual([])
  })
}
