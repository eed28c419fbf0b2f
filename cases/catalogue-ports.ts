import type { CatalogueTable } from '../core/catalogue-terms.ts'
import type { CatalogueHead, CatalogueVersion } from './life/catalogue.ts'

/** Versions of the tables of a city; none is ever changed or taken away. */
export interface CatalogueStore {
  /** The oldest first. */
  catalogueHeads(table: CatalogueTable): Promise<readonly CatalogueHead[]>
  /** Rejects with `store-damaged` when it is not as it was written. */
  catalogueVersion(table: CatalogueTable, version: number): Promise<CatalogueVersion | undefined>
  /** Rejects with `version-conflict` when the table has that version already, or not the one before it. */
  addCatalogue(version: CatalogueVersion): Promise<void>
}
