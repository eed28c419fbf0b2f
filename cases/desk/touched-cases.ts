import type { CatalogueDifference } from '../life/catalogue.ts'
import { openStages } from '../../core/case-terms.ts'
import type { CaseStore } from '../ports.ts'

/** Open cases that were filed by rows which change or go; they keep the version that they were filed by. */
export interface Touched {
  readonly rows: readonly { readonly id: string; readonly open: number }[]
  /** There were more than are looked at; the numbers are at least these. */
  readonly more?: true
}

const page = 200
const mostPages = 25

export async function touchedCases(
  store: Pick<CaseStore, 'list'>,
  { gone, changed }: Pick<CatalogueDifference, 'gone' | 'changed'>,
): Promise<Touched> {
  const rows = [...gone, ...changed.map(({ before }) => before)]
  const counts = new Map(
    rows.map(({ category = '', condition = '' }) => [`${category}-${condition}`, 0]),
  )
  let pages = 0
  let more = false
  for (const category of new Set(rows.map((row) => row['category'] ?? ''))) {
    let cursor: string | undefined
    do {
      if ((pages += 1) > mostPages) {
        more = true
        break
      }
      const { items, next } = await store.list({ stages: openStages, category }, page, cursor)
      for (const { standard } of items) {
        const count = standard && counts.get(standard.id)
        if (count !== undefined && standard) counts.set(standard.id, count + 1)
      }
      cursor = next
    } while (cursor !== undefined)
  }
  const touched = Array.from(counts, ([id, open]) => ({ id, open })).filter(({ open }) => open > 0)
  return { rows: touched, ...(more && { more: true as const }) }
}
