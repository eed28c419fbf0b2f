/** What the data of the events of a case says, in words (docs/cases.md). */
import type { Words } from '../../core/bilingual.ts'

export const stepWords = {
  done: { zh: '已完成', en: 'done' },
  current: { zh: '当前环节', en: 'now' },
  ahead: { zh: '未到', en: 'ahead' },
  dropped: { zh: '未办理', en: 'not done' },
} as const satisfies Words

export const recordWords = {
  record: { zh: '办理记录', en: 'Record' },
  by: { zh: '{role} {name}', en: '{role} {name}' },
  checking: { zh: '正在校验记录…', en: 'Checking the record…' },
  intact: {
    zh: '记录完整：{events} 条，哈希链一致',
    en: 'Record intact: {events} events, hash chain fits',
  },
  broken: {
    zh: '记录有异常：第 {versions} 条与哈希链不符',
    en: 'Record does not fit its hash chain at {versions}',
  },
  unchecked: { zh: '记录暂时无法校验', en: 'The record could not be checked' },
  file: { zh: '导出案卷', en: 'Case file' },
  source: { zh: '来源', en: 'Source' },
  why: { zh: '派遣依据', en: 'Chosen by' },
  metres: { zh: '距案发位置', en: 'From the place' },
  deadline: { zh: '时限', en: 'Deadline' },
  due: { zh: '应于', en: 'Was due' },
  was: { zh: '原时限', en: 'Deadline before' },
  severity: { zh: '等级', en: 'Severity' },
  fromTo: { zh: '等级', en: 'Severity' },
  joined: { zh: '并案', en: 'Joined' },
  joinedYes: {
    zh: '同一对象的另一告警并入本案',
    en: 'Another alarm of the same thing joined the case',
  },
  foldedCount: { zh: '并入告警数', en: 'Alarms folded in' },
  cause: { zh: '共同原因', en: 'Cause' },
  fault: { zh: '故障告警', en: 'Fault alarm' },
  channel: { zh: '渠道', en: 'Channel' },
  notice: { zh: '通知编号', en: 'Notice' },
  alarm: { zh: '告警', en: 'Alarm' },
  condition: { zh: '判定条件', en: 'Condition' },
  values: { zh: '判定数值', en: 'Values' },
  name: { zh: '名称', en: 'Name' },
  value: { zh: '数值', en: 'Value' },
  since: { zh: '条件成立于', en: 'Held since' },
  alarmAt: { zh: '告警时间', en: 'Alarm at' },
  because: { zh: '解除原因', en: 'Cleared because' },
  readings: { zh: '依据读数', en: 'Readings' },
  readingCount: { zh: '{count} 条，最后一条测于 {last}', en: '{count}, the last of {last}' },
  version: { zh: '规则版本', en: 'Rule version' },
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'no' },
} as const satisfies Words

export const whyWords = {
  owner: { zh: '权属单位', en: 'Owner of the thing' },
  table: { zh: '派遣表', en: 'Dispatch table' },
  duty: { zh: '唯一有此职责的单位', en: 'Only unit with the duty' },
  dispatcher: { zh: '派遣员指定', en: 'Named by the dispatcher' },
  boundary: { zh: '已划定的职责界线', en: 'A boundary that was drawn' },
  designated: { zh: '争议指定', en: 'Designated in a dispute' },
  coordinated: { zh: '市级协调', en: 'Coordinated by the city' },
} as const satisfies Words

export const channelWords = {
  mqtt: { zh: '终端推送 (MQTT)', en: 'Terminal (MQTT)' },
  webhook: { zh: '系统对接 (webhook)', en: 'Webhook' },
  robot: { zh: '群机器人', en: 'Group robot' },
  console: { zh: '工作台', en: 'Console' },
} as const satisfies Words
