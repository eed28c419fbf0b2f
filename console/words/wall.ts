/** Words of the page for a screen on a wall (大屏). */
import type { Words } from '../../core/bilingual.ts'

export const wallWords = {
  title: { zh: '大屏', en: 'Wall' },
  open: { zh: '大屏显示', en: 'Show on a wall' },
  leave: { zh: '退出大屏', en: 'Leave the wall' },
  paused: { zh: '已暂停切换', en: 'Paused' },
  pause: { zh: '暂停切换', en: 'Pause' },
  goOn: { zh: '继续切换', en: 'Go on' },
  previous: { zh: '上一屏', en: 'Previous view' },
  next: { zh: '下一屏', en: 'Next view' },
  keys: {
    zh: '空格 暂停 · ← → 换屏',
    en: 'Space pauses · ← → other view',
  },
  every: { zh: '切换间隔', en: 'Each view stays' },
  seconds: { zh: '{count} 秒', en: '{count} s' },
  colours: { zh: '配色', en: 'Colours' },
  clock: { zh: '随昼夜', en: 'By day and night' },
  day: { zh: '日间', en: 'Day' },
  night: { zh: '夜间', en: 'Night' },
  more: { zh: '另有 {count} 项', en: 'and {count} more' },
} as const satisfies Words

/** What each view is called. */
export const viewWords = {
  map: { zh: '城市态势', en: 'The city' },
  alarms: { zh: '最严重的告警', en: 'Gravest alarms' },
  cases: { zh: '最紧迫的案件', en: 'Most urgent cases' },
  crews: { zh: '队伍在何处', en: 'Where crews are' },
  units: { zh: '各处置单位', en: 'Units today' },
} as const satisfies Words

export const unitWords = {
  unit: { zh: '处置单位', en: 'Unit' },
  doing: { zh: '状态', en: 'Where' },
  arrived: { zh: '到场', en: 'There since' },
  open: { zh: '在办', en: 'Open' },
  overdue: { zh: '今日超期', en: 'Overdue today' },
  closed: { zh: '今日结案', en: 'Closed today' },
  none: { zh: '今日没有案件', en: 'No case today' },
} as const satisfies Words
