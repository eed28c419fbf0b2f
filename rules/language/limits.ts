/**
 * The city's tables of limits (`limits.yaml` of the catalogue). A limit is named by its path, `road.file_cm` or
 * `noise.2.night`; a device's own limit under the same path wins. Numbers that only stations know, such as the warning
 * stage of a river gauge, are declared with `device: true` and have no value for the city.
 */
import { z } from 'zod'

import { canonicalJson } from '../../core/canonical-json.ts'
import { weekHoursSchema, type WeekHours } from '../../core/week-hours.ts'
import { origin, type Certainty } from './certainty.ts'
import { wrong } from './mistake-words.ts'
import type { Override } from './override.ts'

export interface LimitTree {
  readonly [name: string]: number | LimitTree
}

export const limitName = z.string().regex(/^[A-Za-z0-9_]+$/, wrong('limitName').en)
export const limitValues: z.ZodType<LimitTree> = z.lazy(() =>
  z.record(limitName, z.union([z.number(), limitValues])),
)
export const limitTitle = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })

export const limitsTableSchema = z.strictObject({
  title: limitTitle,
  unit: z.string().min(1),
  /** Where the unit is words: the same in Chinese. */
  unitZh: z.string().min(1).optional(),
  ...origin,
  device: z.literal(true).optional(),
  values: z.union([z.number(), limitValues]).optional(),
})

/** Named hours that rules count in, such as those in which a kitchen is open. */
export const schedulesSchema = z.record(
  limitName,
  z.strictObject({ title: limitTitle, ...origin, hours: weekHoursSchema }),
)

export const limitsSchema = z.record(limitName, limitsTableSchema)

export type LimitTables = z.output<typeof limitsSchema>

/** What is known of a number besides its value. */
export interface LimitOrigin {
  readonly title: { readonly zh: string; readonly en: string }
  readonly unit: string
  readonly unitZh?: string | undefined
  readonly source: string
  readonly sourceZh?: string | undefined
  readonly certainty: Certainty
  /** That it is of; none where the tables have it. */
  readonly profile?: string
}

export interface Limits {
  /** What conditions read under `limits`. */
  readonly tree: LimitTree
  /** First names that may have no value before a device brings one. */
  readonly ofDevices: ReadonlySet<string>
  /** By the path of the number; by the name of the table where only devices have numbers. */
  readonly origins: ReadonlyMap<string, LimitOrigin>
  readonly schedules: ReadonlyMap<string, WeekHours>
  /** By scope and code, as they are written. */
  readonly overrides: ReadonlyMap<string, Override>
}

export const noLimits: Limits = {
  tree: {},
  ofDevices: new Set(),
  origins: new Map(),
  schedules: new Map(),
  overrides: new Map(),
}

/** Another text after any edit that may change what is judged. */
export const limitsMeaning = ({ tree, schedules, overrides }: Limits): string =>
  canonicalJson([tree, [...schedules], [...overrides]])

export function limitsOf(
  tables: LimitTables,
  schedules: z.output<typeof schedulesSchema> = {},
): Limits {
  const tree: Record<string, number | LimitTree> = {}
  const ofDevices = new Set<string>()
  const origins = new Map<string, LimitOrigin>()
  for (const [table, { values, device, ...origin }] of Object.entries(tables)) {
    if (values !== undefined) tree[table] = values
    if (device === true) ofDevices.add(table)
    const paths = values === undefined ? [] : limitPaths(values, table)
    for (const path of paths.length === 0 ? [table] : paths) origins.set(path, origin)
  }
  const hours = Object.entries(schedules).map(([name, one]) => [name, one.hours] as const)
  return { ...noLimits, tree, ofDevices, origins, schedules: new Map(hours) }
}

/** The paths of all numbers of a tree. */
export const limitPaths = (tree: number | LimitTree, path: string): readonly string[] =>
  typeof tree === 'number'
    ? [path]
    : Object.entries(tree).flatMap(([name, below]) => limitPaths(below, `${path}.${name}`))

/** A number, the table below a path, or nothing. */
export function limitAt(tree: LimitTree, path: string): number | LimitTree | undefined {
  let found: number | LimitTree | undefined = tree
  for (const name of path.split('.')) {
    found = typeof found === 'object' && Object.hasOwn(found, name) ? found[name] : undefined
  }
  return found
}

/** The number of a table, by its path from the name of the table on. */
export function limitNumber(values: number | LimitTree, path: string): number {
  const [, ...rest] = path.split('.')
  const found = typeof values === 'number' ? values : limitAt(values, rest.join('.'))
  return typeof found === 'number' ? found : Number.NaN
}

interface OneLimit extends Omit<LimitTables[string], 'values' | 'device'> {
  readonly path: string
  readonly value: number
}

/** Each number of the tables by its path. */
export const limitNumbers = (tables: LimitTables): readonly OneLimit[] =>
  Object.entries(tables).flatMap(([table, written]) => {
    const { values: numbers, device: _device, ...told } = written
    return numbersIn(table, numbers).map(([path, value]) => ({ path, value, ...told }))
  })

const numbersIn = (
  path: string,
  values: number | LimitTree | undefined,
): readonly (readonly [string, number])[] =>
  typeof values === 'object'
    ? Object.entries(values).flatMap(([name, below]) => numbersIn(`${path}.${name}`, below))
    : values === undefined
      ? []
      : [[path, values]]

/** The tree as one device sees it. */
export function withOwnLimits(
  tree: LimitTree,
  own: Readonly<Record<string, number>> | undefined,
): LimitTree {
  if (own === undefined) return tree
  return Object.entries(own).reduce(
    (merged, [path, value]) => put(merged, path.split('.'), value),
    tree,
  )
}

function put(tree: LimitTree, path: readonly string[], value: number): LimitTree {
  const [first, ...rest] = path
  if (first === undefined) return tree
  const below = Object.hasOwn(tree, first) ? tree[first] : undefined
  const next = rest.length === 0 ? value : put(typeof below === 'object' ? below : {}, rest, value)
  return { ...tree, [first]: next }
}
