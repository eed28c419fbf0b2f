import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { partWithin } from '../../../cases/api/decide/suppression-part.ts'
import { covers, type Suppression } from '../../../cases/life/suppression.ts'
import type { Device } from '../../../core/device.ts'
import { isWithin, type Scope } from '../../../core/scope.ts'
import { shelf } from '../../contract/case-store-samples.ts'

const ids = ['a', 'b', 'c', 'g']
const units = ['u', 'v']
const cells = ['330105001002003', '330105002001001', '330106001001001']
const some = <T>(values: readonly T[]) =>
  fc.option(fc.subarray([...values], { minLength: 1 }), { nil: undefined })

const device = (id: string) =>
  fc
    .record({
      cell: fc.constantFrom(...cells),
      owner: fc.constantFrom(...units),
      gateway: fc.constantFrom(undefined, 'g'),
    })
    .map(
      (more) => ({ id, kind: 'water', longitude: 120, latitude: 30, ...more }) as unknown as Device,
    )

const matcher = fc.record({
  devices: some(ids),
  gateways: some(['g', 'x']),
  owners: some(units),
  cells: some(['330105', '330105001', '330106001001001']),
  rules: some(['r']),
})
const scope: fc.Arbitrary<Scope> = fc.constantFrom<Scope>(
  { areas: ['330105001'] },
  { areas: ['330105', '330106001'] },
  { unit: 'u' as never },
  { areas: ['330106'], unit: 'v' as never },
)

test('of what holds alarms back a part of the city sees what reaches its devices, and no name of another', () => {
  fc.assert(
    fc.property(fc.tuple(...ids.map(device)), matcher, scope, (all, drawn, limits) => {
      const suppression: Suppression = shelf('S1', { matcher: drawn as Suppression['matcher'] })
      const own = all.filter(({ cell, owner }) => isWithin(limits, { cell, unit: owner }))
      const reached = own.filter((one) =>
        covers(suppression, {
          ...{ rule: 'r' as never, severity: 'blue', device: one.id, cell: one.cell },
          registered: one,
        }),
      )
      const known = new Map(own.map((one) => [one.id as string, one]))
      const part = partWithin(suppression, limits, known)
      expect(part !== undefined).toBe(reached.length > 0)
      if (part === undefined) return
      const { devices = [], gateways = [], owners = [], cells: heads = [] } = part.matcher
      for (const id of [...devices, ...gateways]) expect(known.has(id)).toBe(true)
      for (const owner of owners) expect(limits.unit ?? owner).toBe(owner)
      for (const head of heads)
        expect(limits.areas?.some((area) => head.startsWith(area)) ?? true).toBe(true)
      expect(part.partial === true).toBe(
        JSON.stringify(part.matcher) !== JSON.stringify(suppression.matcher),
      )
      // What reaches a device by the whole reaches it by the part.
      expect(devices.length > 0).toBe(drawn.devices !== undefined)
    }),
  )
})
