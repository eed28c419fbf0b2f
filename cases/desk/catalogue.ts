/** The tables of a city as versions: which holds, what a new file would change, and putting one in force. */
import type { Actor } from '../../core/actor.ts'
import type { CatalogueTable } from '../../core/catalogue-terms.ts'
import type { ResponsibilityGrid } from '../../core/responsibility-grid.ts'
import { dateOf, type Clock } from '../../core/time.ts'
import type { CatalogueStore } from '../catalogue-ports.ts'
import type { ComponentStore } from '../component-ports.ts'
import {
  inForce,
  putInForce,
  rowsToPut,
  type CatalogueDifference,
  type CatalogueHead,
  type Cells,
} from '../life/catalogue.ts'
import type { Component } from '../life/component.ts'
import type { DispatchTable } from '../life/dispatch.ts'
import type { Refusal } from '../life/refusals.ts'
import { holdsOn, type Standard } from '../life/standards.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import { differenceBy, shownRows, tableSpecs, type TableSpec } from './catalogue-tables.ts'
import { gridOf } from './grids-file.ts'
import { standardOf } from './standards-file.ts'
import { TableInForce, unitsIn } from './table-in-force.ts'
import { touchedCases, type Touched } from './touched-cases.ts'

export interface CatalogueDeps {
  readonly store: CatalogueStore &
    Pick<ComponentStore, 'component' | 'componentRows'> &
    Pick<CaseStore, 'list'>
  /** What the files of the city folder say. */
  readonly table: DispatchTable
  readonly clock: Pick<Clock, 'now'>
  readonly calendar: Pick<Calendar, 'offset'>
}

export interface Checked {
  /** The version that the difference is to: what holds on the day from which the file is to hold. */
  readonly against: number
  /** The newest there is, to be named when the file is put in force. */
  readonly newest: number
  readonly rows: readonly Cells[]
  readonly difference: CatalogueDifference
  readonly touched: Touched
}

interface Held {
  readonly version: number
  readonly rows: readonly Cells[]
}

/** What a person puts in force: rows of a file, or an earlier version again. */
export interface Put {
  readonly content: { readonly rows: readonly Cells[] } | { readonly restores: number }
  readonly after: number
  readonly from?: string | undefined
  readonly reason: string
}

export class Catalogue {
  readonly #deps: CatalogueDeps
  readonly #specs: Readonly<Record<CatalogueTable, TableSpec>>
  /** The version of each table that was read last; one never changes. */
  readonly #read = new Map<CatalogueTable, Held>()
  /** Units and dispatch table as they were when they were followed last, and what else the files say. */
  readonly table: TableInForce
  #followed = ''
  #following: Promise<void> = Promise.resolve()

  constructor(deps: CatalogueDeps) {
    this.#deps = deps
    this.#specs = tableSpecs(deps.table)
    this.table = new TableInForce(deps.table)
  }

  get today(): string {
    const { clock, calendar } = this.#deps
    return dateOf(clock.now(), (at) => calendar.offset(at))
  }

  spec(table: CatalogueTable): TableSpec {
    return this.#specs[table]
  }

  heads(table: CatalogueTable): Promise<readonly CatalogueHead[]> {
    return this.#deps.store.catalogueHeads(table)
  }

  /** undefined when there is no such version. */
  async rowsOf(table: CatalogueTable, version: number): Promise<readonly Cells[] | undefined> {
    if (version === 0) return this.#specs[table].files
    const known = this.#read.get(table)
    if (known?.version === version) return known.rows
    const found = await this.#deps.store.catalogueVersion(table, version)
    if (found !== undefined) this.#read.set(table, { version, rows: found.rows })
    return found?.rows
  }

