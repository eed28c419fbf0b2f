import type { DeviceId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import type { DeviceTally, TalliesQuery } from '../../core/series.ts'
import { quantityNames, type Quantity } from '../../core/quantities.ts'
import { slotIndex } from '../rollup/slots.ts'
import { column } from './table.ts'

/** Marks stand for values only, but a file may hold marks of a quantity whose column is empty. */
const marked = (name: Quantity) =>
  `(${column(name)} is not null and contains(quality, ';${name}='))::integer`

/**
 * Slots are counted as bits, one each: a week of minutes is 1.3 kB a device, where `count(distinct ...)` keeps every one
 * of them. The bounds of the bits have to be constants of the statement and are whole numbers made here.
 */
export function tallySelect({
  from,
  to,
  slot,
}: Pick<TalliesQuery, 'from' | 'to' | 'slot'>): string {
  const half = Math.floor(slot / 2)
  const first = slotIndex(from, slot)
  const last = Math.max(first, slotIndex(to, slot))
  const index = `((observed_at + ${slot - half}) // ${slot} - ${first})::integer`
  const names = quantityNames()
  return `select device, count(*)::double,
    count(*) filter (timing in ('late', 'resent'))::double,
    (${names.map((name) => `count(${column(name)})`).join(' + ')})::double,
    sum(case when quality is null then 0 else ${names.map(marked).join(' + ')} end)::double,
    bit_count(bitstring_agg(${index}, 0, ${last - first}))::double,
    max(observed_at)::double`
}

export function deviceTally(row: readonly unknown[]): DeviceTally {
  const [device, readings, late, values, abnormal, slots, last] = row
  return {
    device: device as DeviceId,
    readings: Number(readings),
    late: Number(late),
    values: Number(values),
    normal: Number(values) - Number(abnormal),
    slots: Number(slots),
    lastAt: instant(Number(last)),
  }
}
