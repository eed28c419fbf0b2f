/** Words of patrols (巡查): of the inspector's phone and of those who answer for them. */
import type { Words } from '../../core/bilingual.ts'

export const patrolWords = {
  title: { zh: '巡查', en: 'Patrols' },
  plans: { zh: '巡查计划', en: 'Patrol plans' },
  plan: { zh: '计划', en: 'Plan' },
  name: { zh: '名称', en: 'Name' },
  to: { zh: '至', en: 'To' },
  points: { zh: '必到点', en: 'Check points' },
  time: { zh: '时间', en: 'Time' },
  state: { zh: '状态', en: 'State' },
  late: { zh: '超时', en: 'Late' },
  person: { zh: '网格员', en: 'Grid member' },
  grid: { zh: '责任网格', en: 'Responsibility grid' },
  anybody: { zh: '任一核查员', en: 'Any inspector' },
  started: { zh: '开始 {at}', en: 'Started {at}' },
  ended: { zh: '结束 {at}', en: 'Ended {at}' },
  byClock: { zh: '未由网格员结束', en: 'Ended by nobody' },
  sentLater: { zh: '补传 {at}', en: 'Sent later, at {at}' },
  covered: { zh: '单元网格 {cells}/{of}', en: 'Unit grids {cells}/{of}' },
  reached: { zh: '必到点 {reached}/{of}', en: 'Check points {reached}/{of}' },
  metres: { zh: '{metres} 米', en: '{metres} m' },
  unplaced: { zh: '位置不明，不计入：{names}', en: 'Without a known place, not counted: {names}' },
  cases: { zh: '途中上报', en: 'Reported on the way' },
} as const satisfies Words

export const walkWords = {
  today: { zh: '我的巡查', en: 'My patrols' },
  none: { zh: '今天没有您的巡查任务。', en: 'No patrol is yours today.' },
  start: { zh: '开始巡查', en: 'Start' },
  end: { zh: '结束巡查', en: 'End' },
  endText: { zh: '巡查小结（可不填）', en: 'What was seen (may be left out)' },
  walking: { zh: '正在巡查', en: 'Under way' },
  since: { zh: '已巡查 {time}', en: 'For {time}' },
  problem: { zh: '上报问题', en: 'Report a problem' },
  pointReached: { zh: '已到', en: 'reached' },
  pointOpen: { zh: '未到', en: 'not yet' },
  starts: { zh: '{at} 开始', en: 'from {at}' },
  keepOpen: {
    zh: '巡查中请保持本页打开、屏幕常亮，否则不记录轨迹。',
    en: 'Keep this page open and the screen on, or the track has a gap.',
  },
  located: { zh: '定位精度 {accuracy} 米', en: 'Position known within {accuracy} m' },
  notBelieved: {
    zh: '定位精度 {accuracy} 米，太差，不计到位。',
    en: 'Known within {accuracy} m only: it counts for nothing.',
  },
  locating: { zh: '正在定位…', en: 'Finding the position…' },
  noPermission: {
    zh: '没有定位权限：巡查不记录轨迹，必到点不计到位。请在系统设置中允许定位。',
    en: 'The position may not be read: no track is kept and no check point is reached. Allow it in the settings of the phone.',
  },
  noPosition: { zh: '暂时无法定位，继续尝试。', en: 'No position for now; it goes on trying.' },
  insecure: {
    zh: '定位需要 https 或 localhost 访问：巡查不记录轨迹。',
    en: 'Positions need https or localhost: no track is kept.',
  },
  privacy: {
    zh: '仅在开始与结束之间记录位置；主管查看轨迹会留下记录。',
    en: 'Positions are kept between start and end only; whoever looks at the track is written down.',
  },
  waits: { zh: '{count} 段轨迹待上传', en: '{count} stretches of the track wait' },
  drop: { zh: '放弃这次巡查的记录', en: 'Let go of what was kept of this patrol' },
  onPatrol: { zh: '计入巡查：{name}', en: 'On the patrol {name}' },
} as const satisfies Words

export const patrolDeskWords = {
  day: { zh: '日期', en: 'Day' },
  late: { zh: '超时与漏巡（{count}）', en: 'Late and missed ({count})' },
  noneLate: { zh: '没有超时或漏巡。', en: 'None is late or missed.' },
  tasks: { zh: '巡查任务（{count}）', en: 'Tasks ({count})' },
  more: { zh: '只显示前 500 项。', en: 'The first 500.' },
  figures: { zh: '巡查统计', en: 'How they were walked' },
  from: { zh: '自', en: 'From' },
  to: { zh: '至', en: 'To' },
  by: { zh: '按', en: 'By' },
  csv: { zh: '下载 CSV', en: 'Download CSV' },
  all: { zh: '合计', en: 'All together' },
  anyState: { zh: '全部', en: 'All' },
  due: { zh: '应巡', en: 'Due' },
  done: { zh: '完成', en: 'Done' },
  unfinished: { zh: '未结束', en: 'Not ended' },
  missed: { zh: '漏巡', en: 'Missed' },
  doneRate: { zh: '完成率', en: 'Share done' },
  reachedRate: { zh: '到位率', en: 'Points reached' },
  coveredRate: { zh: '覆盖率', en: 'Unit grids covered' },
  distance: { zh: '里程', en: 'Distance' },
  track: { zh: '轨迹', en: 'Track' },
  reveal: { zh: '查看轨迹', en: 'Show the track' },
  revealHelp: {
    zh: '轨迹是个人信息，查看会记入查看记录。',
    en: 'A track is personal; looking at it is written down.',
  },
  noTrack: {
    zh: '没有轨迹，或已到期删除。',
    en: 'There is no track, or it was deleted when its time was over.',
  },
  trackOf: {
    zh: '{count} 个位置，{until} 起删除',
    en: '{count} positions, deleted from {until} on',
  },
  map: { zh: '轨迹图', en: 'The track on the grid' },
  plansLink: { zh: '巡查计划', en: 'Plans' },
  close: { zh: '关闭', en: 'Close' },
} as const satisfies Words

/** Why something is not done with a patrol. */
export const patrolRefusalWords = {
  'patrol-unknown': { zh: '没有这项巡查任务。', en: 'There is no such patrol.' },
  'not-your-patrol': { zh: '这项巡查任务不是您的。', en: 'This patrol is for others.' },
  'patrol-taken': { zh: '他人已开始这项巡查。', en: 'Somebody else has started this patrol.' },
  'patrol-early': { zh: '巡查时间未到。', en: 'The time of this patrol has not begun.' },
  'patrol-over': {
    zh: '巡查时间已过，不能再开始或补传。',
    en: 'The time of this patrol is over; nothing of it is taken any more.',
  },
  'patrol-not-started': { zh: '这项巡查尚未开始。', en: 'Nobody has started this patrol.' },
} as const satisfies Words
