/**
 * The city's tables of limits (`limits.yaml` of the catalogue). A limit is named by its path, `road.file_cm` or
 * `noise.2.night`; a device's own limit under the same path wins. Numbers that only stations know, such as the warning
 * stage of a river gauge, are declared with `device: true` and have no value for the city.
 */
import { z } from 'zod'

export interface LimitTree {
  readonly [name: string]: number | LimitTree
}

/** How sure the number is: read in the standard, seen at second hand, remembered, or our own proposal. */
const certainties = ['verified', 'second-hand', 'recalled', 'proposed'] as const

const name = z.string().regex(/^[A-Za-z0-9_]+$/, 'a name of a limit has letters, digits and _')
const values: z.ZodType<LimitTree> = z.lazy(() => z.record(name, z.union([z.number(), values])))

export const limitsSchema = z.record(
  name,
  z.strictObject({
    title: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
    unit: z.string().min(1),
    source: z.string().min(1),
    certainty: z.enum(certainties),
    device: z.literal(true).optional(),
    values: z.union([z.number(), values]).optional(),
  }),
)

export type LimitTables = z.output<typeof limitsSchema>

export interface Limits {
  /** What conditions read under `limits`. */
  readonly tree: LimitTree
  /** First names that may have no value before a device brings one. */
  readonly ofDevices: ReadonlySet<string>
}

export const noLimits: Limits = { tree: {}, ofDevices: new Set() }

export function limitsOf(tables: LimitTables): Limits {
  const tree: Record<string, number | LimitTree> = {}
  const ofDevices = new Set<string>()
  for (const [table, entry] of Object.entries(tables)) {
    if (entry.values !== undefined) tree[table] = entry.values
    if (entry.device === true) ofDevices.add(table)
  }
  return { tree, ofDevices }
}

interface OneLimit extends Omit<LimitTables[string], 'values' | 'device'> {
  readonly path: string
  readonly value: number
}

/** Each number of the tables by its path. */
export const limitNumbers = (tables: LimitTables): readonly OneLimit[] =>
  Object.entries(tables).flatMap(([table, { title, unit, source, certainty, values: numbers }]) =>
    numbersIn(table, numbers).map(([path, value]) => ({
      ...{ path, value, title, unit, source, certainty },
    })),
  )

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
