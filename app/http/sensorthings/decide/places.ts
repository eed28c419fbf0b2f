/** What map viewers ask of places in `$filter`: what shape they have, and which lie in a box of the map. */
import { excerpt, malformed } from './refusals.ts'

export interface OfPlace {
  readonly property: 'location' | 'feature'
  /** shape: of this name in GeoJSON. within: in the ring of these corners, longitude and latitude. */
  readonly asks: { readonly shape: string } | { readonly within: readonly (readonly number[])[] }
}

/** A place is written as a geometry; as a feature, whose geometry is asked for beside it, it never is. */
const shape = /^(location|feature)\/type eq '([A-Za-z]+)' or \1\/geometry\/type eq '\2'$/
const box = /^geo\.intersects\((location|feature), ?geography'polygon ?\(\(([-+\d.e, ]+)\)\)'\)$/i
const mostCorners = 100

/** Undefined when it asks something else. */
export function parseOfPlace(text: string): OfPlace | undefined {
  const [, shaped, name] = shape.exec(text) ?? []
  if (shaped !== undefined && name !== undefined)
    return { property: propertyOf(shaped), asks: { shape: name } }
  const [, lying, ring] = box.exec(text) ?? []
  if (lying === undefined || ring === undefined) return undefined
  const corners = ring.split(',').map((corner) => corner.trim().split(/ +/).map(Number))
  const [first, last] = [corners.at(0), corners.at(-1)]
  const isRing = corners.length >= 4 && String(first) === String(last)
  const areDegrees = corners.every(
    (corner) => corner.length === 2 && corner.every((each) => Number.isFinite(each)),
  )
  if (!isRing || !areDegrees || corners.length > mostCorners)
    throw malformed(
      `$filter ${excerpt(text)}`,
      `a polygon has 4 to ${mostCorners} corners of two numbers, the last as the first`,
    )
  return { property: propertyOf(lying), asks: { within: corners } }
}

const propertyOf = (text: string): OfPlace['property'] => (text === 'location' ? text : 'feature')

export const printOfPlace = ({ property, asks }: OfPlace): string =>
  'shape' in asks
    ? `${property}/type eq '${asks.shape}' or ${property}/geometry/type eq '${asks.shape}'`
    : `geo.intersects(${property}, geography'Polygon ((${asks.within.map((corner) => corner.join(' ')).join(', ')}))')`

/** Of a point. Whoever stands on the edge may be in or out. */
export function holdsOf(
  { asks }: OfPlace,
  { longitude, latitude }: { readonly longitude: number; readonly latitude: number },
): boolean {
  if ('shape' in asks) return asks.shape === 'Point'
  let isIn = false
  for (const [index, [x = 0, y = 0]] of asks.within.entries()) {
    const [before = 0, above = 0] = asks.within.at(index - 1) ?? []
    const crosses = y > latitude !== above > latitude
    if (crosses && longitude < ((before - x) * (latitude - y)) / (above - y) + x) isIn = !isIn
  }
  return isIn
}
