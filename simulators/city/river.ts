/** The river of the sample city runs through this row from west to east. */
export const riverRow = 4

/** How far up in its cell, as a part of it, the river is at a column. */
export const riverBend = (column: number): number => 0.5 + 0.25 * Math.sin(column / 2)
