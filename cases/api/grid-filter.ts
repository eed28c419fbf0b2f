/** Questions about one responsibility grid (责任网格): what lies in its unit grids. */
import { UrbanBrainError } from '../../core/errors.ts'
import type { ResponsibilityGrid } from '../../core/responsibility-grid.ts'
import { narrowedTo, type Scope } from '../../core/scope.ts'
import type { Catalogue } from '../desk/catalogue.ts'

export interface GridFilterDeps {
  readonly catalogue: Pick<Catalogue, 'grids'>
}

/** As it is on the day; today by default. */
async function gridCalled(
  { catalogue }: GridFilterDeps,
  grid: string,
  day?: string,
): Promise<ResponsibilityGrid> {
  const found = (await catalogue.grids(day)).find((one) => one.grid === grid)
  if (found === undefined)
    throw new UrbanBrainError('request-invalid', `there is no responsibility grid ${grid}`)
  return found
}

/** What of the scope lies in the grid; all of it where none is asked for. */
export async function scopeInGrid(
  deps: GridFilterDeps,
  scope: Scope,
  grid: string | undefined,
  day?: string,
): Promise<Scope> {
  return grid === undefined ? scope : narrowedTo(scope, (await gridCalled(deps, grid, day)).cells)
}
