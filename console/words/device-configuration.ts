/** Words of what a device should be set to, and how it is. */
import type { Bilingual, Words } from '../../core/bilingual.ts'
import type { ConfigurationState } from '../../core/device-configuration.ts'

export const configurationWords = {
  title: { zh: '设备配置', en: 'Configuration' },
  edit: { zh: '修改配置', en: 'Change the configuration' },
  setting: { zh: '配置项', en: 'Setting' },
  desired: { zh: '期望值', en: 'Desired' },
  reported: { zh: '设备上报值', en: 'Reported' },
  differs: { zh: '不同', en: 'differs' },
  none: {
    zh: '未设置期望配置，设备也未上报配置',
    en: 'Nothing is desired, and it reported nothing',
  },
  version: { zh: '版本 {version}', en: 'version {version}' },
  since: { zh: '自 {time}', en: 'since {time}' },
  by: { zh: '{by} 于 {time} 设置：{reason}', en: 'set by {by}, {time}: {reason}' },
  lastReported: { zh: '设备最近上报：{time}', en: 'It last reported {time}' },
  next: { zh: '下次下发：{time}', en: 'Goes out next {time}' },
  said: { zh: '设备说明：{said}', en: 'The device says: {said}' },
  period: {
    zh: '设备上报的间隔为 {reported} 秒，台账为 {period} 秒；规则按台账判断是否失联。',
    en: 'It reports every {reported} s; the register has {period} s, by which rules tell whether it is silent.',
  },
  take: { zh: '台账改为 {reported} 秒', en: 'Put {reported} s into the register' },
  bounds: { zh: '{name}（{min}–{max} {unit}）', en: '{name} ({min} to {max} {unit})' },
  keep: { zh: '不设置', en: 'Not set' },
  on: { zh: '开', en: 'on' },
  off: { zh: '关', en: 'off' },
  save: { zh: '保存并下发', en: 'Save and send' },
  saved: {
    zh: '已保存。设备在线时即下发，离线时待其上线后下发。',
    en: 'It is kept, and goes out as soon as the device is there.',
  },
  fields: {
    zh: '期望配置（版本 {version}，{reason}）：{changes}',
    en: 'desired (version {version}, {reason}): {changes}',
  },
  help: {
    zh: '应设置成什么样，设备自己说是什么样。不一致的要有人看：设备改了值、不支持，或拒绝。',
    en: 'What devices should be set to, and what they say. A person looks at those that differ: set to something else, without the setting, or refusing.',
  },
  filter: { zh: '状态', en: 'State' },
  differing: { zh: '不一致、不支持或拒绝', en: 'different, not supported or refused' },
  noneSo: { zh: '没有这样的设备', en: 'There is none' },
  count: { zh: '不同的配置项', en: 'Settings that differ' },
  word: { zh: '设备说明', en: 'What it says' },
  last: { zh: '最近设置', en: 'Set last' },
  many: { zh: '批量设置', en: 'Set many' },
  leftAlone: { zh: '空着的配置项不改。', en: 'What is left empty is not changed.' },
  noneOfKind: { zh: '没有在用的这类设备', en: 'No device of this kind is in service' },
  check: { zh: '看有多少台', en: 'See how many' },
  reaches: {
    zh: '将设置 {count} 台设备；另有 {left} 台不接收配置。',
    en: '{count} devices will be set; {left} more hear no configuration.',
  },
  setAll: { zh: '设置 {count} 台并下发', en: 'Set {count} and send' },
  setMany: {
    zh: '已保存 {count} 台的期望配置，设备在线时即下发。',
    en: 'It is kept for {count} devices, and goes out as soon as each is there.',
  },
  answered: { zh: '配置版本 {version}：{state}', en: 'configuration version {version}: {state}' },
} as const satisfies Words

export const configurationStateWords = {
  unset: { zh: '未设置', en: 'nothing desired' },
  waiting: { zh: '待下发', en: 'to be sent' },
  sent: { zh: '已下发，设备未确认', en: 'sent, not confirmed' },
  same: { zh: '一致', en: 'as desired' },
  different: { zh: '不一致', en: 'different' },
  unsupported: { zh: '设备不支持', en: 'not supported by the device' },
  refused: { zh: '设备拒绝', en: 'refused by the device' },
} as const satisfies Readonly<Record<ConfigurationState, Bilingual>>
