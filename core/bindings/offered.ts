/** What a captured message offers to whoever writes a binding for it: the places in it at which something stands. */
import type { ReadMessage } from './message.ts'
import { eachAt, type Place } from './places.ts'

export interface OfferedPlace {
  /** As a binding has it. */
  readonly place: string
  /** As a person reads it, cut where it is long. */
  readonly value: string
  readonly type: 'number' | 'text' | 'boolean' | 'null'
}

export interface Offered {
  readonly places: readonly OfferedPlace[]
  /** Where the items of a message may stand: `/devices/*`. */
  readonly lists: readonly string[]
}

const mostPlaces = 200
const mostLists = 20
const deepest = 12
const longestValue = 120

/** By the first item of the message. `each`: where its items stand, if the binding says so. */
export function offeredBy({ message, items }: ReadMessage, each?: Place): Offered {
  if (items !== undefined) return { places: placesIn(items[0]?.item), lists: [] }
  const lists = listsIn(message)
  if (each === undefined) return { places: placesIn(message), lists }
  const [among = ''] = each.text.split('/*')
  const beside = placesIn(message, 'message').filter(
    ({ place }) => !place.startsWith(`message${among}/`),
  )
  const places = [...placesIn(eachAt(each, message)?.[0]), ...beside]
  return { places: places.slice(0, mostPlaces), lists }
}

type Seen = (value: unknown, path: string) => boolean

/** Goes through all that stands in it, until `seen` says that it is enough. */
function walk(value: unknown, path: string, seen: Seen, depth = 0): boolean {
  if (!seen(value, path)) return false
  if (typeof value !== 'object' || value === null || depth === deepest) return true
  for (const [name, member] of Object.entries(value)) {
    // A place has no braces.
    if (/[{}]/.test(name)) continue
    const step = name.replaceAll('~', '~0').replaceAll('/', '~1')
    if (!walk(member, `${path}/${step}`, seen, depth + 1)) return false
  }
  return true
}

function placesIn(message: unknown, root = ''): readonly OfferedPlace[] {
  const places: OfferedPlace[] = []
  walk(message, '', (value, path) => {
    const found = path === '' ? undefined : scalarOf(value)
    if (found !== undefined) places.push({ place: `${root}${path}`, ...found })
    return places.length < mostPlaces
  })
  return places
}

function listsIn(message: unknown): readonly string[] {
  const lists: string[] = []
  walk(message, '', (value, path) => {
    const isItems =
      Array.isArray(value) && value.some((one) => typeof one === 'object' && one !== null)
    if (isItems) lists.push(`${path}/*`)
    return lists.length < mostLists
  })
  return lists
}

function scalarOf(value: unknown): Omit<OfferedPlace, 'place'> | undefined {
  if (typeof value === 'number') return { value: String(value), type: 'number' }
  if (typeof value === 'boolean') return { value: String(value), type: 'boolean' }
  if (value === null) return { value: 'null', type: 'null' }
  if (typeof value !== 'string') return undefined
  const isLong = value.length > longestValue
  return { value: isLong ? `${value.slice(0, longestValue)}…` : value, type: 'text' }
}
