import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { CaseStore } from '../../cases/ports.ts'
import type { CaseId, CellCode, UnitId } from '../../core/identity.ts'
import { isWithin, type Scope } from '../../core/scope.ts'
import { instant } from '../../core/time.ts'
import {
  alarmRow,
  at,
  by,
  closed,
  collected,
  commit,
  dispatched,
  givenTo,
} from './case-store-samples.ts'

const districts = ['330105', '330106', '330108']
const units = ['drainage', 'road'] as UnitId[]

interface Drawn {
  readonly cell: string
  readonly unit?: UnitId | undefined
  readonly closed: boolean
  /** By the city (市级协调). */
  readonly given?: string | undefined
}
const drawn: fc.Arbitrary<Drawn> = fc.record({
  cell: fc
    .tuple(fc.constantFrom(...districts), fc.constantFrom('001002003', '001003001', '002001001'))
    .map((heads) => heads.join('')),
  unit: fc.option(fc.constantFrom(...units), { nil: undefined }),
  closed: fc.boolean(),
})

async function fill(store: CaseStore, cases: readonly Drawn[]): Promise<void> {
  for (const [n, { cell, unit, closed: ended, given }] of cases.entries()) {
    const first = collected(`wl-${n}`, instant(at + n))
    if (first.event !== 'collected') throw new Error('is collected')
    const placed = {
      ...first,
      data: { ...first.data, place: { ...first.data.place, cell: cell as CellCode } },
    }
    const order =
      unit === undefined || dispatched.event !== 'dispatched'
        ? []
        : [{ ...dispatched, data: { ...dispatched.data, unit } }]
    await store.append(
      commit(`C${n}`, undefined, [
        placed,
        ...(given === undefined ? [] : givenTo(given)),
        ...order,
        ...(ended ? [{ ...closed, by }] : []),
      ]),
    )
    await store.putAlarm({
      row: {
        ...alarmRow(`a${n}`, instant(at + n)),
        ...{ cell: cell as CellCode, case: `C${n}` as CaseId, outcome: 'opened', opened: 1 },
      },
      transition: `a${n}`,
    })
  }
}

/** Everything that is read of many cases or alarms, as identifiers or sums that add up. */
async function seen(store: CaseStore, scope?: Scope) {
  const span = [at, instant(at + 86_400_000)] as const
  const cases = (await store.list({ scope }, 99)).items.map(({ id }) => id)
  const alarms = (await store.alarms({ scope }, 99)).items.map(({ alarm }) => alarm)
  const evaluated: string[] = []
  for await (const page of store.histories(...span, { scope }))
    evaluated.push(...page.map(({ id }) => id))
  const { open, overdue, standingAlarms, stages } = await store.summary(scope)
  const day = await store.day(...span, scope)
  const quality = await store.quality(...span, scope)
  const sum = (groups: readonly { readonly count: number }[]) =>
    groups.reduce((total, { count }) => total + count, 0)
  const numbers = [
    ...[open, overdue, standingAlarms, stages.closed ?? 0, stages.dispatched ?? 0],
    ...[sum(day.events), sum(day.open), day.closed.length, sum(day.alarms.raised)],
    ...[sum(day.alarms.devices), sum(quality.raised), quality.standing.length],
  ]
  return { cases, alarms, evaluated, numbers }
}

const together = (parts: readonly Awaited<ReturnType<typeof seen>>[]) => ({
  cases: parts.flatMap(({ cases }) => cases).toSorted(),
  alarms: parts.flatMap(({ alarms }) => alarms).toSorted(),
  evaluated: parts.flatMap(({ evaluated }) => evaluated).toSorted(),
  numbers: parts[0]?.numbers.map((_, place) =>
    parts.reduce((total, { numbers }) => total + (numbers[place] ?? 0), 0),
  ),
})

