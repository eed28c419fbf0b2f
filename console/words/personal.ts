/** Words of how one is told in person, and of what came of it (docs/escalation.md). */
import type { Words } from '../../core/bilingual.ts'

export const personalWords = {
  title: { zh: '通知方式', en: 'How I am told' },
  titleOf: { zh: '{name} 的通知方式', en: 'How {name} is told' },
  help: {
    zh: '值班时本单位的派单会单独通知您，从第一种方式开始；{after}内没有查看，换下一种方式，再换下一位值班人。',
    en: 'While you are on duty you are told of orders of your unit in person, by the first channel; when you have not looked within {after}, by the next one, and then the next person on duty is.',
  },
  dutyDeskHelp: {
    zh: '您在席值班时，逐级催办点名到您的，按第一种方式单独通知您；第一种是工作台时，只在席位页面和本席工作群显示。',
    en: 'While you are on duty at your desk, what escalates to you comes by the first channel; where that is the console, it stands on the pages and in the group of the desk.',
  },
  deskHelp: {
    zh: '您岗位的通知会推送到您允许的设备；下面选择等级和免打扰时段。',
    en: 'What your desk is told of comes to the devices that you allow. Choose which grades do, and in which hours.',
  },
  redHelp: {
    zh: '红色案件可能危及人身安全，任何时段都会以已启用的全部方式通知，不能关闭。工作台不打扰人，始终保留全部通知。',
    en: 'Red cases may be a danger to life: they come at any hour by each channel that is on, and cannot be silenced. The console makes no noise and always keeps all of it.',
  },
  use: { zh: '启用', en: 'On' },
  webhookAddress: { zh: '个人推送地址', en: 'Own address' },
  webhookHelp: { zh: '以 {origins} 开头', en: 'It begins with {origins}' },
  robotAddress: {
    zh: '群内成员标识（钉钉手机号或 userId，企业微信 userid，飞书 open_id）',
    en: 'How the group knows you (DingTalk telephone or userId, WeCom userid, Feishu open_id)',
  },
  grades: { zh: '平时通知的等级', en: 'Grades that come' },
  quietGrades: { zh: '免打扰时段通知的等级', en: 'Grades that come in quiet hours' },
  quiet: { zh: '免打扰时段', en: 'Quiet hours' },
  from: { zh: '从', en: 'From' },
  to: { zh: '到', en: 'To' },
  earlier: { zh: '提前：{channel}', en: 'Earlier: {channel}' },
  save: { zh: '保存通知方式', en: 'Save' },
  saved: { zh: '通知方式已保存。', en: 'It is saved.' },
  none: { zh: '尚未设置，只在工作台通知。', en: 'Nothing chosen: the console only.' },
  show: { zh: '通知方式', en: 'Channels' },
  waiting: { zh: '点名通知您的派单', en: 'Orders you were told of' },
  receipts: { zh: '值班通知回执', en: 'Told in person' },
  person: { zh: '值班人', en: 'Person' },
  channel: { zh: '方式', en: 'Channel' },
  told: { zh: '通知', en: 'Told' },
  delivered: { zh: '送达', en: 'Delivered' },
  failed: { zh: '未送达：{reason}', en: 'Not delivered: {reason}' },
  read: { zh: '已阅', en: 'Read' },
  accepted: { zh: '接单', en: 'Accepted' },
  nobody: { zh: '{at} 值班人员均未接单', en: 'Nobody on duty had accepted at {at}' },
} as const satisfies Words
