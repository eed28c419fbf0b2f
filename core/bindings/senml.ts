/**
 * SenML (RFC 8428): records with base values to items, one for each device and instant. The device is the base name and the value is called by the
 * record's own `n`; where only one of them stands, the last part behind `:` or `/` is the value's. Sums are passed over.
 */
import type { FormatItem, Unread } from './message.ts'

type Fields = Readonly<Record<string, unknown>>

/** Base values that hold from where they stand on. */
interface Base {
  readonly bn: string
  readonly bt: number
  readonly bu: string | undefined
  readonly bv: number | undefined
}

interface Found {
  readonly item: Record<string, unknown>
  readonly own: Fields
  readonly units: Record<string, string>
}

/** The version of the RFC. */
const version = 10
/** Below it a time is relative to now (section 4.5.3). */
const relative = 2 ** 28
const mostRecords = 1_000
/** With the base name. All names together are read again for each record. */
const longestName = 256

export function senmlItems(message: unknown, receivedAt: number): readonly FormatItem[] | Unread {
  if (!Array.isArray(message)) return { unread: 'a list of records' }
  if (message.length > mostRecords) return { unread: `at most ${mostRecords} records` }
  const found = new Map<string, Found>()
  let base: Base | Unread = { bn: '', bt: 0, bu: undefined, bv: undefined }
  for (const record of message as readonly unknown[]) {
    if (!isFields(record)) return { unread: 'records that are objects' }
    base = baseOf(record, base)
    if ('unread' in base) return base
    const value = valueOf(record, base)
    if (value === undefined) continue
    const { n = '', t = 0, u = base.bu } = record
    if (typeof n !== 'string' || typeof t !== 'number') return { unread: 'names and times' }
    if (base.bn.length + n.length > longestName)
      return { unread: `names of at most ${longestName} characters` }
    const [device, name] = namesOf(base.bn, n)
    const time = base.bt + t
    const key = `${device} ${time}`
    let one = found.get(key)
    if (one === undefined) {
      const at = time >= relative ? time : receivedAt / 1_000 + time
      found.set(key, (one = { item: {}, own: { device, time: at }, units: {} }))
    }
    one.item[name] = value
    if (typeof u === 'string') one.units[name] = u
  }
  if (found.size === 0) return { unread: 'a record with a value' }
  // A value that is called so takes nobody's place.
  return [...found.values()].map(({ item, own, units }) => ({
    ...{ item: { ...item, ...own }, units, late: false },
  }))
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function baseOf(record: Fields, before: Base): Base | Unread {
  // Whoever does not understand such a field must not read the record (section 4.4).
  const strange = Object.keys(record).find((name) => name.endsWith('_'))
  if (strange !== undefined) return { unread: `no field ${strange.slice(0, 32)}` }
  const { bn = before.bn, bt = before.bt, bu = before.bu, bv = before.bv } = record
  const { bver = version } = record
  if (typeof bver !== 'number' || bver > version) return { unread: `version ${version} at most` }
  const isFit =
    typeof bn === 'string' &&
    typeof bt === 'number' &&
    (bu === undefined || typeof bu === 'string') &&
    (bv === undefined || typeof bv === 'number')
  return isFit ? { bn, bt, bu, bv } : { unread: 'base values of their types' }
}

/** A number has the base value added, and is nought where it is left out of a record with a name (section 4.5.4). */
function valueOf(record: Fields, { bv }: Base): unknown {
  const { v, vs, vb, vd } = record
  if (typeof v === 'number') return v + (bv ?? 0)
  const other = v ?? vs ?? vb ?? vd
  return other === undefined && record['n'] !== undefined && record['s'] === undefined ? bv : other
}

function namesOf(bn: string, n: string): readonly [device: string, name: string] {
  const whole = bn + n
  const last = Math.max(whole.lastIndexOf(':'), whole.lastIndexOf('/')) + 1
  const cut = bn !== '' && n !== '' ? bn.length : last
  return [whole.slice(0, cut).replace(/[:/]+$/, ''), whole.slice(cut)]
}
