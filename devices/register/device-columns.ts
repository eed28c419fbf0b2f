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
  mn: { zh: '设备唯一标识（MN）', en: 'mn' },
  checksum: { zh: '校验方式', en: 'checksum' },
  concentration: { zh: '浓度单位', en: 'concentration' },
  stationAddress: { zh: '遥测站地址', en: 'stationAddress' },
  gaugeZero: { zh: '水位基值（米）', en: 'gaugeZero' },
  levelOrigin: { zh: '水位起算', en: 'levelOrigin' },
  externalId: { zh: '平台设备号（IMEI、DevEUI）', en: 'externalId' },
  period: { zh: '上报周期（秒）', en: 'period' },
  limits: { zh: '本机限值', en: 'limits' },
  hours: { zh: '营业时段', en: 'hours' },
  active: { zh: '在用', en: 'active' },
} as const satisfies Readonly<Record<keyof Device, Bilingual>>

export type DeviceColumn = keyof typeof deviceColumns

export const columnNames = Object.keys(deviceColumns) as readonly DeviceColumn[]

/** What people write above a column as well. None says another unit: a period of minutes is no period of seconds. */
const otherHeadings: Readonly<Record<DeviceColumn, readonly string[]>> = {
  id: ['编号', '设备编码', '设备号', '设备 id', 'device', 'device id'],
  kind: ['类型', '类别', '设备种类', '设备类别', 'device kind', 'type', 'device type'],
  name: ['设备名称', 'device name'],
  site: ['点位类型', '场所类型'],
  component: ['部件编号', '部件代码', '部件编码（16 位）', 'component code'],
  longitude: ['经度（度）', 'lon', 'lng'],
  latitude: ['纬度（度）', 'lat'],
  cell: ['单元网格', '单元网格编码', 'grid cell'],
  zone: ['功能区', '声功能区', 'noise zone', 'acoustic zone'],
  owner: ['权属', '产权单位', 'owner unit'],
  gateway: ['所属网关', '网关编号'],
  catchment: ['汇水区编号', '汇水区编码'],
  power: ['供电回路编号', '供电回路编码', 'power feed'],
  mn: ['设备唯一标识', 'MN 号', 'MN 码', '站点 MN'],
  checksum: ['crc', '校验', 'crc 校验方式'],
  concentration: ['颗粒物单位', '颗粒物浓度单位', 'concentration unit'],
  stationAddress: ['测站地址', '遥测站编码', '测站编码', 'station address', 'stcd'],
  gaugeZero: ['水位基值', '零点高程', '测站零点高程（米）', 'gauge zero', 'gauge zero (m)'],
  levelOrigin: ['水位起算面', 'levels count from'],
  externalId: ['平台设备号', '平台设备编号', 'imei', 'imei 号', 'deveui', 'dev eui', 'external id'],
  period: ['上报周期', 'period (s)', 'period (seconds)'],
  limits: ['限值', '自有限值', 'own limits'],
  hours: ['营业时间', 'business hours'],
  active: ['使用状态', '是否在用', 'in service'],
}

/** Without what differs from hand to hand: capitals, spaces, wide brackets. */
const plain = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '')

const byHeading = new Map<string, DeviceColumn>(
  columnNames.flatMap((name) => {
    const { zh, en } = deviceColumns[name]
    return [zh, en, ...otherHeadings[name]].map((heading) => [plain(heading), name] as const)
  }),
)

/** The field that a column is of; what nobody knows stays as it is. */
export const columnNamed = (heading: string): string => byHeading.get(plain(heading)) ?? heading

/** What the field of a path is called in Chinese. */
export function columnTitle(path: string): string {
  const [name = '', ...below] = path.split('.')
  const words: Readonly<Partial<Record<string, Bilingual>>> = deviceColumns
  const title = name === 'position' ? '位置' : words[name]?.zh
  return title === undefined ? path : [title, below.join('.')].join(' ').trim()
}

/** As an import reads it again. */
export function cellOf(device: Device, column: DeviceColumn): string | number | undefined {
  if (column === 'limits')
    return Object.entries(device.limits ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join(';')
  if (column === 'active') return String(device.active)
  return device[column]
}
