/** Devices in memory by what others call them: whoever takes a name has it, however the names went from hand to hand. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { externalIdSchema } from '../../../core/identity.ts'
import { stationName } from '../../../core/station.ts'
import { openSqliteRegistry } from '../../../devices/sqlite/registry.ts'
import { DeviceDirectory } from '../../../runtime/device-directory.ts'
import { device } from '../../contract/registry.suite.ts'

const ids = ['d-1', 'd-2', 'd-3']
const names = ['A', 'B', 'C']
const maybeName = fc.option(fc.constantFrom(...names), { nil: undefined })
/** Of each device that is put, what it is called from then on. */
const puts = fc.array(
  fc.dictionary(fc.constantFrom(...ids), fc.record({ external: maybeName, mn: maybeName }), {
    minKeys: 1,
  }),
  { minLength: 1, maxLength: 8 },
)

test('is found by its external id and its MN as the register has them, and by none that it had before', async () => {
  await fc.assert(
    fc.asyncProperty(puts, async (all) => {
      await using registry = await openSqliteRegistry(':memory:')
      const directory = new DeviceDirectory(registry)
      for (const one of all) {
        const devices = Object.entries(one).map(([id, { external, mn }]) =>
          device(id, {
            ...(external !== undefined && { externalId: externalIdSchema.parse(external) }),
            ...(mn !== undefined && { mn }),
          }),
        )
        // Two of them with the same name: the register refuses them all.
        await registry.put(devices).catch(() => {})
        await directory.follow()
        const stored = (await registry.changes(0, 10)).map((row) => row.device)
        for (const name of names) {
          const byExternal = stored.find(({ externalId }) => externalId === name)
          expect(directory.external(name)?.device).toEqual(byExternal)
          const byMn = stored.find(({ mn }) => mn === name)
          expect(directory.station(stationName('hj212', name))?.device).toEqual(byMn)
        }
      }
    }),
    { numRuns: 60 },
  )
})
