import type { CellCode } from '../../core/identity.ts'
import { hashText, unitAt } from '../script/random.ts'

type Position = readonly [longitude: number, latitude: number]

/** A unit grid cell (单元网格) of about 200 m by 200 m. */
export interface Cell {
  readonly code: CellCode
  readonly name: string
  readonly community: string
  readonly street: string
  readonly district: string
  /** Counter-clockwise and closed, WGS-84. */
  readonly ring: readonly Position[]
  /** From the west and from the north, from 0. */
  readonly column: number
  readonly row: number
}

export const columnCount = 20

/** North-west corner, in the open East China Sea: no real place is meant. */
const west = 123.5
const north = 29.51
const latitudeStep = 0.0018
const longitudeStep = 0.00206

interface Community {
  readonly code: string
  readonly name: string
  /** First and last column, both included. */
  readonly from: number
  readonly to: number
}

interface Street {
  readonly district: string
  readonly districtName: string
  readonly code: string
  readonly name: string
  /** First and last row, both included. */
  readonly top: number
  readonly bottom: number
  readonly communities: readonly Community[]
}

const westDistrict = { district: '990102', districtName: '西城区' } as const
const eastDistrict = { district: '990103', districtName: '东城区' } as const

const streets: readonly Street[] = [
  {
    ...westDistrict,
    code: '001',
    name: '望江街道',
    top: 0,
    bottom: 4,
    communities: [
      { code: '001', name: '渡口社区', from: 0, to: 2 },
      { code: '002', name: '塔影社区', from: 3, to: 5 },
      { code: '003', name: '北苑社区', from: 6, to: 9 },
    ],
  },
  {
    ...westDistrict,
    code: '002',
    name: '柳溪街道',
    top: 5,
    bottom: 9,
    communities: [
      { code: '001', name: '柳浪社区', from: 0, to: 4 },
      { code: '002', name: '清溪社区', from: 5, to: 9 },
    ],
  },
  {
    ...eastDistrict,
    code: '001',
    name: '石桥街道',
    top: 0,
    bottom: 4,
    communities: [
      { code: '001', name: '石桥社区', from: 10, to: 14 },
      { code: '002', name: '新码头社区', from: 15, to: 19 },
    ],
  },
  {
    ...eastDistrict,
    code: '002',
    name: '东渡街道',
    top: 5,
    bottom: 9,
    communities: [
      { code: '001', name: '东渡社区', from: 10, to: 12 },
      { code: '002', name: '星河社区', from: 13, to: 15 },
      { code: '003', name: '云帆社区', from: 16, to: 19 },
    ],
  },
]

/** Corners are shared between neighbours, so cells that are a little crooked still leave no gap. */
function corner(column: number, row: number): Position {
  const crooked = (what: string) =>
    0.16 * (unitAt(7, hashText(`corner/${what}`), row * 100 + column) - 0.5)
  return [
    Number((west + (column + crooked('x')) * longitudeStep).toFixed(6)),
    Number((north - (row + crooked('y')) * latitudeStep).toFixed(6)),
  ]
}

/** Numbered west to east and north to south inside each community. */
export const sampleCells = (): readonly Cell[] =>
  streets.flatMap((street) =>
    street.communities.flatMap((community) => {
      const width = community.to - community.from + 1
      return Array.from({ length: width * (street.bottom - street.top + 1) }, (_, index) => {
        const column = community.from + (index % width)
        const row = street.top + Math.floor(index / width)
        const number = String(index + 1).padStart(3, '0')
        const southWest = corner(column, row + 1)
        return {
          code: `${street.district}${street.code}${community.code}${number}` as CellCode,
          name: `${community.name}${index + 1}号网格`,
          community: community.name,
          street: street.name,
          district: street.districtName,
          ring: [
            southWest,
            corner(column + 1, row + 1),
            corner(column + 1, row),
            corner(column, row),
            southWest,
          ],
          column,
          row,
        }
      })
    }),
  )

/** A point of a cell; `east` and `up` in [0, 1] from its south-west corner. */
export function pointIn({ ring }: Cell, east: number, up: number): Position {
  const [a, b, c, d] = ring
  if (a === undefined || b === undefined || c === undefined || d === undefined) {
    throw new TypeError('a cell has four corners')
  }
  const at = (axis: 0 | 1) =>
    Number(
      (
        (a[axis] * (1 - east) + b[axis] * east) * (1 - up) +
        (d[axis] * (1 - east) + c[axis] * east) * up
      ).toFixed(6),
    )
  return [at(0), at(1)]
}
