/** Streets, the river and the green of the sample city: as invented as the rest of it, and along its cells. */
import { type Cell, columnCount, pointIn } from './cells.ts'
import { riverBend, riverRow } from './river.ts'

type Position = readonly [longitude: number, latitude: number]

interface Feature {
  readonly kind: 'road' | 'street' | 'railway' | 'river' | 'water' | 'green'
  readonly name?: string
  readonly geometry:
    | { readonly type: 'LineString'; readonly coordinates: readonly Position[] }
    | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Position[])[] }
}

const rowCount = 10
/** Between two columns, from the west; and between two rows, from the north. */
const avenues = new Map([
  [3, '塔影路'],
  [10, '中央大道'],
  [15, '新码头路'],
])
const roads = new Map([
  [2, '望江大道'],
  [7, '柳溪东渡大道'],
])
const railwayRow = 9

export function sampleMap(cells: readonly Cell[]): string {
  const features = [...waters(cells), ...greens(cells), ...streets(cells)].map(
    ({ kind, name, geometry }) =>
      JSON.stringify({
        type: 'Feature',
        properties: { kind, ...(name === undefined ? {} : { name }) },
        geometry,
      }),
  )
  const attribution = '虚构示意图 invented for the sample city'
  return `{"type":"FeatureCollection","attribution":"${attribution}","features":[\n${features.join(',\n')}\n]}\n`
}

function cellAt(cells: readonly Cell[], column: number, row: number): Cell {
  const found = cells.find((cell) => cell.column === column && cell.row === row)
  if (found === undefined) throw new RangeError(`no cell ${column}/${row}`)
  return found
}

/** The north-west corner of a cell, also of the row and the column behind the last one. */
function corner(cells: readonly Cell[], column: number, row: number): Position {
  const [last, lowest] = [column === columnCount, row === rowCount]
  const cell = cellAt(cells, last ? column - 1 : column, lowest ? row - 1 : row)
  return pointIn(cell, last ? 1 : 0, lowest ? 0 : 1)
}

const upTo = (count: number): readonly number[] => Array.from({ length: count + 1 }, (_, n) => n)

function streets(cells: readonly Cell[]): readonly Feature[] {
  const line = (
    kind: 'road' | 'street' | 'railway',
    coordinates: readonly Position[],
    name?: string,
  ): Feature => ({
    kind,
    ...(name === undefined ? {} : { name }),
    geometry: { type: 'LineString', coordinates },
  })
  const along = (row: number) => upTo(columnCount).map((column) => corner(cells, column, row))
  const down = (column: number) => upTo(rowCount).map((row) => corner(cells, column, row))
  return [
    ...upTo(rowCount)
      .filter((row) => row !== railwayRow && !roads.has(row))
      .map((row) => line('street', along(row))),
    ...upTo(columnCount)
      .filter((column) => column % 2 === 1 && !avenues.has(column))
      .map((column) => line('street', down(column))),
    line('railway', along(railwayRow), '临江铁路'),
    ...[...roads].map(([row, name]) => line('road', along(row), name)),
    ...[...avenues].map(([column, name]) => line('road', down(column), name)),
  ]
}

/** Half of its width, as a part of a cell. */
const halfRiver = 0.13

function waters(cells: readonly Cell[]): readonly Feature[] {
  const bank = (side: 1 | -1) =>
    upTo(columnCount * 2).map((half) => {
      const column = Math.min(Math.floor(half / 2), columnCount - 1)
      const up = riverBend(half / 2 - 0.5) + side * halfRiver
      return pointIn(cellAt(cells, column, riverRow), half / 2 - column, up)
    })
  const [north, south] = [bank(1), bank(-1)]
  const [first] = north
  if (first === undefined) throw new RangeError('a river has banks')
  return [
    {
      kind: 'water',
      name: '临江河',
      geometry: {
        type: 'Polygon',
        coordinates: [[...south, ...north.toReversed(), ...south.slice(0, 1)]],
      },
    },
    {
      kind: 'river',
      name: '清溪',
      geometry: {
        type: 'LineString',
        coordinates: [9, 8, 7, 6, 5].map((row) => pointIn(cellAt(cells, 7, row), 0.5, 0.5)),
      },
    },
  ]
}

const greens = (cells: readonly Cell[]): readonly Feature[] =>
  (
    [
      [1, 1, '渡口公园'],
      [12, 6, '星河绿地'],
      [18, 3, '码头公园'],
    ] as const
  ).map(([column, row, name]) => {
    const cell = cellAt(cells, column, row)
    const ring = [
      [0.1, 0.1],
      [0.9, 0.15],
      [0.85, 0.9],
      [0.15, 0.85],
      [0.1, 0.1],
    ] as const
    return {
      kind: 'green',
      name,
      geometry: {
        type: 'Polygon',
        coordinates: [ring.map(([east, up]) => pointIn(cell, east, up))],
      },
    }
  })
