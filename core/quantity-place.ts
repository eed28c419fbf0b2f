/**
 * The number of a quantity in what ingest remembers of readings, one byte. It is kept, so it never changes: those that were
 * there first have the place they were in, every other one has a hash of its name.
 */
const numbered: ReadonlyMap<string, number> = new Map(
  [
    ...[
      'battery',
      'rssi',
      'tilt',
      'coverOpen',
      'wellLevel',
      'ch4',
      'h2s',
      'depth',
      'stage',
      'rain',
    ],
    ...['laeq', 'lafmax', 'l10', 'l50', 'l90', 'pm25', 'pm10', 'tsp', 'windSpeed', 'windDirection'],
    ...['temperature', 'humidity', 'fume', 'nmhc', 'fan', 'purifier'],
  ].map((name, place) => [name, place]),
)

const first = 32
const count = 224

export const quantityPlace = (name: string): number =>
  numbered.get(name) ?? first + ((hashOf(name) >>> 0) % count)

/** FNV-1a. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash
}
