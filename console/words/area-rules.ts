/** Words of rules over areas. */
import type { Bilingual, Words } from '../../core/bilingual.ts'
import type { AreaRule } from '../api/types.ts'

export const areaRuleWords = {
  help: {
    zh: '片区规则统计片区内未解除的设备告警；被搁置、检修、许可或存疑的告警不计入。',
    en: 'A rule over an area counts the alarms of devices that stand in it; what is held back, or of a sensor in doubt, is not counted.',
  },
  none: { zh: '没有片区规则', en: 'No rule over an area' },
  area: { zh: '片区', en: 'Area' },
  members: { zh: '计入其告警的规则', en: 'Counts the alarms of' },
  noShare: {
    zh: '按半径统计的规则只看台数，不看比例：一台设备会同时落在多个圆内，每个圆的设备总数不同，还随台账和告警变化。要用比例（share），请按网格、汇水区或固定点统计。',
    en: 'A rule over a radius goes by how many, never by a share: one device lies in several circles at once, and each has a number of devices of its own that changes with the register and the alarms. For a share take cells, catchments or fixed points.',
  },
  standingOf: { zh: '{rule}：未解除的片区告警', en: '{rule}: alarms that stand' },
} as const satisfies Words

export const overWords = {
  district: { zh: '区（县）', en: 'District' },
  street: { zh: '街道', en: 'Street' },
  community: { zh: '社区', en: 'Community' },
  cell: { zh: '单元网格', en: 'Grid cell' },
  gateway: { zh: '同一网关下的设备', en: 'Devices behind one gateway' },
  site: { zh: '同类点位', en: 'All devices of one site' },
  catchment: { zh: '同一汇水区', en: 'Catchment' },
  power: { zh: '同一供电回路', en: 'Power feed' },
  radius: {
    zh: '首个告警设备周围 {metres} 米',
    en: '{metres} m around the first device with an alarm',
  },
  around: { zh: '{points} 周围 {metres} 米', en: '{metres} m around {points}' },
} as const satisfies Readonly<Record<AreaRule['over']['kind'], Bilingual>>
