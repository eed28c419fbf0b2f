/** What a new table of units, or a new dispatch table, would leave behind: said before it holds, and refused where it would be lost. */
import { filled, type Bilingual, type Words } from '../../core/bilingual.ts'
import { categoryWords, fitsCategory } from '../../core/categories.ts'
import type { CatalogueTable } from '../../core/catalogue-terms.ts'
import type { CellCode, UnitId } from '../../core/identity.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { DutyPeople } from '../duty-ports.ts'
import type { Cells } from '../life/catalogue.ts'
import { deadRows, effects, type Effect, type Sort } from '../life/dispatch-check.ts'
import type { Refusal } from '../life/refusals.ts'
import { holdsOn } from '../life/standards.ts'
import type { CaseStore } from '../ports.ts'
import type { Catalogue } from './catalogue.ts'
import { dispatchRowOf } from './dispatch-file.ts'
import { standardOf } from './standards-file.ts'
import { unitsIn } from './table-in-force.ts'
import { tableOn, withRows, type DayTable as Table } from './tables-of-day.ts'

const concernWords = {
  named: {
    zh: '派遣规则版本 {version} 第 {row} 行派给单位 {unit}，而本文件没有该单位；请先让不再派给它的派遣规则生效',
    en: 'row {row} of version {version} of the dispatch table names {unit}, which this file has not; put a dispatch table without it in force first',
  },
  noUnit: {
    zh: '第 {row} 行派给的单位 {unit} 在生效之日不是责任单位',
    en: 'row {row} names {unit}, which is no unit on that day',
  },
  goesLater: {
    zh: '单位 {unit} 将按责任单位版本 {version} 取消，届时第 {row} 行不再起作用',
    en: '{unit} goes by version {version} of the units; row {row} decides nothing from then on',
  },
  orders: {
    zh: '单位 {unit} 还有 {count} 件未结案件；请先改派，或从以后的日期起生效',
    en: '{unit} has {count} open cases; dispatch them to others first, or begin on a later day',
  },
  ordersLater: {
    zh: '单位 {unit} 现有 {count} 件未结案件；到生效之日仍未结的由它继续办理',
    en: '{unit} has {count} open cases; those still open on that day stay with it until they end',
  },
  supports: {
    zh: '单位 {unit} 正在配合办理 {count} 件案件',
    en: '{unit} supports {count} open cases',
  },
  people: { zh: '单位 {unit} 有账号：{names}', en: 'accounts of {unit}: {names}' },
  devices: {
    zh: '{count} 台设备的权属单位是 {unit}：{names}',
    en: '{unit} owns {count} devices: {names}',
  },
  grids: { zh: '责任网格属于单位 {unit}：{names}', en: 'responsibility grids of {unit}: {names}' },
  rota: { zh: '单位 {unit} 有值班表', en: '{unit} has a rota' },
  robots: {
    zh: '单位 {unit} 有群机器人（cases.notices.robots）',
    en: 'a robot tells {unit} (cases.notices.robots)',
  },
  duty: {
    zh: '没有单位承担职责 {duty}，立案标准有 {count} 行属于它',
    en: 'no unit has the duty {duty}, which {count} rows of the filing standard name',
  },
  shadowed: {
    zh: '第 {row} 行不起作用：凡符合它的，第 {by} 行都先符合',
    en: 'row {row} decides nothing: row {by} fits first whatever it fits',
  },
  nowhere: {
    zh: '第 {row} 行不起作用：单位 {unit} 不在该网格范围内作业',
    en: 'row {row} decides nothing: {unit} does not work there',
  },
  noCell: {
    zh: '第 {row} 行：网格中没有 {cell}',
    en: 'row {row}: the grid has nothing at {cell}',
  },
  noCategory: {
    zh: '第 {row} 行：没有类别 {category}',
    en: 'row {row}: there is no category {category}',
  },
} as const satisfies Words

export interface Concern extends Bilingual {
  /** With one that is refused nothing is put in force. */
  readonly refused?: Refusal['reason']
}

