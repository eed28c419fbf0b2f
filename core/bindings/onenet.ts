/**
 * What OneNET (中国移动物联网平台) pushes: data points of its older products, one (`msg` an object) or several (a list), and properties
 * of its thing model (`msg` a text that is JSON again). Values of one device and instant are one item.
 */
import type { FormatItem, Unread } from './message.ts'

type Fields = Readonly<Record<string, unknown>>

const mostPoints = 1_000
/** A device came or went; a command was answered. Neither says a value. */
const withoutValues: readonly unknown[] = [2, 7]

interface Found {
  readonly values: Record<string, unknown>
  readonly own: Fields
}

export function onenetItems(message: unknown): readonly FormatItem[] | Unread {
  const said = isFields(message) ? plain(message['msg']) : undefined
  const points: readonly unknown[] = Array.isArray(said) ? said : [said]
  if (points.length > mostPoints) return { unread: `at most ${mostPoints} points` }
  const found = new Map<string, Found>()
  for (const point of points) {
    if (!isFields(point)) return { unread: 'a msg of data in clear' }
    if (withoutValues.includes(point['type'])) continue
    for (const { own, values } of isFields(point['data']) ? ofThing(point) : [ofPoint(point)]) {
      const key = JSON.stringify([own['device'], own['time']])
      const one = found.get(key)
      if (one === undefined) found.set(key, { own, values })
      else Object.assign(one.values, values)
    }
  }
  // A value that is called so takes nobody's place.
  return [...found.values()].map(({ values, own }) => ({
    ...{ item: { ...values, ...own }, units: {}, late: false },
  }))
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function plain(msg: unknown): unknown {
  if (typeof msg !== 'string') return msg
  try {
    return JSON.parse(msg) as unknown
  } catch {
    return undefined
  }
}

function ofPoint({ dev_id: device, imei, type, ds_id: name, at, value }: Fields): Found {
  const values = typeof name === 'string' ? { [name]: value } : {}
  return { values, own: { device, imei, type, time: timeOf(at) } }
}

/** Each property has a time of its own. */
function ofThing({ deviceName, imei, notifyType, data }: Fields): readonly Found[] {
  const { params } = data as Fields
  const own = { device: deviceName, imei, type: notifyType }
  const all = Object.entries(isFields(params) ? params : {})
  if (all.length === 0) return [{ values: {}, own }]
  return all.map(([name, said]) => {
    const { value, time } = isFields(said) ? said : { value: said, time: undefined }
    return { values: { [name]: value }, own: { ...own, time: timeOf(time) } }
  })
}

/** Milliseconds, also written as a text. */
const timeOf = (at: unknown): unknown =>
  typeof at === 'string' && /^\d{13}$/.test(at) ? Number(at) : at
