/** From a path and its options to what is answered: what it names, a page of it, and what is expanded. */
import type { Device } from '../../../core/device.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import { isQuantity } from '../../../core/quantities.ts'
import type { SeriesStore, StoredReading } from '../../../core/series.ts'
import { days, instant, plus, type Instant } from '../../../core/time.ts'
import { linkOf, written, type Telling } from './decide/entities.ts'
import { spanOf } from './decide/filter.ts'
import { isSet, model, wayOf, type SetName } from './decide/model.ts'
import { parseObservationId } from './decide/observation-id.ts'
import { continued, pageSize, type Options } from './decide/options.ts'
import { holdsOf } from './decide/places.ts'
import {
  after,
  around,
  idOf,
  partOf,
  referencesOf,
  type Part,
  type Reference,
} from './decide/references.ts'
import { excerpt, malformed, notOffered } from './decide/refusals.ts'
import type { PathPart } from './decide/resource-path.ts'
import { observationsOf, tokenOf, type ReadSpan } from './observations.ts'

export interface Asker extends Telling {
  /** What whoever asks sees, in the order of ids. */
  readonly devices: readonly Device[]
  readonly series: Pick<SeriesStore, 'readings' | 'buckets'>
  readonly now: Instant
}

/** What a path names: one entity, or a set and what leads to it. */
export type Named =
  | { readonly one: Reference }
  | { readonly set: SetName; readonly within?: Reference; readonly link: string }

type Json = Record<string, unknown>

/** Datastreams whose observations are read at the same time. */
const together = 8

export async function named(parts: readonly PathPart[], asker: Asker): Promise<Named> {
  const [first, ...rest] = parts
  if (first === undefined || !isSet(first.name))
    throw new UrbanBrainError('not-found', `there is no entity set ${excerpt(first?.name ?? '')}`)
  const link = `${asker.root}/${first.name}`
  let found: Named =
    first.key === undefined
      ? { set: first.name, link }
      : { one: await one(asker, first.name, first.key) }
  for (const { name, key } of rest) {
    if (!('one' in found)) throw malformed(excerpt(name), 'say which entity leads to it')
    found = await led(asker, found.one, { name, ...(key === undefined ? {} : { key }) })
  }
  return found
}

async function led(asker: Asker, from: Reference, { name, key }: PathPart): Promise<Named> {
  const way = wayOf(from.set, name)
  if (way === undefined)
    throw notOffered(
      `${from.set}(...)/${excerpt(name)}`,
      `it leads to ${Object.keys(model[from.set].ways).join(', ')}`,
    )
  if (way.one === true) {
    if (key !== undefined) throw malformed(excerpt(name), 'it leads to one entity, without an id')
    return { one: single(asker, from, name) }
  }
  if (key === undefined)
    return { set: way.to, within: from, link: `${linkOf(from, asker.root)}/${name}` }
  return { one: await one(asker, way.to, key, from) }
}

const partWithin = ({ devices }: Asker, within: Reference | undefined): Part =>
  within === undefined ? { devices } : partOf(within, devices)

/** What is outside of what somebody sees does not exist for them. */
const nothing = (set: SetName, id: string) =>
  new UrbanBrainError('not-found', `there is no ${set}('${excerpt(id)}')`)

async function one(asker: Asker, set: SetName, id: string, within?: Reference): Promise<Reference> {
  const part = partWithin(asker, within)
  if (set === 'Observations') return oneObservation(asker, id, part)
  for (const each of referencesOf(set, around(set, id, part))) if (idOf(each) === id) return each
  throw nothing(set, id)
}

async function oneObservation(asker: Asker, id: string, part: Part): Promise<Reference> {
  const set = 'Observations'
  const said = parseObservationId(id)
  const device = part.devices.find((each) => each.id === said?.device)
  if (said === undefined || device === undefined || !isQuantity(said.quantity))
    throw nothing(set, id)
  const { quantity, observedAt } = said
  if (part.quantity !== undefined && part.quantity !== quantity) throw nothing(set, id)
  const at = instant(observedAt)
  const found = await asker.series.readings({
    ...{ device: device.id, quantity, from: at, to: plus(at, 1), limit: 1_000 },
  })
  const reading = found.find((each) => each.id === said.reading)
  if (reading === undefined) throw nothing(set, id)
  return { set, device, quantity, reading }
}

/** Where one entity leads to one other. */
function single(asker: Asker, from: Reference, name: string): Reference {
  const way = wayOf(from.set, name)
  const found = way && referencesOf(way.to, partWithin(asker, from)).next().value
  if (found === undefined) throw nothing(from.set, name)
  return found
}