interface Concerned {
  readonly concerns: readonly Concern[]
  /** Only where somebody else would get cases, or nobody. */
  readonly effects: readonly Effect[]
}

export interface TableConcernsDeps {
  readonly catalogue: Catalogue
  readonly store: Pick<CaseStore, 'summary' | 'list' | 'rotas'>
  readonly directory: Pick<DeviceDirectory, 'values'>
  readonly people: DutyPeople
  readonly cells: readonly { readonly code: string }[]
  readonly robots: readonly { readonly to: string }[]
}

const mostNames = 5
const mostSupported = 200

export class TableConcerns {
  readonly #deps: TableConcernsDeps

  constructor(deps: TableConcernsDeps) {
    this.#deps = deps
  }

  /** Of rows that are to hold from a day on. */
  async of(table: CatalogueTable, rows: readonly Cells[], from?: string): Promise<Concerned> {
    if (table !== 'units' && table !== 'dispatch') return { concerns: [], effects: [] }
    const { catalogue, cells } = this.#deps
    const day = from ?? catalogue.today
    const before = await tableOn(catalogue, day)
    const after = withRows(before, table, rows)
    const concerns = [
      ...(table === 'units'
        ? await this.#ofUnits(before, after, day)
        : await this.#ofNamed(after, day)),
      ...this.#ofRows(table === 'units' ? before : undefined, after),
      ...(await this.#ofDuties(after, day)),
    ]
    const sorts = await this.#sorts([before, after], day)
    const codes = cells.map(({ code }) => code as CellCode)
    const found = effects(before, after, sorts, codes)
    return { concerns, effects: found.filter((one) => one.before !== one.after) }
  }

  async #ofUnits(before: Table, { units }: Table, day: string): Promise<readonly Concern[]> {
    const gone = [...before.units.keys()].filter((unit) => !units.has(unit))
    const concerns: Concern[] = []
    for (const { version, rows } of await this.#deps.catalogue.heldSince('dispatch', day))
      for (const [place, { unit }] of rows.map(dispatchRowOf).entries())
        if (!units.has(unit))
          concerns.push({
            ...filled(concernWords.named, { version, row: place + 1, unit }),
            refused: 'unit-in-use',
          })
    for (const unit of gone) concerns.push(...(await this.#left(unit, day)))
    return concerns
  }

  /** Units that rows name and that are none, or will be none. */
  async #ofNamed({ units, rows }: Table, day: string): Promise<readonly Concern[]> {
    const later = await this.#deps.catalogue.heldSince('units', day)
    return rows.flatMap(({ unit }, place): readonly Concern[] => {
      const row = place + 1
      if (!units.has(unit))
        return [{ ...filled(concernWords.noUnit, { row, unit }), refused: 'unit-in-use' }]
      const without = later.find((held) => !unitsIn(held.rows).has(unit))
      return without === undefined
        ? []
        : [filled(concernWords.goesLater, { row, unit, version: without.version })]
    })
  }

  /** What a unit leaves that goes. */
  async #left(unit: UnitId, day: string): Promise<readonly Concern[]> {
    const { catalogue, store, directory, people, robots } = this.#deps
    const concerns: Concern[] = []
    const { open } = await store.summary({ unit })
    if (open > 0 && day <= catalogue.today)
      concerns.push({
        ...filled(concernWords.orders, { unit, count: open }),
        refused: 'unit-has-orders',
      })
    else if (open > 0) concerns.push(filled(concernWords.ordersLater, { unit, count: open }))
    const supported = (await store.list({ supporting: unit }, mostSupported)).items.length
    if (supported > 0) concerns.push(filled(concernWords.supports, { unit, count: supported }))
    const accounts = (await people()).filter((one) => one.unit === unit)
    if (accounts.length > 0)
      concerns.push(
        filled(concernWords.people, { unit, names: someOf(accounts.map(({ name }) => name)) }),
      )
    const owned = [...directory.values()].filter(({ device }) => device.owner === unit)
    const names = someOf(owned.map(({ device }) => device.id))
    if (owned.length > 0)
      concerns.push(filled(concernWords.devices, { unit, count: owned.length, names }))
    const grids = (await catalogue.grids(day)).filter((grid) => grid.unit === unit)
    if (grids.length > 0)
      concerns.push(
        filled(concernWords.grids, { unit, names: someOf(grids.map(({ grid }) => grid)) }),
      )
    const rota = (await store.rotas()).find((one) => one.unit === unit)
    if (rota !== undefined && rota.shifts.length > 0)
      concerns.push(filled(concernWords.rota, { unit }))
    if (robots.some(({ to }) => to === unit)) concerns.push(filled(concernWords.robots, { unit }))
    return concerns
  }

  /** Rows that decide nothing; `before`: without those that decided nothing by other units either. */
  #ofRows(before: Table | undefined, after: Table): readonly Concern[] {
    const known = new Set(before && deadRows(before).map(({ row }) => row))
    const dead = deadRows(after)
      .filter(({ row }) => !known.has(row) && isNamed(after, row))
      .map((one) =>
        one.why === 'shadowed'
          ? filled(concernWords.shadowed, { row: one.row, by: one.by })
          : filled(concernWords.nowhere, {
              ...{ row: one.row, unit: after.rows[one.row - 1]?.unit ?? '' },
            }),
      )
    if (before !== undefined) return dead
    const codes = this.#deps.cells.map(({ code }) => code)
    const categories = Object.keys(categoryWords())
    return [
      ...dead,
      ...after.rows.flatMap(({ category, cell }, place) => {
        const row = place + 1
        return [
          ...(cell === undefined || codes.length === 0 || codes.some((one) => one.startsWith(cell))
            ? []
            : [filled(concernWords.noCell, { row, cell })]),
          ...(category === undefined || categories.some((one) => fitsCategory(category, one))
            ? []
            : [filled(concernWords.noCategory, { row, category })]),
        ]
      }),
    ]
  }

  async #standards(day: string) {
    const { rows } = await this.#deps.catalogue.heldOn('standards', day)
    return rows.map(standardOf).filter((standard) => holdsOn(standard, day))
  }

