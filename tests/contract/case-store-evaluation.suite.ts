import { expect, test } from 'vitest'

import type { CaseEvent } from '../../cases/life/facts.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { Dimension } from '../../core/evaluation-dimensions.ts'
import { tally } from '../../cases/report/evaluation.ts'
import type { Figure } from '../../cases/report/indicators.ts'
import type { DeadlineKind } from '../../core/case-terms.ts'
import type { UnitId } from '../../core/identity.ts'
import { inNoGrid } from '../../core/responsibility-grid.ts'
import { hours, instant, minutes } from '../../core/time.ts'
import { at, by, closed, collected, commit, drainage, filed } from './case-store-samples.ts'

const after = (late: number) => instant(at + late)
const when = (event: CaseEvent, late: number): CaseEvent => ({ ...event, at: after(late) })
const until = (kind: DeadlineKind, late: number) => ({ kind, at: after(late), certain: true })
const order = (late: number, due: number, unit = drainage): CaseEvent => ({
  ...{ event: 'dispatched', at: after(late), by },
  data: { unit, why: 'table', deadline: until('handling', due) },
})
const report = (late: number, due: number): CaseEvent => ({
  ...{ event: 'reported', at: after(late), by: { name: 'cui', role: 'crew', unit: drainage } },
  data: {
    ...{ unit: drainage, photos: [], deadline: until('verification', due) },
    text: 'dry, "deadline":{"at":1,"source":"sensor"\0',
  },
})
const verified = (late: number): CaseEvent => ({
  ...{ event: 'verified', at: after(late), by },
  data: { photos: [] },
})

/** What every case store gives to evaluation; `fresh` opens an empty one. */
export function evaluationSuite(fresh: () => Promise<CaseStore>): void {
  test('evaluates a time by what was due in it, whenever it was done', async () => {
    const store = await fresh()
    const append = (id: string, ...events: readonly CaseEvent[]) =>
      store.append(commit(id, undefined, events))
    const hour = hours(1)
    const ended = (late: number) => [verified(late), when(closed, late)]
    // All of it before the period, but due in it.
    await append(
      'C1',
      collected('wl-1'),
      filed,
      order(5, 26 * hour),
      report(10, 27 * hour),
      ...ended(20),
    )
    // Overdue in the period and handled after it; what a person says is not taken for a deadline.
    await append('C2', collected('wl-2'), order(5, 25 * hour), report(49 * hour, 50 * hour))
    // Due after the period.
    await append(
      'C3',
      collected('wl-3', after(30 * hour)),
      order(30 * hour, 80 * hour, 'road' as UnitId),
    )
    // Nothing of it lies in the period.
    await append('C4', collected('wl-4'), order(5, hour), report(10, 2 * hour), ...ended(20))
    const [from, to] = [after(24 * hour), after(48 * hour)]
    const ids: string[] = []
    for await (const page of store.histories(from, to))
      for (const { id, source } of page) ids.push(`${id} ${source}`)
    expect(ids).toEqual(['C1 sensor', 'C2 sensor', 'C3 sensor'])

    const some: readonly Figure[] = ['reported', 'handlingDue', 'handled', 'handledInTime']
    const more: readonly Figure[] = ['handlingWaits', 'checkDue', 'closingDue', 'closedInTime']
    const counts = async (by: Dimension) => {
      const { total, rows } = await tally(store.histories(from, to), { from, to }, by, inNoGrid)
      const short = (of: typeof total) => [...some, ...more].map((name) => of[name]).join(' ')
      return {
        total: short(total),
        ...Object.fromEntries([...rows].map(([key, of]) => [`${key}`, short(of)])),
      }
    }
    // The dispatch of the third ran out in its ten minutes only after it was done.
    expect(await counts('unit')).toEqual({
      total: '1 2 1 1 1 1 2 1',
      drainage: '0 2 1 1 1 0 2 1',
      road: '1 0 0 0 0 0 0 0',
      undefined: '0 0 0 0 0 1 0 0',
    })
    expect(await counts('street')).toEqual({
      total: '1 2 1 1 1 1 2 1',
      '330106001': '1 2 1 1 1 1 2 1',
    })
    expect(await counts('person')).toMatchObject({ cui: '0 1 1 1 0 0 0 0' })
    expect(await counts('source')).toHaveProperty('sensor', '1 2 1 1 1 1 2 1')
  })

  test('gives the whole history of more cases than a page holds, each once', async () => {
    const store = await fresh()
    for (let n = 0; n < 501; n += 1)
      await store.append(
        commit(`C${n}`, undefined, [
          collected(`wl-${n}`),
          when(filed, minutes(1)),
          order(minutes(2), 1),
        ]),
      )
    const seen: string[] = []
    for await (const page of store.histories(after(minutes(2)), after(minutes(3))))
      for (const { id, steps } of page) seen.push(`${id} ${steps.length}`)
    expect(new Set(seen).size).toBe(501)
    expect(seen.every((line) => line.endsWith(' 3'))).toBe(true)
  })
}
