/** Tables of a city that change while it runs, kept as versions that begin on a day. */
export const catalogueTables = [
  ...(['standards', 'components', 'grids', 'patrols'] as const),
  ...(['units', 'dispatch'] as const),
] as const
export type CatalogueTable = (typeof catalogueTables)[number]
