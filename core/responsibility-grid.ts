/** Responsibility grids (责任网格): a named set of unit grids (单元网格) with the people who look after it. None lies in two. */
export interface ResponsibilityGrid {
  readonly grid: string
  readonly name: string
  /** Heads of codes of unit grids: one of them, a community, a street or a district. */
  readonly cells: readonly string[]
  /** Grid members (网格员), by the names of their accounts. */
  readonly people: readonly string[]
  /** Unit that looks after it. */
  readonly unit?: string
}

/** Digits of a district, a street, a community and a unit grid. */
export const headLengths = [6, 9, 12, 15] as const

export const isInGrid = (
  { cells }: Pick<ResponsibilityGrid, 'cells'>,
  cell: string | undefined,
): boolean => cell !== undefined && cells.some((head) => cell.startsWith(head))

/** That the unit grid lies in; what lies in none is nobody's. */
export const gridAt = <Grid extends ResponsibilityGrid>(
  grids: readonly Grid[],
  cell: string | undefined,
): Grid | undefined => grids.find((grid) => isInGrid(grid, cell))

/** Which grid a cell lies in, by its code: of many cells. */
export type GridOf = (cell: string | undefined) => string | undefined

/** Where nobody asks. */
export const inNoGrid: GridOf = () => undefined

export function gridFinder(grids: readonly Pick<ResponsibilityGrid, 'grid' | 'cells'>[]): GridOf {
  const byHead = new Map(grids.flatMap(({ grid, cells }) => cells.map((head) => [head, grid])))
  return (cell) =>
    cell === undefined
      ? undefined
      : headLengths
          .map((length) => byHead.get(cell.slice(0, length)))
          .find((grid) => grid !== undefined)
}

/** Whether a part of it lies in one of the areas, which are heads of codes too. */
export const reaches = (
  { cells }: Pick<ResponsibilityGrid, 'cells'>,
  areas: readonly string[],
): boolean =>
  cells.some((cell) => areas.some((area) => cell.startsWith(area) || area.startsWith(cell)))
