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

export const isInGrid = (
  { cells }: Pick<ResponsibilityGrid, 'cells'>,
  cell: string | undefined,
): boolean => cell !== undefined && cells.some((head) => cell.startsWith(head))

/** That the unit grid lies in; what lies in none is nobody's. */
export const gridAt = <Grid extends ResponsibilityGrid>(
  grids: readonly Grid[],
  cell: string | undefined,
): Grid | undefined => grids.find((grid) => isInGrid(grid, cell))

/** Whether a part of it lies in one of the areas, which are heads of codes too. */
export const reaches = (
  { cells }: Pick<ResponsibilityGrid, 'cells'>,
  areas: readonly string[],
): boolean =>
  cells.some((cell) => areas.some((area) => cell.startsWith(area) || area.startsWith(cell)))
