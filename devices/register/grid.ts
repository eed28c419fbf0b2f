/**
 * The four-level grid of a city: district (6 digits) > street (9) > community (12) > unit grid (15). Every point belongs
 * to at most one cell: where cells meet or overlap, it is the one with the lowest code.
 */
import Flatbush from 'flatbush'
import pointInPolygon from 'point-in-polygon-hao'
import { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import type { CellCode } from '../../core/identity.ts'
import { withoutMark } from '../../core/text-file.ts'

interface Cell {
  readonly code: CellCode
  readonly name: string
  readonly community: string
  readonly street: string
  readonly district: string
}

export interface Grid {
  /** In the order of their codes. */
  readonly cells: readonly Cell[]
  cell(code: string): Cell | undefined
  /** WGS-84 degrees; undefined outside every cell. */
  cellAt(longitude: number, latitude: number): Cell | undefined
}

type Ring = number[][]
type Polygon = Ring[]

const position = z
  .tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
  .rest(z.number())
const ring = z
  .array(position)
  .min(4, 'a ring has at least four positions')
  .refine((positions) => {
    const [first, last] = [positions[0], positions.at(-1)]
    return first?.[0] === last?.[0] && first?.[1] === last?.[1]
  }, 'a ring ends where it begins')
const polygon = z.array(ring).min(1)
const name = z.string().min(1)

const featureSchema = z.object({
  type: z.literal('Feature'),
  geometry: z.discriminatedUnion('type', [
    z.object({ type: z.literal('Polygon'), coordinates: polygon }),
    z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(polygon).min(1) }),
  ]),
  properties: z.object({
    code: z.string().regex(/^\d{15}$/, 'a grid cell code has 15 digits'),
    name,
    community: name,
    street: name,
    district: name,
  }),
})

/** A cell as the file of the grid has it. */
export type GridFeature = z.input<typeof featureSchema>

const collectionSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.unknown()).min(1, 'a grid has at least one cell'),
})

interface Area {
  readonly cell: Cell
  readonly polygons: readonly Polygon[]
}

/** Throws `city-invalid` with every mistake of the file, each with the index of its feature. */
export function parseGrid(text: string): Grid {
  let json: unknown
  try {
    json = JSON.parse(withoutMark(text))
  } catch {
    throw invalid(['the file is not JSON'])
  }
  const collection = collectionSchema.safeParse(json)
  if (!collection.success) throw invalid(collection.error.issues.map(wordsOf))
  const mistakes: string[] = []
  const areas: Area[] = []
  const known = new Map<string, string>()
  for (const [index, feature] of collection.data.features.entries()) {
    const parsed = featureSchema.safeParse(feature)
    if (!parsed.success) {
      mistakes.push(...parsed.error.issues.map((issue) => `feature ${index}: ${wordsOf(issue)}`))
      continue
    }
    const { geometry, properties } = parsed.data
    const cell = { ...properties, code: properties.code as CellCode }
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
    mistakes.push(...disagreements(cell, known).map((words) => `feature ${index}: ${words}`))
    areas.push({ cell, polygons })
  }
  if (mistakes.length > 0) throw invalid(mistakes)
  return indexed(areas.toSorted((a, b) => (a.cell.code < b.cell.code ? -1 : 1)))
}

const levels = [
  ['district', 6],
  ['street', 9],
  ['community', 12],
] as const

/** A code stands once, and the code of an upper level has one name; `known` gathers names by code. */
function disagreements(cell: Cell, known: Map<string, string>): string[] {
  const mistakes: string[] = []
  if (known.has(cell.code)) mistakes.push(`the code ${cell.code} stands there twice`)
  known.set(cell.code, cell.name)
  for (const [level, digits] of levels) {
    const prefix = cell.code.slice(0, digits)
    const before = known.get(prefix)
    if (before !== undefined && before !== cell[level]) {
      mistakes.push(`the ${level} ${prefix} is called ${cell[level]} here and ${before} before`)
    }
    if (before === undefined) known.set(prefix, cell[level])
  }
  return mistakes
}

function indexed(areas: readonly Area[]): Grid {
  const byCode = new Map<string, Cell>(areas.map(({ cell }) => [cell.code, cell]))
  const shapes = areas.flatMap(({ cell, polygons }) =>
    polygons.map((polygon) => ({ cell, polygon })),
  )
  const index = new Flatbush(shapes.length)
  for (const { polygon } of shapes) {
    // The first ring is the outer one; the others are holes in it.
    const positions = polygon[0] ?? []
    const longitudes = positions.map(([longitude]) => longitude ?? 0)
    const latitudes = positions.map(([, latitude]) => latitude ?? 0)
    index.add(least(longitudes), least(latitudes), most(longitudes), most(latitudes))
  }
  index.finish()
  return {
    cells: areas.map(({ cell }) => cell),
    cell: (code) => byCode.get(code),
    cellAt(longitude, latitude) {
      let found: Cell | undefined
      for (const candidate of index.search(longitude, latitude, longitude, latitude)) {
        const shape = shapes[candidate]
        if (shape === undefined || (found !== undefined && found.code <= shape.cell.code)) continue
        // 0 means on the border, which belongs to the cell.
        if (pointInPolygon([longitude, latitude], shape.polygon) !== false) found = shape.cell
      }
      return found
    },
  }
}

const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b))
const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b))

const wordsOf = ({ path, message }: { path: PropertyKey[]; message: string }): string =>
  path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`

const invalid = (details: readonly string[]) =>
  new UrbanBrainError('city-invalid', `the grid has ${details.length} mistake(s)`, { details })
