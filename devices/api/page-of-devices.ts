/** A page of the register in the order that was asked for. Pure. */
import type { Device } from '../../core/device.ts'
import { matchesDevice } from '../../core/device-search.ts'
import type { DeviceOrder } from './contract.ts'

interface Registered {
  readonly device: Device
}

interface Filter {
  readonly kind?: string | undefined
  readonly cell?: string | undefined
  readonly active?: boolean | undefined
  readonly q?: string | undefined
  readonly ids?: string | undefined
}

export interface Asked extends Filter {
  readonly after?: string | undefined
  readonly before?: string | undefined
  readonly order?: DeviceOrder
  readonly downwards?: boolean
  readonly limit: number
}

export interface PageOfDevices<R> {
  readonly rows: readonly R[]
  readonly total: number
  readonly after?: string
  readonly before?: string
}

/** What people call the place and the owner of a device. */
type Called = (device: Device) => string

export function pageOf<R extends Registered>(
  seen: readonly R[],
  asked: Asked,
  called?: Called,
): PageOfDevices<R> {
  const { after, before, limit } = asked
  const compare = comparing(asked)
  const found = selected(seen, asked, called).toSorted((a, b) => compare(a.device, b.device))
  // A device that does not fit any more, or that nobody has registered, still says where the next page begins.
  const named = (id: string): Sorted =>
    seen.find(({ device }) => device.id === id)?.device ?? { id }
  const first = (from: (device: Device) => boolean): number => {
    const place = found.findIndex(({ device }) => from(device))
    return place < 0 ? found.length : place
  }
  let start = 0
  let end = limit
  if (after !== undefined) {
    const last = named(after)
    start = first((device) => compare(device, last) > 0)
    end = start + limit
  } else if (before !== undefined) {
    const next = named(before)
    end = first((device) => compare(device, next) >= 0)
    start = Math.max(0, end - limit)
  }
  const rows = found.slice(start, end)
  const [top, bottom] = [rows.at(0)?.device.id, rows.at(-1)?.device.id]
  return {
    rows,
    total: found.length,
    ...(bottom !== undefined && end < found.length && { after: bottom }),
    ...(top !== undefined && start > 0 && { before: top }),
  }
}

function selected<R extends Registered>(
  seen: readonly R[],
  { kind, cell, active, q, ids }: Filter,
  called?: Called,
): readonly R[] {
  const only = ids === undefined ? undefined : new Set(ids.split(','))
  return seen.filter(
    ({ device }) =>
      (kind === undefined || device.kind === kind) &&
      (cell === undefined || device.cell?.startsWith(cell) === true) &&
      (active === undefined || device.active === active) &&
      (only === undefined || only.has(device.id)) &&
      (q === undefined || matchesDevice(device, q, called?.(device))),
  )
}

type Sorted = { readonly [Field in DeviceOrder]?: string | undefined } & { readonly id: string }

/** Devices of one and the same stand by id; what a device lacks comes last. */
function comparing({ order = 'id', downwards = false }: Asked): (a: Sorted, b: Sorted) => number {
  const sign = downwards ? -1 : 1
  return (a, b) => {
    const [first, second] = [a[order], b[order]]
    if (first === second) return a.id === b.id ? 0 : a.id < b.id ? -sign : sign
    if (first === undefined) return 1
    if (second === undefined) return -1
    return first < second ? -sign : sign
  }
}
