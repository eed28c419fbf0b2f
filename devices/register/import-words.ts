/** What the checks of a device and of a file of devices say, in both languages. */
import type { Words } from '../../core/bilingual.ts'

export const importWords = {
  // One device.
  lost: {
    zh: '0, 0 是接收机没有定位时给出的坐标',
    en: '0, 0 is what a receiver says that does not know where it is',
  },
  inNoCell: {
    zh: '{degrees}（WGS-84）不在任何单元网格内',
    en: '{degrees} (WGS-84) lies in no grid cell',
  },
  noCell: { zh: '网格中没有 {cell}', en: 'the grid has no cell {cell}' },
  emptied: {
    zh: '不能为空；去掉这一列则保持原值',
    en: 'is empty; without the column it stays as it is',
  },
  half: { zh: '经度和纬度必须同时给出', en: 'longitude and latitude go together' },
  otherKind: {
    zh: '{id} 已登记为{was}，限值、告警和历史都属于原类型；确实换了类型时，请选择允许更改类型（--change-kind，changeKind=true）',
    en: '{id} is registered as {was}, and its limits, alarms and history are of one; --change-kind (changeKind=true) makes it a {kind}',
  },
  otherSite: {
    zh: '{kind}的场所应为以下之一：{sites}；不能是 {site}',
    en: 'a {kind} stands at {sites}, not {site}',
  },
  ownGateway: { zh: '设备不能以自己为网关', en: 'a device is not its own gateway' },
  gatewayBehind: {
    zh: '网关不能再接在另一个网关下',
    en: 'a gateway stands behind no other gateway',
  },

  // What is possible and hardly meant.
  longPeriod: { zh: '{period} 秒超过一天', en: '{period} s are more than a day' },
  otherCell: {
    zh: '该位置{where}，仍按所填的 {cell} 登记',
    en: 'the position lies {where}, and {cell} is taken as it is given',
  },
  nowhere: { zh: '不在任何单元网格内', en: 'in no cell of the grid' },
  lies: { zh: '在 {there}', en: 'in {there}' },
  sharedComponent: {
    zh: '{component} 也是 {others} 的部件编码',
    en: '{component} is also that of {others}',
  },

  // Among others.
  twice: { zh: '{id} 已出现在{place}', en: '{id} stands on {place} already' },
  hasChildren: { zh: '它是 {children} 的网关', en: 'it is the gateway of {children}' },
  gatewayUnknown: {
    zh: '{gateway} 既未登记，也不在文件中',
    en: '{gateway} is not registered, nor in the file',
  },
  noGateway: { zh: '{gateway} 是{kind}，不是网关', en: '{gateway} is a {kind}' },
  twoProtocols: {
    zh: '一台设备只能按 HJ 212 或 SL 651 之一接入，不能同时有 MN 和遥测站地址',
    en: 'a device speaks HJ 212 or SL 651: it has an MN or a station address',
  },
  addressTaken: {
    zh: '遥测站地址 {address} 已属于 {id}',
    en: 'the station address {address} is that of {id}',
  },
  mnTaken: { zh: 'MN {mn} 已属于 {id}', en: 'the MN {mn} is that of {id}' },
  externalIdTaken: {
    zh: '平台设备号 {externalId} 已属于 {id}',
    en: 'the external id {externalId} is that of {id}',
  },
  gatewayNested: {
    zh: '{gateway} 自己接在 {above} 下',
    en: '{gateway} is itself behind {above}',
  },

  // The file.
  noDevice: { zh: '文件中没有设备', en: 'the file holds no device' },
  columnMissing: { zh: '缺少“{chinese}”列', en: 'the column {name} is missing' },
  columnMissingFor: {
    zh: '缺少“{chinese}”列，而{which}尚未登记',
    en: 'the column {name} is missing, and {which} is not registered yet',
  },
  columnsCount: {
    zh: '文件有 {columns} 列，而指定了 {given} 列',
    en: 'the file has {columns} columns, and {given} were said',
  },
  noJson: { zh: '文件不是 JSON', en: 'the file is not JSON' },
  noCollection: {
    zh: '文件不是 GeoJSON FeatureCollection 或 Feature',
    en: 'the file is neither a GeoJSON FeatureCollection nor a Feature',
  },
  noProperties: { zh: '没有 properties', en: 'it has no properties' },
  noPoint: { zh: 'geometry 不是 Point', en: 'the geometry is not a Point' },
  unknownProperty: { zh: '无法识别属性 {name}', en: 'nobody knows the property {name}' },

  // Of the whole.
  readAs: {
    zh: '文件按 {encoding} 读取，不是 UTF-8：请核对名称',
    en: 'the file was read as {encoding}, not as UTF-8: look at the names',
  },
  outOfService: { zh: '即将停用：{count} 台', en: 'out of service from now on: {count}' },
  backInService: { zh: '恢复使用：{count} 台', en: 'back in service: {count}' },
} as const satisfies Words
