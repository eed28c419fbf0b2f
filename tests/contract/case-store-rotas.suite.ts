import { expect, test } from 'vitest'

import type { Rota } from '../../cases/life/rota.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { UnitId } from '../../core/identity.ts'
import { plus } from '../../core/time.ts'
import { at, drainage } from './case-store-samples.ts'

export const rota = (version: number, unit: UnitId = drainage): Rota => ({
  ...{ unit, version, at: plus(at, version), by: 'su', reason: 'spring' },
  shifts: [{ person: 'zhang', since: '2026-03-01', days: 'daily', from: '08:00', to: '20:00' }],
  swaps: [],
})

/** What every case store does with rotas; `fresh` opens an empty one. */
export function rotaSuite(fresh: () => Promise<CaseStore>): void {
  test('keeps every version of a rota, all of a change or none', async () => {
    const store = await fresh()
    const road = 'road' as UnitId
    expect(await store.rota(drainage)).toBeUndefined()
    await store.putRotas([rota(1), rota(1, road)])
    await store.putRotas([rota(2)])
    expect(await store.rota(drainage)).toEqual(rota(2))
    expect(await store.rotas()).toEqual([rota(2), rota(1, road)])
    await expect(store.putRotas([rota(3), rota(1, road)])).rejects.toMatchObject({
      code: 'version-conflict',
    })
    expect(await store.rotaVersions(drainage, 9)).toEqual([rota(2), rota(1)])
    expect(await store.rotaVersions(drainage, 1)).toEqual([rota(2)])
  })
}
