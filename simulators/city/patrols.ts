/** Patrol plans of the sample city (巡查计划): at any hour one of them is to be walked, by any inspector. */
import { toCsv } from '../../core/csv.ts'
import type { Device } from '../../core/device.ts'

interface Plan {
  readonly plan: string
  readonly name: string
  readonly cells: string
  readonly from: string
  readonly to: string
  readonly times: string
  /** Devices whose place is a check point, with its name. */
  readonly points: Readonly<Record<string, string>>
  readonly look: string
}

const plans: readonly Plan[] = [
  {
    ...{ plan: 'riverside', name: '望江街道沿线巡查', cells: '990102001' },
    ...{ from: '06:00', to: '22:00', times: '4' },
    points: {
      'wl-0062': '塔影下穿通道',
      'mh-0041': '北苑污水井盖',
      'ns-0060': '北苑商业街',
    },
    look: '井盖缺损、下穿通道积水、占道经营',
  },
  {
    ...{ plan: 'east-ferry', name: '东渡街道日间巡查', cells: '990103002' },
    ...{ from: '08:00', to: '18:00', times: '2' },
    points: { 'mh-0001': '星河上水井盖', 'ns-0044': '东渡路口', 'wl-0070': '云帆下穿通道' },
    look: '路面破损、暴露垃圾、施工扬尘',
  },
  {
    ...{ plan: 'night', name: '石桥街道夜间巡查', cells: '990103001' },
    ...{ from: '22:00', to: '06:00', times: '2' },
    points: { 'ns-0084': '石桥商业街', 'ns-0068': '新码头商业街' },
    look: '夜间施工噪声、夜市噪声、路灯不亮',
  },
]

const columns = ['plan', 'name', 'cells', 'days', 'from', 'to', 'times', 'points', 'look']

export function samplePatrols(devices: readonly Device[]): string {
  const places = new Map(devices.map((device) => [String(device.id), device]))
  const pointOf = ([id, name]: readonly [string, string]) => {
    const place = places.get(id)
    if (place === undefined) throw new TypeError(`there is no device ${id}`)
    return `${name}=${place.longitude} ${place.latitude} 40`
  }
  return toCsv([
    columns,
    ...plans.map(({ plan, name, cells, from, to, times, points, look }) => [
      ...[plan, name, cells, 'daily', from, to, times],
      ...[Object.entries(points).map(pointOf).join('; '), look],
    ]),
  ])
}