  /** The same as people see them. */
  async shown(table: CatalogueTable, version: number): Promise<readonly Cells[] | undefined> {
    const rows = await this.rowsOf(table, version)
    return rows && shownRows(this.#specs[table], rows)
  }

  /** What holds on the day; of a table that files change in part, of what is named. */
  async #heldOn(
    table: CatalogueTable,
    day: string,
    heads: readonly CatalogueHead[],
    named: readonly Cells[] = [],
  ): Promise<Held> {
    const version = inForce(heads, day)?.version ?? 0
    const { inPart, keyOf } = this.#specs[table]
    if (inPart)
      return { version, rows: await this.#deps.store.componentRows(named.map(keyOf), day) }
    return { version, rows: (await this.rowsOf(table, version)) ?? [] }
  }

  /** Has `table` say what holds now; one at a time, so that nobody takes what somebody has taken over. */
  follow(): Promise<void> {
    this.#following = this.#following.catch(() => {}).then(() => this.#follow())
    return this.#following
  }

  async #follow(): Promise<void> {
    const { today } = this
    const heads = await this.heads('units')
    const begun = heads.filter(({ from }) => from <= today)
    const units = inForce(heads, today)?.version ?? 0
    const dispatch = inForce(await this.heads('dispatch'), today)?.version ?? 0
    const found = [dispatch, units, begun.length].join()
    if (found === this.#followed) return
    const rows = async (table: CatalogueTable, version: number) =>
      (await this.rowsOf(table, version)) ?? []
    const earlier = [await rows('units', 0)]
    for (const { version } of begun) earlier.push(await rows('units', version))
    this.table.take({
      ...{ earlier, units: await rows('units', units), dispatch: await rows('dispatch', dispatch) },
    })
    this.#followed = found
  }

  /** All rows of a table that is no table in part, as they hold on a day. */
  async heldOn(table: Exclude<CatalogueTable, 'components'>, day: string): Promise<Held> {
    return this.#heldOn(table, day, await this.heads(table))
  }

  /** The same, and each version that holds on a later day by what is known today. */
  async heldSince(table: 'units' | 'dispatch', day: string): Promise<readonly Held[]> {
    const heads = await this.heads(table)
    const later = heads.filter(({ from }) => from > day).map(({ from }) => from)
    const held = new Map<number, Held>()
    for (const one of [day, ...later]) {
      const found = await this.#heldOn(table, one, heads)
      held.set(found.version, found)
    }
    return [...held.values()]
  }

  /** Units as they are on a day. */
  async unitsOn(day = this.today): Promise<TableInForce['units']> {
    return unitsIn((await this.#heldOn('units', day, await this.heads('units'))).rows)
  }

  /** The filing standard of today. */
  async standards(): Promise<readonly Standard[]> {
    const { today } = this
    const { version, rows } = await this.#heldOn('standards', today, await this.heads('standards'))
    const named = version === 0 ? {} : { catalogue: version }
    return rows
      .map((row) => ({ ...standardOf(row), ...named }))
      .filter((standard) => holdsOn(standard, today))
  }

  /** Responsibility grids as they are on a day. */
  async grids(day = this.today): Promise<readonly ResponsibilityGrid[]> {
    const { rows } = await this.#heldOn('grids', day, await this.heads('grids'))
    return rows.map(gridOf)
  }

  /** As it is today. */
  component(code: string): Promise<Component | undefined> {
    return this.#deps.store.component(code, this.today)
  }

  /** What rows that hold from a day on would change. */
  async check(table: CatalogueTable, rows: readonly Cells[], from = this.today): Promise<Checked> {
    const heads = await this.heads(table)
    const held = await this.#heldOn(table, from, heads, rows)
    const difference = differenceBy(this.#specs[table], held.rows, rows)
    return {
      ...{ against: held.version, newest: heads.at(-1)?.version ?? 0, rows, difference },
      touched:
        table === 'standards' ? await touchedCases(this.#deps.store, difference) : { rows: [] },
    }
  }

  async put(
    table: CatalogueTable,
    { content, after, from, reason }: Put,
    { name, person }: Actor,
  ): Promise<{ readonly head: CatalogueHead } | { readonly refusal: Refusal } | undefined> {
    const { clock, store } = this.#deps
    const { today } = this
    const wanted = 'rows' in content ? content.rows : await this.rowsOf(table, content.restores)
    if (wanted === undefined) return undefined
    const heads = await this.heads(table)
    const day = from ?? today
    const held = await this.#heldOn(table, day, heads, wanted)
    const difference = differenceBy(this.#specs[table], held.rows, wanted)
    const waiting = heads.some((head) => head.from > day)
    const rows = this.#specs[table].inPart ? rowsToPut(wanted, difference, waiting) : wanted
    const head = putInForce(
      {
        ...{ table, after, from, rows: rows.length, reason },
        ...('restores' in content && { restores: content.restores }),
      },
      heads,
      difference,
      { by: person ?? name, at: clock.now(), today },
    )
    if ('text' in head) return { refusal: head }
    await store.addCatalogue({ head, rows })
    if (table === 'units' || table === 'dispatch') await this.follow()
    return { head }
  }
}
