import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Case } from '../../cases/life/case.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { isFinal, stages } from '../../core/case-terms.ts'
import type { CellCode, UnitId } from '../../core/identity.ts'
import { isInAreas, type Scope } from '../../core/scope.ts'
import { instant } from '../../core/time.ts'
import { at, by, closed, collected, commit, dispatched, givenTo } from './case-store-samples.ts'

const cells = ['330105001002003', '330105001003001', '330106001002003', undefined]
const units = ['drainage', 'road'] as UnitId[]

const order = (unit: UnitId): CaseEvent => {
  if (dispatched.event !== 'dispatched') throw new Error('is dispatched')
  return { ...dispatched, data: { ...dispatched.data, unit } }
}

const deadline = { kind: 'handling', at: instant(at + 9), certain: true } as const
const again = (unit: UnitId): CaseEvent => ({
  ...{ event: 'reopened', at, by },
  data: { unit, reason: 'it leaks again', photos: [], deadline },
})
const made: CaseEvent = { event: 'voided', at, by, data: { reason: 'a test' } }

/** What happens to one case, in commits: what cannot follow changes nothing but its version. */
const step: fc.Arbitrary<readonly CaseEvent[]> = fc.oneof(
  fc.constantFrom([closed], [made], [closed, again('road' as UnitId)]),
  fc.constantFrom(...units).map((unit) => [order(unit)]),
  fc.constantFrom(...units).map((unit) => [again(unit)]),
  fc.constantFrom('330105', '330106').map(givenTo),
)
const life = fc.record({
  cell: fc.constantFrom(...cells),
  steps: fc.array(step, { maxLength: 5 }),
})

const scopes: readonly Scope[] = [
  {},
  ...['330105', '330106', '330105001', '330105001002', '330199'].map((area) => ({ areas: [area] })),
  ...units.map((unit) => ({ unit })),
  { unit: 'road' as UnitId, areas: ['330105'] },
]

/** Who answers for a case: the district that it was given to where there is one; a unit answers for its orders. */
const answersFor = (scope: Scope, { place, district, unit }: Case): boolean => {
  if (scope.unit !== undefined && scope.unit !== unit) return false
  if (district === undefined || scope.areas === undefined) return isInAreas(scope, place.cell)
  const given = scope.areas.includes(district)
  return scope.unit === undefined ? given : given || isInAreas(scope, place.cell)
}

/** What every case store counts; `fresh` opens an empty one. */
export function summarySuite(fresh: () => Promise<CaseStore>, name: string): void {
  test('counts by stage what whoever asks answers for, however often a case ended', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { maxLength: 6 }), async (lives) => {
        const store = await fresh()
        const cases: Case[] = []
        for (const [n, { cell, steps }] of lives.entries()) {
          const first = collected(`wl-${n}`)
          if (first.event !== 'collected') throw new Error('is collected')
          const { cell: _, ...place } = first.data.place
          const placed = { ...place, ...(cell !== undefined && { cell: cell as CellCode }) }
          let last = commit(`C${n}`, undefined, [
            { ...first, data: { ...first.data, place: placed } },
          ])
          await store.append(last)
          for (const events of steps) {
            last = commit(`C${n}`, last.after, events)
            await store.append(last)
          }
          cases.push(last.after)
        }
        for (const scope of scopes) {
          const own = cases.filter((one) => answersFor(scope, one))
          const summary = await store.summary(scope)
          expect([scope, summary.open, summary.stages]).toEqual([
            scope,
            own.filter(({ stage }) => !isFinal(stage)).length,
            Object.fromEntries(
              stages
                .map((stage) => [stage, own.filter((one) => one.stage === stage).length] as const)
                .filter(([, count]) => count > 0),
            ),
          ])
        }
      }),
      { numRuns: name === 'sqlite' ? 30 : 4 },
    )
  })
}
