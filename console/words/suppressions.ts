/** Words of what holds alarms back (搁置、检修、作业许可) and of acknowledging. */
import type { Words } from '../../core/bilingual.ts'

export const suppressionPageWords = {
  title: { zh: '搁置与许可', en: 'Alarms held back' },
  help: {
    zh: '被搁置的告警照常记录，不生成案件；到期后仍未解除的会转入案件。',
    en: 'An alarm that is held back is kept and opens no case; what still stands when it is over goes to the cases.',
  },
  views: { zh: '范围', en: 'Which' },
  running: { zh: '进行中', en: 'Running' },
  all: { zh: '全部', en: 'All' },
  none: { zh: '没有搁置、检修或许可', en: 'Nothing is held back' },
  add: { zh: '新建搁置', en: 'Hold alarms back' },
  hold: { zh: '搁置', en: 'Hold back' },
  ofDevice: { zh: '搁置此设备的告警', en: 'Hold back alarms of this device' },
  ofCell: { zh: '搁置此网格的告警', en: 'Hold back alarms of this cell' },
  ofAlarm: { zh: '搁置此类告警', en: 'Hold this alarm back' },

  kind: { zh: '类型', en: 'Kind' },
  covers: { zh: '对象', en: 'Covers' },
  partial: { zh: '另含辖区以外的对象', en: 'and more outside of your area' },
  devices: { zh: '设备编号（空格分隔）', en: 'Device ids (spaces between)' },
  cells: { zh: '网格编码或其前 6、9 位', en: 'Cells, or their first 6 or 9 digits' },
  rules: { zh: '仅限规则（可不填）', en: 'Only these rules (may be empty)' },
  upTo: { zh: '最高级别', en: 'Up to' },
  usual: { zh: '默认（搁置为黄色，其余为橙色）', en: 'as usual (yellow for a shelf, else orange)' },
  reason: { zh: '原因', en: 'Reason' },
  permit: { zh: '许可文号', en: 'Number of the permit' },
  lasts: { zh: '时长', en: 'Lasts' },
  unit: { zh: '单位', en: 'Unit' },
  hours: { zh: '小时', en: 'hours' },
  days: { zh: '天', en: 'days' },
  daily: {
    zh: '每天仅限（如 22:00-05:00，可不填）',
    en: 'Each day only (22:00-05:00; may be empty)',
  },
  preview: { zh: '预览影响', en: 'Preview' },
  previewed: {
    zh: '涉及 {devices} 台设备、{standing} 条未解除告警',
    en: '{devices} devices, {standing} standing alarms',
  },

  state: { zh: '状态', en: 'State' },
  inForce: { zh: '生效中', en: 'in force' },
  outOfHours: { zh: '不在时段内', en: 'not at this hour' },
  over: { zh: '已结束', en: 'over' },
  until: { zh: '至', en: 'Until' },
  by: { zh: '操作人', en: 'By' },
  doing: { zh: '操作', en: 'Action' },
  held: { zh: '被搁置的告警', en: 'Alarms held back' },
  heldOf: { zh: '被搁置的告警：{id}', en: 'Alarms held back: {id}' },
  end: { zh: '提前结束', en: 'End it now' },
  endOf: { zh: '提前结束：{id}', en: 'End it now: {id}' },
  endHelp: {
    zh: '仍未解除的告警会立即转入案件。',
    en: 'Alarms that still stand go to the cases at once.',
  },
} as const satisfies Words

/** What a suppression names, in front of the names. */
export const coverWords = {
  devices: { zh: '设备', en: 'devices' },
  gateways: { zh: '网关', en: 'gateways' },
  owners: { zh: '权属单位', en: 'owners' },
  cells: { zh: '网格', en: 'cells' },
  rules: { zh: '规则', en: 'rules' },
  kinds: { zh: '类别', en: 'kinds' },
  sites: { zh: '点位', en: 'sites' },
} as const satisfies Words

export const acknowledgeWords = {
  acknowledged: { zh: '确认', en: 'Acknowledged' },
  by: { zh: '{by} 于 {time}', en: '{by} at {time}' },
  none: { zh: '尚未确认', en: 'nobody yet' },
  acknowledge: { zh: '确认告警', en: 'Acknowledge' },
  note: { zh: '备注（可不填）', en: 'Note (may be empty)' },
} as const satisfies Words
