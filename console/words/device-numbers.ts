/** Words of what a device is judged by and of what differs for it. */
import type { Words } from '../../core/bilingual.ts'

export const numberWords = {
  title: { zh: '判断依据', en: 'What it is judged by' },
  what: { zh: '项目', en: 'What' },
  value: { zh: '数值', en: 'Value' },
  from: { zh: '出处', en: 'From' },
  source: { zh: '依据', en: 'Source' },
  doing: { zh: '操作', en: 'Action' },
  timeOf: { zh: '{level}{time}', en: '{level} {time}' },
  schedule: { zh: '时段 {name}', en: 'schedule {name}' },
  periods: { zh: '{count} 个上报周期', en: '{count} periods' },
  none: { zh: '未给出', en: 'none given' },
  others: { zh: '不监测该设备的规则', en: 'Rules that do not watch it' },

  differ: { zh: '设特例', en: 'Let it differ' },
  differOf: { zh: '设特例：{name}', en: 'Let it differ: {name}' },
  takeAway: { zh: '取消特例', en: 'Take the override away' },
  takeAwayOf: { zh: '取消特例：{name}', en: 'Take the override away: {name}' },
  forWhom: { zh: '适用于', en: 'For' },
  now: { zh: '现为 {value}，出处：{from}', en: 'Now {value}, from {from}' },
  nearest: {
    zh: '近者优先：设备台账、设备、权属单位、街道、区、全市。',
    en: 'The nearest wins: the register, device, owner, street, district, city.',
  },
  timeHelp: {
    zh: '写作 90s、5m、1h30m；断传时间也可写作 2 periods（上报周期）。',
    en: 'Written 90s, 5m, 1h30m; silence also as 2 periods.',
  },
  hoursHelp: {
    zh: '写作 Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 18:00-02:00。',
    en: 'Written Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 18:00-02:00.',
  },
  sourceHelp: {
    zh: '依据（不填则记为原因）',
    en: 'Source (the reason, if left out)',
  },
} as const satisfies Words

/** Where a number comes from (rules/language/device-numbers.ts). */
export const originWords = {
  register: { zh: '设备台账', en: 'register' },
  device: { zh: '设备', en: 'device' },
  owner: { zh: '权属单位', en: 'owner' },
  street: { zh: '街道', en: 'street' },
  district: { zh: '区', en: 'district' },
  profile: { zh: '地方标准', en: 'profile' },
  city: { zh: '全市', en: 'city' },
  rule: { zh: '规则', en: 'rule' },
} as const satisfies Words

/** Times of a level. */
export const timeWords = {
  hold: { zh: '持续时间', en: 'hold' },
  clearHold: { zh: '解除持续时间', en: 'clear hold' },
  after: { zh: '断传时间', en: 'silence' },
  atLeast: { zh: '断传至少', en: 'silence at least' },
} as const satisfies Words