  async #ofDuties({ units }: Table, day: string): Promise<readonly Concern[]> {
    const had = new Set([...units.values()].flatMap(({ duties }) => duties))
    const counts = new Map<string, number>()
    for (const { lead } of await this.#standards(day))
      if (!had.has(lead)) counts.set(lead, (counts.get(lead) ?? 0) + 1)
    return Array.from(counts, ([duty, count]) => filled(concernWords.duty, { duty, count }))
  }

  /** Those of the filing standard, those that rows name, and all of each duty. */
  async #sorts(tables: readonly Table[], day: string): Promise<readonly Sort[]> {
    const standards = await this.#standards(day)
    const categories = new Set(standards.map(({ category }) => category))
    const named = tables.flatMap(({ rows }) => rows.flatMap(({ category }) => category ?? []))
    const duties = tables.flatMap(({ units, rows }) => [
      ...[...units.values()].flatMap((unit) => unit.duties),
      ...rows.flatMap(({ duty }) => duty ?? []),
    ])
    const sorts: readonly Sort[] = [
      ...standards.map(({ category, lead }) => ({ category, lead })),
      ...named
        .filter((one) => /^\d{4}$/.test(one) && !categories.has(one))
        .map((category) => ({ category, lead: '' })),
      ...duties.map((lead) => ({ lead })),
    ]
    return [...new Map(sorts.map((sort) => [`${sort.category} ${sort.lead}`, sort])).values()]
  }
}

/** Of one that is not there something else is told. */
const isNamed = ({ units, rows }: Table, row: number): boolean =>
  units.has(rows[row - 1]?.unit ?? ('' as UnitId))

const someOf = (names: readonly string[]): string =>
  names.length <= mostNames
    ? names.join(', ')
    : `${names.slice(0, mostNames).join(', ')} ... (${names.length})`
