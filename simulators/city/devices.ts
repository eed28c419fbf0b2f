import { type Device, type NoiseZone } from '../../core/device.ts'
import type { DeviceId, UnitId } from '../../core/identity.ts'
import type { BuiltInKind as Kind } from '../../core/kinds/built-in.ts'
import { createRandom, type Random } from '../script/random.ts'
import { type Cell, columnCount, pointIn } from './cells.ts'
import { riverBend, riverRow } from './river.ts'

/** Seconds between two reports, short enough for a lively screen: 500 devices say about 45 things a second. */
const periods: Readonly<Record<Kind, number>> = {
  manhole: 30,
  water: 10,
  noise: 8,
  dust: 10,
  fume: 8,
  gateway: 30,
}

const prefixes: Readonly<Record<Kind, string>> = {
  manhole: 'mh',
  water: 'wl',
  noise: 'ns',
  dust: 'du',
  fume: 'fu',
  gateway: 'gw',
}

interface CoverClass {
  readonly code: string
  readonly name: string
  readonly count: number
  readonly owner: (district: string) => string | undefined
}

const drainage = (district: string) =>
  district === '990102' ? 'lj-drainage-west' : 'lj-drainage-east'

export const coverClasses: readonly CoverClass[] = [
  { code: '0101', name: '上水井盖', count: 20, owner: () => 'lj-water-supply' },
  { code: '0102', name: '污水井盖', count: 45, owner: drainage },
  { code: '0103', name: '雨水井盖', count: 45, owner: drainage },
  { code: '0106', name: '路灯井盖', count: 10, owner: () => 'lj-lighting' },
  { code: '0110', name: '热力井盖', count: 5, owner: () => undefined },
  { code: '0111', name: '燃气井盖', count: 10, owner: () => 'lj-gas' },
  { code: '0114', name: '园林井盖', count: 5, owner: () => undefined },
  { code: '0118', name: '化粪池井盖', count: 5, owner: () => 'lj-sanitation' },
  { code: '0123', name: '不明井盖', count: 5, owner: () => undefined },
]

const siteCount = 15
/** Sites whose monitors hang on a gateway instead of having their own connection. */
const gatewayCount = 4

type Extra = Pick<Device, 'name' | 'site'> &
  Partial<Pick<Device, 'component' | 'zone' | 'owner' | 'gateway' | 'limits'>>

/** Adds devices one by one and numbers them by kind. */
interface Register {
  readonly random: Random
  readonly cells: readonly Cell[]
  readonly devices: Device[]
  readonly add: (kind: Kind, cell: Cell, extra: Extra, up?: number) => Device
}

/** Gateways first, because the others name them. */
export function sampleDevices(cells: readonly Cell[]): readonly Device[] {
  const register = createRegister(cells)
  const sites = constructionSites(register)
  covers(register)
  waterGauges(register)
  noiseMeters(register, sites)
  dustMeters(register, sites)
  kitchens(register)
  return register.devices
}

function createRegister(cells: readonly Cell[]): Register {
  const random = createRandom(20_240_601)
  const devices: Device[] = []
  const counts = new Map<Kind, number>()
  const add = (kind: Kind, cell: Cell, extra: Extra, up?: number): Device => {
    const number = (counts.get(kind) ?? 0) + 1
    counts.set(kind, number)
    const within = () => 0.1 + 0.8 * random.next()
    const [longitude, latitude] = pointIn(cell, within(), up ?? within())
    const device: Device = {
      id: `${prefixes[kind]}-${String(number).padStart(4, '0')}` as DeviceId,
      kind,
      longitude,
      latitude,
      cell: cell.code,
      period: periods[kind],
      active: true,
      ...extra,
    }
    devices.push(device)
    return device
  }
  return { random, cells, devices, add }
}

const anyOf = <T>(random: Random, list: readonly T[]): T => {
  const item = list[random.below(list.length)]
  if (item === undefined) throw new RangeError('nothing to choose from')
  return item
}

interface Site {
  readonly name: string
  readonly cell: Cell
  readonly gateway?: DeviceId
}

function constructionSites({ cells, random, add }: Register): readonly Site[] {
  const free = cells.filter(({ row }) => row !== riverRow)
  return Array.from({ length: siteCount }, (_, index) => {
    // Every thirteenth free cell or so: sites are spread over the city.
    const cell = free[index * 12 + random.below(12)] ?? anyOf(random, free)
    const name = `${cell.community}${index + 1}号工地`
    if (index >= gatewayCount) return { name, cell }
    const gateway = add('gateway', cell, { name: `${name}网关`, site: 'cabinet' })
    return { name, cell, gateway: gateway.id }
  })
}

