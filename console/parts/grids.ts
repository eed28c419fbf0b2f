/** Responsibility grids (责任网格) of today: whose a case is, and which are one's own. */
import { computed, signal } from '@preact/signals'

import { gridAt, isInGrid } from '../../core/responsibility-grid.ts'
import { call } from '../api/client.ts'
import type { ResponsibilityGrid } from '../api/types.ts'
import { session } from '../state/session.ts'

const grids = signal<readonly ResponsibilityGrid[]>([])
const remembered = 'urban-brain.grids'
/** Whose they are: who is limited to an area is told of those there. */
let askedBy: string | undefined
let askedAt = 0
const goodFor = 60_000

/** Kept, for the phone sorts by them without network too. */
export async function loadGrids(): Promise<void> {
  const { value } = session
  if (value.state !== 'in' || value.person.duty !== undefined) return
  const { name } = value.person
  if (askedBy === name && Date.now() - askedAt < goodFor) return
  try {
    grids.value = await call('GET /v1/responsibility-grids')
    askedBy = name
    askedAt = Date.now()
    localStorage.setItem(remembered, JSON.stringify(grids.value))
  } catch {
    const kept = localStorage.getItem(remembered)
    if (kept !== null) grids.value = JSON.parse(kept) as readonly ResponsibilityGrid[]
  }
}

export const gridOf = (cell: string | undefined): ResponsibilityGrid | undefined =>
  gridAt(grids.value, cell)

/** Of today. */
export const allGrids = (): readonly ResponsibilityGrid[] => grids.value

/** One that is there no more goes by its code. */
export const gridNamed = (code: string): string =>
  grids.value.find(({ grid }) => grid === code)?.name ?? code

/** Those that name whoever is signed in. */
export const myGrids = computed<readonly ResponsibilityGrid[]>(() => {
  const { value } = session
  return value.state === 'in'
    ? grids.value.filter(({ people }) => people.includes(value.person.name))
    : []
})

export const isMine = ({ cell }: { readonly cell?: string | undefined }): boolean =>
  myGrids.value.some((grid) => isInGrid(grid, cell))
