/** Units and dispatch table as they hold on a day, and as a file would have them. */
import type { CatalogueTable } from '../../core/catalogue-terms.ts'
import type { Cells } from '../life/catalogue.ts'
import type { DispatchTable } from '../life/dispatch.ts'
import type { Catalogue } from './catalogue.ts'
import { dispatchRowOf } from './dispatch-file.ts'
import { unitsIn } from './table-in-force.ts'

export type DayTable = Pick<DispatchTable, 'units' | 'rows'>

export async function tableOn(
  catalogue: Pick<Catalogue, 'heldOn' | 'unitsOn'>,
  day: string,
): Promise<DayTable> {
  const dispatch = await catalogue.heldOn('dispatch', day)
  return { units: await catalogue.unitsOn(day), rows: dispatch.rows.map(dispatchRowOf) }
}

export function withRows(held: DayTable, table: CatalogueTable, rows: readonly Cells[]): DayTable {
  if (table === 'units') return { ...held, units: unitsIn(rows) }
  return table === 'dispatch' ? { ...held, rows: rows.map(dispatchRowOf) } : held
}