/** What every case store shows to whoever is limited to a part of the city; `fresh` opens an empty one. */
export function scopeSuite(fresh: () => Promise<CaseStore>, name: string): void {
  // A database for each run: those of a server are made slowly.
  const runs = name === 'sqlite' ? 30 : 3

  test('districts see each its own, and together what the city sees', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(drawn, { maxLength: 8 }), async (cases) => {
        const store = await fresh()
        await fill(store, cases)
        const parts = []
        for (const area of districts) {
          const part = await seen(store, { areas: [area] })
          const own = cases.flatMap(({ cell }, n) => (cell.startsWith(area) ? [`C${n}`] : []))
          expect(part.cases.toSorted()).toEqual(own)
          expect(part.alarms.toSorted()).toEqual(own.map((id) => id.replace('C', 'a')))
          parts.push(part)
        }
        expect(together(parts)).toEqual(together([await seen(store)]))
        expect(together([await seen(store, { areas: districts })])).toEqual(together(parts))
      }),
      { numRuns: runs },
    )
  })

  const given = fc.record({
    cell: fc.constantFrom('330105001002003', '330106001002003'),
    unit: fc.constant(undefined),
    closed: fc.boolean(),
    given: fc.option(fc.constantFrom(...districts), { nil: undefined }),
  })

  test('what the city gave to another district both see, and that one answers for; no third hears of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(given, { minLength: 1, maxLength: 6 }), async (cases) => {
        const store = await fresh()
        await fill(store, cases)
        const ids = (fits: (one: Drawn) => boolean) =>
          cases.flatMap((one, n) => (fits(one) ? [`C${n}`] : []))
        const span = [at, instant(at + 86_400_000)] as const
        for (const area of districts) {
          const scope = { areas: [area] }
          const lies = ({ cell }: Drawn) => cell.startsWith(area)
          const sees = (one: Drawn) => lies(one) || one.given === area
          const answers = (one: Drawn) => (one.given ?? one.cell).startsWith(area)
          const part = await seen(store, scope)
          expect(part.cases.toSorted()).toEqual(ids(sees))
          expect(part.evaluated.toSorted()).toEqual(ids(answers))
          expect(part.alarms.toSorted()).toEqual(ids(lies).map((id) => id.replace('C', 'a')))
          // Of what is to be done, only what they answer for; the rest has a list of its own.
          const { open, stages, given: away } = await store.summary(scope)
          const isAway = (one: Drawn) => sees(one) && !answers(one)
          expect([open, stages.closed ?? 0, away]).toEqual([
            ids((one) => answers(one) && !one.closed).length,
            ids((one) => answers(one) && one.closed).length,
            ids((one) => isAway(one) && !one.closed).length,
          ])
          const listed = async (given: boolean) =>
            (await store.list({ scope, given }, 99)).items.map(({ id }) => id).toSorted()
          expect(await listed(false)).toEqual(ids(answers))
          expect(await listed(true)).toEqual(ids(isAway))
          const day = await store.day(...span, scope)
          expect(day.closed).toHaveLength(ids((one) => answers(one) && one.closed).length)
          // The evidence of a case goes with it.
          const shown: string[] = []
          for (const alarm of ids(() => true).map((id) => id.replace('C', 'a')))
            shown.push(...(await store.alarms({ scope, alarm }, 1)).items.map((one) => one.alarm))
          expect(shown).toEqual(ids(sees).map((id) => id.replace('C', 'a')))
          const heard = (await store.since(0, 99)).filter((event) => isWithin(scope, event))
          expect([...new Set(heard.map(({ record }) => record.case))].toSorted()).toEqual(ids(sees))
          // Of a street only what lies there.
          const street = { areas: [`${area}001`] }
          expect((await seen(store, street)).cases.toSorted()).toEqual(ids(lies))
          const unit = 'road' as UnitId
          expect((await seen(store, { ...scope, unit })).cases).toEqual([])
        }
      }),
      { numRuns: runs },
    )
  })

  test('the orders of a unit are its own, whichever district has the case', async () => {
    const store = await fresh()
    const [unit] = units
    await fill(store, [{ cell: '330106001002003', unit, closed: false, given: '330108' }])
    for (const areas of [['330106'], ['330108'], undefined]) {
      const scope = { areas, unit }
      expect((await store.list({ scope, given: false }, 9)).items).toHaveLength(1)
      expect((await store.list({ scope, given: true }, 9)).items).toEqual([])
      expect(await store.summary(scope)).toMatchObject({ open: 1, given: 0 })
    }
    const third = { areas: ['330105'], unit }
    expect((await store.list({ scope: third }, 9)).items).toEqual([])
  })

  test('a street, a unit and both narrow it further; an area without cells, or none, holds nothing', async () => {
    const store = await fresh()
    const cells = ['330106001002003', '330106002001001', '330108001002003']
    await fill(
      store,
      cells.flatMap((cell) => units.map((unit) => ({ cell, unit, closed: false }))),
    )
    const cases = async (scope: Scope) => (await seen(store, scope)).cases.toSorted()
    expect(await cases({ areas: ['330106001'] })).toEqual(['C0', 'C1'])
    expect(await cases({ areas: ['330106001', '330108'] })).toEqual(['C0', 'C1', 'C4', 'C5'])
    expect(await cases({ unit: 'road' as UnitId })).toEqual(['C1', 'C3', 'C5'])
    expect(await seen(store, { unit: 'road' as UnitId, areas: ['330108'] })).toMatchObject({
      cases: ['C5'],
      alarms: ['a5'],
      evaluated: ['C5'],
    })
    for (const areas of [['990101'], []])
      expect(await seen(store, { areas })).toEqual({
        ...{ cases: [], alarms: [], evaluated: [] },
        numbers: Array.from({ length: 12 }, () => 0),
      })
  })

  test('events say in which cell their case lies', async () => {
    const store = await fresh()
    await fill(store, [{ cell: '330106001002003', closed: false }])
    expect(await store.since(0, 9)).toMatchObject([{ cell: '330106001002003' }])
  })
}
