/** A table for a spreadsheet, before it is a file of any kind. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Instant } from '../../core/time.ts'

/** A share is a number that is shown in per cent. */
export type SheetCell =
  | string
  | number
  | undefined
  | { readonly share: number }
  | { readonly at: Instant }

export interface Sheet {
  readonly name: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly SheetCell[])[]
}

export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]
export type Say = (words: Bilingual) => string

/** Makes a file for a spreadsheet (XLSX) of tables; instants are shown by the clocks of the city. */
export type WriteWorkbook = (
  sheets: readonly Sheet[],
  offset: (at: Instant) => number,
) => Promise<Uint8Array>