/** An entity with what is expanded of it. */
export async function entity(asker: Asker, ref: Reference, options: Options): Promise<Json> {
  const body = written(ref, asker, options.select)
  for (const [name, inner] of options.expand) {
    const way = wayOf(ref.set, name)
    if (way === undefined) continue
    delete body[`${name}@iot.navigationLink`]
    if (way.one === true) {
      body[name] = written(single(asker, ref, name), asker, inner.select)
      continue
    }
    const link = `${linkOf(ref, asker.root)}/${name}`
    const { count, next, value } = await page(asker, { set: way.to, within: ref, link }, inner)
    body[name] = value
    if (count !== undefined) body[`${name}@iot.count`] = count
    if (next !== undefined) body[`${name}@iot.nextLink`] = next
  }
  return body
}

export async function collection(
  asker: Asker,
  asked: Exclude<Named, { one: Reference }>,
  options: Options,
): Promise<Json> {
  const { count, next, value } = await page(asker, asked, options)
  return {
    ...(count === undefined ? {} : { '@iot.count': count }),
    ...(next === undefined ? {} : { '@iot.nextLink': next }),
    value,
  }
}

interface Page {
  readonly count?: number
  readonly next?: string
  readonly value: readonly Json[]
}

async function page(
  asker: Asker,
  asked: Exclude<Named, { one: Reference }>,
  options: Options,
): Promise<Page> {
  const { size, all } = pageSize(options)
  const { rows, count } =
    asked.set === 'Observations'
      ? await observed(asker, asked.within, options, size + 1)
      : registered(asker, asked, options, size + 1)
  const given = rows.slice(0, size)
  const last = given.at(-1)
  const isMore = rows.length > size && !all && last !== undefined
  const value: Json[] = []
  for (let start = 0; start < given.length; start += together)
    value.push(
      ...(await Promise.all(
        given.slice(start, start + together).map((each) => entity(asker, each, options)),
      )),
    )
  return {
    ...(count === undefined ? {} : { count }),
    ...(isMore ? { next: `${asked.link}?${continued(options, given.length, placeOf(last))}` } : {}),
    value,
  }
}

const placeOf = (last: Reference): string =>
  last.set === 'Observations' ? tokenOf(last.reading) : idOf(last)

interface Found {
  readonly rows: readonly Reference[]
  readonly count?: number
}

function registered(
  asker: Asker,
  { set, within }: Exclude<Named, { one: Reference }>,
  options: Options,
  most: number,
): Found {
  const ids = options.filter.flatMap((each) => (each.property === 'id' ? [each.value] : []))
  const part = ids.reduce<Part>((some, id) => around(set, id, some), partWithin(asker, within))
  const fits = (each: Reference) =>
    options.filter.every((asked) => {
      if (asked.property === 'id') return idOf(each) === asked.value
      return asked.property !== 'phenomenonTime' && 'device' in each && holdsOf(asked, each.device)
    })
  const rows: Reference[] = []
  let skipped = 0
  const all =
    options.after === undefined ? referencesOf(set, part) : after(set, options.after, part)
  for (const each of all) {
    if (!fits(each)) continue
    if (skipped < options.skip) skipped += 1
    else rows.push(each)
    if (rows.length >= most) break
  }
  if (!options.count) return { rows }
  let count = 0
  for (const each of referencesOf(set, part)) if (fits(each)) count += 1
  return { rows, count }
}

async function observed(
  { series, now }: Asker,
  within: Reference | undefined,
  options: Options,
  most: number,
): Promise<Found> {
  if (within?.set !== 'Datastreams')
    throw notOffered(
      within === undefined ? 'Observations of all datastreams' : `Observations of ${within.set}`,
      "Datastreams('<id>')/Observations is",
    )
  const { device, quantity } = within
  const widest = { from: 0, to: plus(now, 60_001) }
  const span = spanOf(options.filter, widest)
  const [from, to] = [instant(span.from), instant(span.to)]
  const { skip, downwards, after: token } = options
  if (from >= to) return { rows: [], ...(options.count ? { count: 0 } : {}) }
  const selection = { device: device.id, quantity }
  const read: ReadSpan = (asked) => series.readings({ ...selection, ...asked })
  const asked = { from, to, wanted: skip + most, downwards, token }
  const rows = (await observationsOf(read, asked))
    .slice(skip)
    .map((reading: StoredReading): Reference => ({
      ...{ set: 'Observations', device, quantity, reading },
    }))
  if (!options.count) return { rows }
  const buckets = await series.buckets({
    ...{ ...selection, from, to, bucket: days(1), quality: 'any', limit: 100_000 },
  })
  return { rows, count: buckets.reduce((sum, bucket) => sum + bucket.count, 0) }
}
