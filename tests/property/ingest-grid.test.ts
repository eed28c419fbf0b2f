import * as fc from 'fast-check'
import pointInPolygon from 'point-in-polygon-hao'
import { expect, test } from 'vitest'

import { parseGrid } from '../../devices/register/grid.ts'

const code = (index: number) => `330106001002${String(index).padStart(3, '0')}`

const feature = (index: number, geometry: unknown) => ({
  type: 'Feature',
  geometry,
  properties: {
    code: code(index),
    name: `网格${index}`,
    community: '社区',
    street: '街道',
    district: '区',
  },
})

const collection = (features: readonly unknown[]) =>
  JSON.stringify({ type: 'FeatureCollection', features })

const rectangle = (west: number, south: number, east: number, north: number) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]

const corner = fc.integer({ min: 0, max: 12 })
const triangle = fc
  .array(fc.tuple(corner, corner), { minLength: 3, maxLength: 3 })
  .map((ring) => [...ring, ring[0] ?? [0, 0]])

test('a point is in the cell that looking at every cell would find, with the lowest code', () => {
  fc.assert(
    fc.property(
      fc.array(triangle, { minLength: 1, maxLength: 60, size: 'max' }),
      fc.array(fc.tuple(corner, corner), { minLength: 1, maxLength: 20, size: 'max' }),
      (triangles, points) => {
        const grid = parseGrid(
          collection(
            triangles.map((ring, n) => feature(n, { type: 'Polygon', coordinates: [ring] })),
          ),
        )
        for (const [x, y] of points) {
          const index = triangles.findIndex((ring) => pointInPolygon([x, y], [ring]) !== false)
          expect(grid.cellAt(x, y)?.code).toBe(index === -1 ? undefined : code(index))
        }
      },
    ),
  )
})

test('in a chessboard of cells every point of it has one, on a border that with the lower code', () => {
  const size = 5
  const features = Array.from({ length: size * size }, (_, n) => {
    const [x, y] = [n % size, Math.floor(n / size)]
    return feature(n, { type: 'Polygon', coordinates: [rectangle(x, y, x + 1, y + 1)] })
  })
  const grid = parseGrid(collection(features.toReversed()))
  const coordinate = fc.integer({ min: -4, max: 24 }).map((quarter) => quarter / 4)
  fc.assert(
    fc.property(coordinate, coordinate, (x, y) => {
      const inside = x >= 0 && y >= 0 && x <= size && y <= size
      const lower = (value: number) => Math.max(0, Math.ceil(value) - 1)
      const expected = inside ? code(lower(y) * size + lower(x)) : undefined
      expect(grid.cellAt(x, y)?.code).toBe(expected)
    }),
  )
})

test('holes are outside, their border is inside, and a cell may have several parts', () => {
  const grid = parseGrid(
    collection([
      feature(1, {
        type: 'MultiPolygon',
        coordinates: [
          [rectangle(0, 0, 4, 4), rectangle(1, 1, 3, 3).toReversed()],
          [rectangle(10, 10, 11, 11)],
        ],
      }),
    ]),
  )
  expect(grid.cellAt(2, 2)).toBeUndefined()
  expect(grid.cellAt(1, 2)?.code).toBe(code(1))
  expect(grid.cellAt(0.5, 0.5)?.name).toBe('网格1')
  expect(grid.cellAt(10.5, 10.5)?.code).toBe(code(1))
  expect(grid.cellAt(7, 7)).toBeUndefined()
  expect(grid.cell(code(1))).toMatchObject({ district: '区' })
  expect(grid.cell(code(2))).toBeUndefined()
})

test('every mistake of a grid is told with its feature', () => {
  const open = [...rectangle(0, 0, 1, 1).slice(0, 4), [9, 9]]
  const wrong = collection([
    feature(1, { type: 'Polygon', coordinates: [rectangle(0, 0, 1, 1)] }),
    feature(1, { type: 'Polygon', coordinates: [rectangle(0, 0, 1, 1)] }),
    feature(2, { type: 'Polygon', coordinates: [open] }),
    feature(3, { type: 'Point', coordinates: [0, 0] }),
    {
      ...feature(4, { type: 'Polygon', coordinates: [rectangle(0, 0, 1, 1)] }),
      properties: {
        code: '330106001002004',
        name: 'x',
        community: 'other',
        street: '街道',
        district: 7,
      },
    },
    {
      ...feature(5, { type: 'Polygon', coordinates: [rectangle(0, 0, 1, 1)] }),
      properties: {
        code: code(5),
        name: 'x',
        community: '社区',
        street: '别的街道',
        district: '区',
      },
    },
    { ...feature(6, { type: 'Polygon', coordinates: [rectangle(0, 0, 1, 91)] }) },
    null,
  ])
  const mistakes = mistakesOf(() => parseGrid(wrong))
  expect(mistakes.map((words) => /^feature \d+/.exec(words)?.[0])).toEqual([
    'feature 1',
    'feature 2',
    'feature 3',
    'feature 4',
    'feature 5',
    'feature 6',
    'feature 6',
    'feature 7',
  ])
  expect(mistakes.join('\n')).toContain('330106001 is called 别的街道 here and 街道 before')
  expect(mistakesOf(() => parseGrid('no'))).toEqual(['the file is not JSON'])
  expect(mistakesOf(() => parseGrid('{"type":"FeatureCollection","features":[]}'))).toHaveLength(1)
})

function mistakesOf(work: () => unknown): readonly string[] {
  try {
    work()
  } catch (error) {
    expect(error).toMatchObject({ code: 'city-invalid' })
    return (error as { details: readonly string[] }).details
  }
  return []
}
