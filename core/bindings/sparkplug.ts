/**
 * Sparkplug B (Eclipse Tahu, sparkplug_b.proto): payloads of births and data to items. A birth says the names, aliases and types of an owner's
 * metrics; data may say the alias alone, so births are remembered.
 */
import type { FormatItem, Unread } from './message.ts'
import { wireFields, type WireField } from './protobuf.ts'
import { shortest } from './units.ts'

/** As a birth says it. */
export interface BornMetric {
  readonly name: string
  readonly alias: number | undefined
  readonly type: number
}

export interface SparkplugTopic {
  readonly type: string
  readonly node: string
  readonly device: string | undefined
  /** Node or device whose birth it is, or whose metrics. */
  readonly owner: string
}

const births: ReadonlySet<string> = new Set(['NBIRTH', 'DBIRTH'])
const data: ReadonlySet<string> = new Set(['NDATA', 'DDATA'])

/** `spBv1.0/<group>/<type>/<node>`, and the device behind it. */
export function sparkplugTopic(topic: string): SparkplugTopic | undefined {
  const [root, group, type = '', node, device, ...more] = topic.split('/')
  if (root !== 'spBv1.0' || group === undefined || node === undefined || more.length > 0)
    return undefined
  return { type, node, device, owner: [group, node, device].filter(Boolean).join('/') }
}

export const isBirth = ({ type }: SparkplugTopic): boolean => births.has(type)
/** Deaths and commands tell no values. */
export const tellsValues = (topic: SparkplugTopic): boolean =>
  isBirth(topic) || data.has(topic.type)

interface Metric {
  readonly name: string | undefined
  readonly alias: number | undefined
  readonly type: number | undefined
  readonly at: number | undefined
  readonly late: boolean
  readonly value: unknown
}

export interface SparkplugTold {
  readonly items: readonly FormatItem[]
  /** Of a birth. */
  readonly born: readonly BornMetric[]
}

/** `known`: the birth of its owner, where there was one. */
export function sparkplugTold(
  topic: SparkplugTopic,
  body: Uint8Array,
  known: readonly BornMetric[],
): SparkplugTold | Unread | { readonly unborn: string } {
  const payload = wireFields(body)
  if (payload === undefined) return { unread: 'a payload of Sparkplug B' }
  const at = numberIn(payload, 1)
  const metrics: Metric[] = []
  for (const field of payload) {
    if (field.number !== 2 || field.wire !== 2) continue
    const metric = metricOf(field.bytes)
    if (metric === undefined) return { unread: 'metrics of Sparkplug B' }
    metrics.push(metric)
  }
  const born = isBirth(topic)
    ? metrics.flatMap(({ name, alias, type = 0 }) =>
        name === undefined ? [] : { name, alias, type },
      )
    : []
  const birth = birthOf(isBirth(topic) ? born : known)
  const found = new Map<string, { item: Record<string, unknown>; time: unknown; late: boolean }>()
  const { device, node, type } = topic
  for (const metric of metrics) {
    const { alias } = metric
    const aliased = alias === undefined ? undefined : birth.byAlias.get(alias)
    const said = metric.name === undefined ? aliased : birth.byName.get(metric.name)
    const name = metric.name ?? said?.name
    if (name === undefined) return { unborn: String(alias ?? 'no alias') }
    const time = metric.at ?? at
    const key = `${time} ${metric.late}`
    let one = found.get(key)
    if (one === undefined) {
      found.set(key, (one = { item: {}, time, late: metric.late }))
    }
    one.item[name] = signed(metric.value, metric.type ?? said?.type ?? 0)
  }
  // A metric that is called so takes nobody's place.
  const own = { device: device ?? node, node, type }
  const items = [...found.values()].map(({ item, time, late }) => ({
    ...{ item: { ...item, ...own, time }, units: {}, late },
  }))
  return { items, born }
}

/** A message may tell of thousands of metrics of as many that were born. Of two with one name or alias the first counts. */
function birthOf(born: readonly BornMetric[]) {
  const byName = new Map<string, BornMetric>()
  const byAlias = new Map<number, BornMetric>()
  for (const one of born.toReversed()) {
    byName.set(one.name, one)
    if (one.alias !== undefined) byAlias.set(one.alias, one)
  }
  return { byName, byAlias }
}

/** Fields of a metric; those from 17 on are tables, templates and extensions, which hold no single value. */
function metricOf(bytes: Uint8Array): Metric | undefined {
  const fields = wireFields(bytes)
  if (fields === undefined) return undefined
  const text = fields.findLast(({ number, wire }) => number === 1 && wire === 2)
  const isNull = numberIn(fields, 7) === 1
  return {
    name: text === undefined ? undefined : Buffer.from(text.bytes).toString('utf8'),
    alias: numberIn(fields, 2),
    at: numberIn(fields, 3),
    type: numberIn(fields, 4),
    late: numberIn(fields, 5) === 1,
    value: isNull ? null : valueOf(fields),
  }
}

function valueOf(fields: readonly WireField[]): unknown {
  const field = fields.findLast(({ number }) => number >= 10 && number <= 16)
  if (field === undefined) return undefined
  const { number, wire, varint, bytes } = field
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if ((number === 10 || number === 11) && wire === 0) return varint
  if (number === 12 && wire === 5) return shortest(view.getFloat32(0, true))
  if (number === 13 && wire === 1) return view.getFloat64(0, true)
  if (number === 14 && wire === 0) return varint !== 0n
  if (number === 15 && wire === 2) return Buffer.from(bytes).toString('utf8')
  return undefined
}

/** Whole numbers below nought stand there as two's complement: of 8, 16, 32 or 64 bits by the types 1 to 4. */
const signed = (value: unknown, type: number): unknown =>
  typeof value !== 'bigint'
    ? value
    : Number(type >= 1 && type <= 4 ? BigInt.asIntN(2 ** (type + 2), value) : value)

function numberIn(fields: readonly WireField[], number: number): number | undefined {
  const field = fields.findLast((one) => one.number === number && one.wire === 0)
  return field === undefined ? undefined : Number(field.varint)
}
