import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { AlarmFilter } from '../../cases/filter-ports.ts'
import type { AlarmRow, CaseStore } from '../../cases/ports.ts'
import type { CaseId, CellCode, DeviceId, RuleId, UnitId } from '../../core/identity.ts'
import { isInAreas } from '../../core/scope.ts'
import { instant } from '../../core/time.ts'
import { alarmRow, at, collected, commit, dispatched, drainage } from './case-store-samples.ts'

const rules = ['road-water', 'cover-open', 'dust-high']
const cells = ['330105001002003', '330106001002003', '330106002001001']
const outcomes = ['opened', 'joined', 'alarm-only'] as const

/** Two of five know no cell. */
const placeOf = (n: number) => (cells[n] === undefined ? {} : { cell: cells[n] as CellCode })

/** Forty alarms, of which every second one is with a case of the drainage unit, and some share an instant. */
const rows = Array.from({ length: 40 }, (_, n): AlarmRow => ({
  ...alarmRow(`a${n}`, instant(at + Math.floor(n / 3) * 1_000)),
  rule: rules[n % 3] as RuleId,
  device: `wl-${n % 4}` as DeviceId,
  ...placeOf((n * 7) % 5),
  outcome: outcomes[(n * 5) % 3] ?? 'opened',
  standing: n % 5 === 0,
  ...(n % 2 === 0 && { case: 'C1' as CaseId }),
}))

const filters: fc.Arbitrary<AlarmFilter> = fc.record(
  {
    device: fc.constantFrom('wl-0', 'wl-1', 'wl-9'),
    rule: fc.constantFrom('road-water', 'cover-open', 'none'),
    standing: fc.boolean(),
    outcomes: fc.constantFrom(['opened'] as const, ['joined', 'alarm-only'] as const),
    cell: fc.constantFrom(
      '3301',
      '330106',
      '330106001',
      '33010600100',
      '330106001002003',
      '330199',
    ),
    raised: fc.constant({ from: instant(at + 2_000), to: instant(at + 9_000) }),
    scope: fc.record(
      {
        areas: fc.constantFrom(['330106'], ['330105', '330106002'], []),
        unit: fc.constantFrom(drainage, 'road' as UnitId),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
)

function has(row: AlarmRow, filter: AlarmFilter): boolean {
  const { device, rule, standing, outcomes: wanted, cell, raised, scope = {} } = filter
  return (
    (device === undefined || row.device === device) &&
    (rule === undefined || row.rule === rule) &&
    (standing === undefined || row.standing === standing) &&
    (wanted === undefined || wanted.some((outcome) => outcome === row.outcome)) &&
    (cell === undefined || row.cell?.startsWith(cell) === true) &&
    (raised === undefined || (row.raisedAt >= raised.from && row.raisedAt < raised.to)) &&
    isInAreas(scope, row.cell) &&
    (scope.unit === undefined || (scope.unit === drainage && row.case === 'C1'))
  )
}

async function everyPage(store: CaseStore, filter: AlarmFilter): Promise<readonly string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await store.alarms(filter, 3, cursor)
    found.push(...page.items.map(({ alarm }) => alarm))
    cursor = page.next
  } while (cursor !== undefined)
  return found
}

/** Whatever way a list of alarms takes, it finds what it would by looking at each. */
export function alarmListSuite(fresh: () => Promise<CaseStore>): void {
  test('lists of alarms hold what their filters say, newest first, page by page', async () => {
    const store = await fresh()
    await store.append(commit('C1', undefined, [collected('wl-1'), dispatched]))
    for (const row of rows) await store.putAlarm({ row, transition: row.alarm })
    const newestFirst = rows.toSorted(
      (one, other) => other.raisedAt - one.raisedAt || (one.alarm < other.alarm ? 1 : -1),
    )
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        expect(await everyPage(store, filter)).toEqual(
          newestFirst.filter((row) => has(row, filter)).map(({ alarm }) => alarm),
        )
      }),
      { numRuns: 200 },
    )
  })
}
