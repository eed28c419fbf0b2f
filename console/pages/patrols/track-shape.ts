/** From degrees to a drawing. Pure. */
import type { Position } from '../../../core/distance.ts'
import { longestStep, type TrackPosition } from '../../../core/patrol-coverage.ts'

interface Box {
  readonly width: number
  readonly height: number
}

const edge = 24

/** Into the box, north up, as long east as north; of a single place its middle. */
export function projection(
  places: readonly Position[],
  { width, height }: Box,
): (place: Position) => readonly [number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { longitude, latitude } of places) {
    west = Math.min(west, longitude)
    east = Math.max(east, longitude)
    south = Math.min(south, latitude)
    north = Math.max(north, latitude)
  }
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const [wide, high] = [(east - west) * narrow, north - south]
  const fits = Math.min((width - 2 * edge) / wide, (height - 2 * edge) / high)
  const scale = Number.isFinite(fits) ? fits : 0
  const [x, y] = [(width - wide * scale) / 2, (height - high * scale) / 2]
  const round = (n: number) => Math.round(n * 10) / 10
  return ({ longitude, latitude }) => [
    round(x + (longitude - west) * narrow * scale),
    round(y + (north - latitude) * scale),
  ]
}

/** Where the phone was not heard of for long there is no line. */
export function trackLines<Told extends TrackPosition>(
  positions: readonly Told[],
): readonly (readonly Told[])[] {
  const lines: Told[][] = []
  for (const position of positions) {
    const line = lines.at(-1)
    const last = line?.at(-1)
    if (line !== undefined && last !== undefined && position.at - last.at <= longestStep)
      line.push(position)
    else lines.push([position])
  }
  return lines
}

/** Rings of a polygon, or of all polygons of several. */
export const ringsOf = (geometry: {
  readonly type: string
  readonly coordinates: unknown
}): readonly (readonly (readonly number[])[])[] =>
  geometry.type === 'MultiPolygon'
    ? (geometry.coordinates as number[][][][]).flat()
    : (geometry.coordinates as number[][][])
