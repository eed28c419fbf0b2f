/** The units and the dispatch table as versions of them say now. */
import type { UnitId } from '../../core/identity.ts'
import { MapView } from '../../runtime/map-view.ts'
import type { Cells } from '../life/catalogue.ts'
import type { DispatchRow, DispatchTable, Unit } from '../life/dispatch.ts'
import { dispatchRowOf } from './dispatch-file.ts'
import { unitOf } from './units-file.ts'

export const unitsIn = (rows: readonly Cells[]): ReadonlyMap<UnitId, Unit> =>
  new Map(rows.map(unitOf).map((unit) => [unit.id, unit]))

/** Whoever holds it, or its maps, sees what was taken last. */
export class TableInForce implements DispatchTable {
  readonly categories
  readonly standards
  readonly escalation
  readonly patrols
  readonly desks
  readonly units: ReadonlyMap<UnitId, Unit>
  /** Those of earlier versions too, as they were last: their open orders go on, and the record names them. */
  readonly known: ReadonlyMap<UnitId, Unit>
  #units: ReadonlyMap<UnitId, Unit>
  #known: ReadonlyMap<UnitId, Unit>
  #rows: readonly DispatchRow[]

  constructor(files: DispatchTable) {
    this.categories = files.categories
    this.standards = files.standards
    this.escalation = files.escalation
    this.patrols = files.patrols
    this.desks = files.desks
    this.#units = files.units
    this.#known = files.units
    this.#rows = files.rows
    this.units = new MapView(() => this.#units)
    this.known = new MapView(() => this.#known)
  }

  get rows(): readonly DispatchRow[] {
    return this.#rows
  }

  /** `earlier`: versions of the units that have begun, the oldest first. */
  take(held: {
    readonly units: readonly Cells[]
    readonly dispatch: readonly Cells[]
    readonly earlier: readonly (readonly Cells[])[]
  }): void {
    const units = unitsIn(held.units)
    this.#known = new Map([...held.earlier.flatMap((rows) => [...unitsIn(rows)]), ...units])
    this.#units = units
    this.#rows = held.dispatch.map(dispatchRowOf)
  }
}
