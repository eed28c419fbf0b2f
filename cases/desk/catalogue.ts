/** The tables of a city as versions: which holds, what a new file would change, and putting one in force. */
import type { Actor } from '../../core/actor.ts'
import type { CatalogueTable } from '../../core/catalogue-terms.ts'
import type { ResponsibilityGrid } from '../../core/responsibility-grid.ts'
import { dateOf, type Clock } from '../../core/time.ts'
import type { CatalogueStore } from '../catalogue-ports.ts'
import type { ComponentStore } from '../component-ports.ts'
import {
  catalogueDifference,
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
import { tableSpecs, type TableSpec } from './catalogue-tables.ts'
import { gridOf } from './grids-file.ts'
import { standardOf } from './standards-file.ts'
import { touchedCases, type Touched } from './touched-cases.ts'

export interface CatalogueDeps {
  readonly store: CatalogueStore &
    Pick<ComponentStore, 'component' | 'componentRows'> &
    Pick<CaseStore, 'list'>
  readonly table: Pick<DispatchTable, 'units' | 'standards' | 'patrols'>
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

  constructor(deps: CatalogueDeps) {
    this.#deps = deps
    this.#specs = tableSpecs(deps.table)
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
    const difference = catalogueDifference(held.rows, rows, this.#specs[table].keyOf)
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
    const { keyOf, inPart } = this.#specs[table]
    const difference = catalogueDifference(held.rows, wanted, keyOf)
    const waiting = heads.some((head) => head.from > day)
    const rows = inPart ? rowsToPut(wanted, difference, waiting) : wanted
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
    return { head }
  }
}