function covers({ cells, random, add }: Register): void {
  const numbers = new Map<string, number>()
  for (const { code, name, count, owner } of coverClasses) {
    for (let index = 0; index < count; index++) {
      const cell = anyOf(random, cells)
      const district = cell.code.slice(0, 6)
      const number = (numbers.get(district + code) ?? 0) + 1
      numbers.set(district + code, number)
      const unit = owner(district)
      add('manhole', cell, {
        name: `${cell.community}${name}${district.slice(4)}-${number}`,
        site: code === '0114' ? 'green' : random.next() < 0.6 ? 'road' : 'footway',
        component: `${district}${code}${String(number).padStart(6, '0')}`,
        ...(unit === undefined ? {} : { owner: unit as UnitId }),
      })
    }
  }
}

function waterGauges({ cells, random, add }: Register): void {
  const dry = cells.filter(({ row }) => row !== riverRow)
  // Fifteen roads for each of the four streets: a storm finds low spots wherever it falls.
  for (let index = 0; index < 60; index++) {
    const street = index % 4
    const cell = anyOf(
      random,
      dry.filter(({ column, row }) => (column < 10 ? 0 : 2) + (row < 5 ? 0 : 1) === street),
    )
    add('water', cell, { name: `${cell.community}低洼路段${index + 1}号`, site: 'road' })
  }
  const underpasses = new Map<string, number>()
  for (let index = 0; index < 10; index++) {
    const cell = anyOf(
      random,
      dry.filter(({ column }) => column < 10 === index < 5),
    )
    const district = cell.code.slice(0, 6)
    const number = (underpasses.get(district) ?? 0) + 1
    underpasses.set(district, number)
    add('water', cell, {
      name: `${cell.community}下穿通道${index + 1}号`,
      site: 'underpass',
      component: `${district}0207${String(number).padStart(6, '0')}`,
    })
  }
  for (let column = 0; column < columnCount; column++) {
    const cell = cells.find((each) => each.row === riverRow && each.column === column)
    if (cell === undefined) continue
    // The surface falls by five centimetres from station to station.
    const warning = Number((18 - 0.05 * column).toFixed(2))
    const guaranteed = Number((warning + 1.5).toFixed(2))
    const historic = Number((warning + 2.5).toFixed(2))
    const name = `临江河${column + 1}号水位站`
    add(
      'water',
      cell,
      { name, site: 'river', limits: { warning, guaranteed, historic } },
      riverBend(column),
    )
  }
}

const meters: readonly {
  readonly site: string
  readonly name: string
  readonly zone: NoiseZone
  readonly count: number
}[] = [
  { site: 'street', name: '道路噪声点', zone: '4a', count: 30 },
  { site: 'commercial', name: '商业街噪声点', zone: '2', count: 30 },
  { site: 'residential', name: '居住区噪声点', zone: '1', count: 25 },
]

function noiseMeters({ cells, random, add }: Register, sites: readonly Site[]): void {
  for (const [index, site] of sites.entries()) {
    for (let number = 1; number <= (index < 10 ? 2 : 1); number++) {
      add('noise', site.cell, {
        ...(site.gateway === undefined ? {} : { gateway: site.gateway }),
        name: `${site.name}噪声${number}号`,
        site: 'construction',
        zone: '3',
      })
    }
  }
  for (const { site, name, zone, count } of meters) {
    for (let index = 1; index <= count; index++) {
      const cell = anyOf(random, cells)
      add('noise', cell, { name: `${cell.community}${name}${index}号`, site, zone })
    }
  }
}

function dustMeters({ cells, random, add }: Register, sites: readonly Site[]): void {
  for (const site of sites) {
    for (let number = 1; number <= 3; number++) {
      add('dust', site.cell, {
        ...(site.gateway === undefined ? {} : { gateway: site.gateway }),
        name: `${site.name}扬尘${number}号`,
        site: 'construction',
      })
    }
  }
  for (let index = 1; index <= 25; index++) {
    const cell = anyOf(random, cells)
    add('dust', cell, { name: `${cell.community}道路扬尘点${index}号`, site: 'street' })
  }
}

function kitchens({ cells, random, add }: Register): void {
  for (let index = 1; index <= 80; index++) {
    const cell = anyOf(random, cells)
    add('fume', cell, { name: `${cell.community}第${index}号餐饮店`, site: 'kitchen' })
  }
}
