export type WorkbookRead =
  | { readonly rows: readonly (readonly string[])[] }
  | { readonly mistake: string }

/** The rows of the first sheet of a workbook (XLSX) as texts, the first one too. */
export type ReadWorkbook = (bytes: Uint8Array) => Promise<WorkbookRead>
