/** What accounts may be limited to: districts, streets and communities of the grid, in the order of their codes. */
import type { CityGrid } from '../../api/types.ts'

export interface Area {
  readonly code: string
  readonly name: string
}

export function areasOf({ features }: CityGrid): readonly Area[] {
  const found = new Map<string, string>()
  for (const { properties } of features) {
    const { code, district, street, community } = properties
    found.set(code.slice(0, 6), district)
    found.set(code.slice(0, 9), `${district} ${street}`)
    found.set(code.slice(0, 12), `${district} ${street} ${community}`)
  }
  return [...found]
    .map(([code, name]) => ({ code, name }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

/** By name where the grid knows it. */
export const namesOf = (codes: readonly string[], areas: readonly Area[]): string =>
  codes.map((code) => areas.find((area) => area.code === code)?.name ?? code).join('、')
