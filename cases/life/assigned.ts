import type { Case } from './case.ts'
import type { Context } from './decision-context.ts'
import type { Assignment } from './dispatch.ts'

/** The unit that a case goes to when whoever dispatches it names none. Pure. */
export function assigned(state: Case, context: Pick<Context, 'assign' | 'ownerOf'>): Assignment {
  const none = (text: string) => ({ unit: undefined, reason: 'no-unit', text }) as const
  if (state.district !== undefined)
    return none('The tables go by the place; name a unit of your district.')
  const { work, category, lead, place } = state
  const found = context.assign({
    ...{ work, category, lead, cell: place.cell, place },
    owner: context.ownerOf(place),
  })
  return found.unit !== undefined && state.stage === 'returned' && found.unit === state.returnedBy
    ? none(`The table names ${found.unit}, which returned it; name a unit.`)
    : found
}
