/** The columns of a file of devices, for whoever writes one in Chinese as well. Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Device } from '../../core/device.ts'

/** In the order of an exported file; a heading in English is the name of the field. */
export const deviceColumns = {
  id: { zh: '设备编号', en: 'id' },
  kind: { zh: '设备类型', en: 'kind' },
  name: { zh: '名称', en: 'name' },
  site: { zh: '场所', en: 'site' },
  component: { zh: '部件编码', en: 'component' },
  longitude: { zh: '经度', en: 'longitude' },
  latitude: { zh: '纬度', en: 'latitude' },
  cell: { zh: '网格编码', en: 'cell' },
  zone: { zh: '声环境功能区', en: 'zone' },
  owner: { zh: '权属单位', en: 'owner' },
  gateway: { zh: '网关', en: 'gateway' },
  catchment: { zh: '汇水区', en: 'catchment' },
  power: { zh: '供电回路', en: 'power' },
  period: { zh: '上报周期（秒）', en: 'period' },
  limits: { zh: '本机限值', en: 'limits' },
  hours: { zh: '营业时段', en: 'hours' },
  active: { zh: '在用', en: 'active' },
} as const satisfies Readonly<Record<keyof Device, Bilingual>>

export type DeviceColumn = keyof typeof deviceColumns

export const columnNames = Object.keys(deviceColumns) as readonly DeviceColumn[]

const byHeading = new Map<string, DeviceColumn>(
  columnNames.map((name) => [deviceColumns[name].zh, name]),
)

/** The field that a column is of; what nobody knows stays as it is. */
export const columnNamed = (heading: string): string => byHeading.get(heading) ?? heading

/** As an import reads it again. */
export function cellOf(device: Device, column: DeviceColumn): string | number | undefined {
  if (column === 'limits')
    return Object.entries(device.limits ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join(';')
  if (column === 'active') return String(device.active)
  return device[column]
}
