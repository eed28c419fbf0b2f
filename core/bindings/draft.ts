/** A first binding for a captured message: its topic, and what the names in it leave no doubt of. The rest is for whoever knows the device. */
import { isQuantity } from '../quantities.ts'
import type { Format } from './document.ts'
import type { OfferedPlace } from './offered.ts'
import { isPushTopic } from './push.ts'

export interface Captured {
  readonly topic: string
  /** Who sent it. */
  readonly source: string
  /** In which its bytes can be read. */
  readonly format: Format
}

/** As YAML has it. */
export interface BindingDraft {
  readonly id: string
  readonly topics?: readonly string[]
  readonly push?: Readonly<Record<string, string>>
  readonly gateway?: string
  readonly format?: Format
  /** Without any number yet. */
  readonly bytes?: { readonly fields: object }
  readonly device?: string
  readonly time?: string
  readonly values: Readonly<Record<string, string>>
}

const timeNames = new Set(['t', 'ts', 'time', 'timestamp', 'observedat', 'eventtime'])
const longestId = 48

export function draftFor(
  { topic, source, format }: Captured,
  places: readonly OfferedPlace[],
): BindingDraft {
  const levels = topic.split('/')
  const said = new Set(places.filter(({ type }) => type === 'text').map(({ value }) => value))
  // The level that the message itself, or whoever sent it, is called by is another one for each device.
  const isPushed = isPushTopic(topic)
  const isOwn = (level: string) => level === source || (level.length > 2 && said.has(level))
  const own = isPushed ? -1 : levels.findIndex((level, index) => index > 0 && isOwn(level))
  const pattern = levels.map((level, index) => (index === own ? '{device}' : level)).join('/')
  const isJson = format === 'json'
  // A format that has items of its own says when and of whom.
  const time = !isJson
    ? undefined
    : places.find(({ place, type }) => type !== 'null' && timeNames.has(lastOf(place)))
  const values = places
    .filter(({ place, type }) => type === 'number' && isQuantity(nameOf(place)))
    .map(({ place }) => [nameOf(place), place] as const)
  return {
    id: isPushed ? idOf(levels.slice(1)) : idOf(levels.filter((_, index) => index !== own)),
    // How a platform proves itself nobody can read in its message: the plainest, to be mended.
    ...(isPushed
      ? { push: { proof: 'token', secret: 'platform' }, gateway: source }
      : { topics: [pattern] }),
    ...(!isJson && { format }),
    ...(format === 'bytes' && { bytes: { fields: {} } }),
    ...(places.some(({ place }) => !isJson && place === '/device') && { device: '{/device}' }),
    ...(isJson && own > 0 && { device: '{topic/device}' }),
    ...(time !== undefined && { time: time.place }),
    // Of two that are called so the first.
    values: Object.fromEntries(values.toReversed()),
  }
}

const nameOf = (place: string): string => place.slice(place.lastIndexOf('/') + 1)
const lastOf = (place: string): string => nameOf(place).toLowerCase().replaceAll(/[_-]/g, '')

function idOf(levels: readonly string[]): string {
  const words = levels
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+/g, '')
    .slice(0, longestId)
    .replaceAll(/-+$/g, '')
  return words === '' ? 'binding' : words
}
