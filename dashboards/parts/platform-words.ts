/** What keepers of the platform call the words in its metrics. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { consumers } from '../../core/consumers.ts'
import type { DeadLetterReason } from '../../core/dead-letter.ts'
import type { Timing } from '../../core/reading.ts'
import { listed } from './vocabularies.ts'

type Group = (typeof consumers)[keyof typeof consumers]['group']

export const groupNames = listed({
  ingest: { zh: '接入', en: 'Ingest' },
  adoption: { zh: '待登记设备', en: 'Devices to be registered' },
  rules: { zh: '规则判定', en: 'Rules on devices' },
  areas: { zh: '片区规则', en: 'Rules on areas' },
  series: { zh: '写入时序库', en: 'Writing of the time series' },
  cases: { zh: '案件', en: 'Cases' },
  'notify-mqtt': { zh: '通知（MQTT）', en: 'Notices by MQTT' },
  'notify-webhook': { zh: '通知（Webhook）', en: 'Notices by webhook' },
  'notify-robot': { zh: '通知（群机器人）', en: 'Notices to group robots' },
  'notify-push': { zh: '通知（手机、电脑推送）', en: 'Notices by Web Push' },
  'device-commands': { zh: '设备指令应答', en: 'Replies to commands' },
  'seal-post': { zh: '封条外送', en: 'Seals to outside' },
  operations: { zh: '看板数据', en: 'Points for dashboards' },
} satisfies Readonly<Record<Group, Bilingual>>)

export const timingNames = listed({
  live: { zh: '实时', en: 'Live' },
  late: { zh: '迟到', en: 'Late' },
  clamped: { zh: '设备时钟超前', en: 'Device clock ahead' },
  resent: { zh: '补传', en: 'Sent again' },
} satisfies Readonly<Record<Timing, Bilingual>>)

export const deadLetterNames = listed({
  'payload-too-large': { zh: '报文过大', en: 'Payload too large' },
  'topic-not-allowed': { zh: '无权发布到该主题', en: 'Topic not allowed' },
  'topic-invalid': { zh: '主题无效', en: 'Topic invalid' },
  'rate-limited': { zh: '发送过快', en: 'Sent too fast' },
  'unknown-station': { zh: '站点未登记', en: 'Station not registered' },
  'wrong-password': { zh: '站点密码错误', en: 'Wrong password of a station' },
  'wrong-checksum': { zh: '校验码不符', en: 'Wrong checksum' },
  'unreadable-frame': { zh: '数据帧不完整', en: 'No whole frame' },
  unparsable: { zh: '无法解析', en: 'Cannot be parsed' },
  'invalid-payload': { zh: '内容无效', en: 'Invalid content' },
  'too-many-readings': { zh: '单个报文读数过多', en: 'Too many readings at once' },
  'unknown-device': { zh: '设备未登记', en: 'Device not registered' },
  'inactive-device': { zh: '设备已停用', en: 'Device not in use' },
  'unknown-command': { zh: '应答没有对应的指令', en: 'Answers a command nobody gave' },
  'not-your-device': { zh: '替他人设备发送', en: 'Speaks for a device not its own' },
  'unknown-quantity': { zh: '监测因子未知', en: 'Unknown quantity' },
  'no-quantity': { zh: '没有监测值', en: 'Holds no value' },
  'ancient-clock': { zh: '设备时钟过旧', en: 'Device clock far behind' },
  'no-decoder': { zh: '没有对应的解码器', en: 'No decoder' },
  'not-stored': { zh: '时序库拒收', en: 'Refused by the time series' },
} satisfies Readonly<Record<DeadLetterReason, Bilingual>>)
