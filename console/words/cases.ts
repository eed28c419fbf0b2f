/** Words of the case desk: queues, one case, what may be asked of it, the report of a problem. */
import type { Words } from '../../core/bilingual.ts'

export const queueWords = {
  intake: { zh: '待立案受理', en: 'To file and accept' },
  dispatch: { zh: '待派遣', en: 'To dispatch' },
  working: { zh: '处置中', en: 'Being handled' },
  verify: { zh: '待核查', en: 'To verify' },
  overdue: { zh: '超期', en: 'Overdue' },
  open: { zh: '全部在办', en: 'All open' },
  ended: { zh: '已办结', en: 'Ended' },
} as const satisfies Words

export const orderWords = {
  deadline: { zh: '按时限', en: 'By deadline' },
  newest: { zh: '最新在前', en: 'Newest first' },
  severity: { zh: '按等级', en: 'By severity' },
} as const satisfies Words

export const caseWords = {
  cases: { zh: '案件办理', en: 'Cases' },
  queues: { zh: '案件队列', en: 'Queues' },
  number: { zh: '案件编号', en: 'Number' },
  title: { zh: '标题', en: 'Title' },
  severity: { zh: '等级', en: 'Severity' },
  stage: { zh: '阶段', en: 'Stage' },
  unit: { zh: '处置单位', en: 'Unit' },
  noUnit: { zh: '未派遣', en: 'No unit yet' },
  countdown: { zh: '时限', en: 'Deadline' },
  age: { zh: '已历时', en: 'Age' },
  category: { zh: '类别', en: 'Category' },
  order: { zh: '排序', en: 'Order' },
  filters: { zh: '筛选', en: 'Filters' },
  search: { zh: '查找', en: 'Find' },
  searchHint: { zh: '编号、标题、设备、网格、单位', en: 'Number, title, device, cell, unit' },
  all: { zh: '全部', en: 'All' },
  onlyOverdue: { zh: '仅超期', en: 'Overdue only' },
  clear: { zh: '清除筛选', en: 'Clear filters' },
  noCases: { zh: '此队列没有案件', en: 'No case in this queue' },
  noMatch: { zh: '没有符合条件的案件', en: 'No case fits the filters' },
  range: { zh: '第 {from}–{to} 件，共 {total} 件', en: '{from}–{to} of {total}' },
  previous: { zh: '上一页', en: 'Previous page' },
  next: { zh: '下一页', en: 'Next page' },
  more: { zh: '读取更多案件', en: 'Read more cases' },
  notAll: {
    zh: '只读取了前 {count} 件；查找和按级别排序只在其中进行。',
    en: 'Only the first {count} were read; search and order by severity are among these.',
  },
  print: { zh: '打印', en: 'Print' },
  unknown: { zh: '没有这个案件', en: 'There is no such case' },
  backToQueue: { zh: '返回案件队列', en: 'Back to the queue' },
  chain: { zh: '流程', en: 'Course' },
  place: { zh: '位置', en: 'Place' },
  description: { zh: '位置描述', en: 'Described as' },
  check: { zh: '核实', en: 'Check on site' },
  device: { zh: '设备', en: 'Device' },
  component: { zh: '部件编码', en: 'Component' },
  cell: { zh: '单元网格', en: 'Grid cell' },
  position: { zh: '坐标 (WGS-84)', en: 'Position (WGS-84)' },
  facts: { zh: '基本情况', en: 'Facts' },
  work: { zh: '案件性质', en: 'Kind of work' },
  source: { zh: '来源', en: 'Source' },
  lead: { zh: '职责', en: 'Duty' },
  limit: { zh: '处置时限', en: 'Handling limit' },
  filing: { zh: '立案条件', en: 'Condition for filing' },
  closing: { zh: '结案条件', en: 'Condition for closing' },
  newLimit: {
    zh: '新时限（自现在起）',
    en: 'New limit, from now',
  },
  collectedAt: { zh: '采集时间', en: 'Collected' },
  deadlines: { zh: '时限', en: 'Deadlines' },
  due: { zh: '到期', en: 'Due' },
  left: { zh: '剩余', en: 'Left' },
  noDeadline: { zh: '当前没有计时', en: 'No deadline runs' },
  lateness: { zh: '超期说明', en: 'Reason for lateness' },
  uncertain: {
    zh: '节假日数据不全，按普通工作日计算',
    en: 'The calendar lacks this year; weekdays were taken for workdays',
  },
  counts: {
    zh: '超期 {overdues} 次 · 退回 {returns} 次 · 返工 {reworks} 次',
    en: 'Overdue {overdues} · returned {returns} · reworked {reworks}',
  },
  alarms: { zh: '关联告警', en: 'Alarms' },
  rule: { zh: '规则', en: 'Rule' },
  lastChange: { zh: '最近变化', en: 'Last change' },
  state: { zh: '状态', en: 'State' },
  standing: { zh: '仍在告警', en: 'Standing' },
  cleared: { zh: '已恢复', en: 'Cleared' },
  evidence: { zh: '查看证据', en: 'Evidence' },
  allCleared: {
    zh: '告警均已恢复：仅供核查参考，不自动结案。',
    en: 'All alarms have cleared: evidence for the inspector, never a closing.',
  },
  noAlarms: { zh: '没有关联告警（人工上报）', en: 'No alarm; a person reported it' },
  photos: { zh: '照片', en: 'Photos' },
  photo: { zh: '照片 {number}：{name}', en: 'Photo {number}: {name}' },
  noPhotos: { zh: '没有照片', en: 'No photos' },
  photoMissing: { zh: '照片尚未收到', en: 'Photo not received yet' },
  addPhotos: { zh: '添加照片', en: 'Add photos' },
  uploading: { zh: '正在上传…', en: 'Uploading…' },
  photoKinds: {
    zh: 'JPEG、PNG 或 WebP，每张不超过 8 MB，最多 20 张。',
    en: 'JPEG, PNG or WebP, 8 MB each at most, 20 in all.',
  },
  photoRefused: { zh: '{name}：格式或大小不符', en: '{name}: not a photo type, or too large' },
  photoFailed: { zh: '{name}：上传失败（{reason}）', en: '{name}: upload failed ({reason})' },
  tooManyPhotos: { zh: '最多 20 张照片', en: '20 photos at most' },
  remove: { zh: '移除', en: 'Remove' },
  actions: { zh: '办理', en: 'What to do' },
  noActions: { zh: '您目前不能办理此案件。', en: 'There is nothing you may do to it now.' },
  done: { zh: '已办理：{command}', en: 'Done: {command}' },
  sending: { zh: '正在提交…', en: 'Sending…' },
  automatic: { zh: '按派遣表自动确定', en: 'As the dispatch table says' },
  fitting: { zh: '职责与辖区相符', en: 'Has the duty and the area' },
  otherUnits: { zh: '其他单位', en: 'Other units' },
  reason: { zh: '原因', en: 'Reason' },
  text: { zh: '说明', en: 'Text' },
  result: { zh: '核查结果', en: 'Result' },
  passed: { zh: '通过，可以结案', en: 'Passed' },
  failed: { zh: '不通过，返工', en: 'Not passed: rework' },
  closeSure: { zh: '结案后不能再办理。', en: 'A closed case takes nothing more.' },
  despite: { zh: '告警尚未解除，仍要结束的理由', en: 'Why it ends although an alarm stands' },
  doubts: { zh: '传感器存疑，见故障告警', en: 'Sensor in doubt, by the fault' },
  follows: { zh: '前案', en: 'Follows' },
  voidSure: {
    zh: '作废后不能恢复，请写明原因。',
    en: 'A void case cannot be taken up again; say why.',
  },
} as const satisfies Words

export const commandWords = {
  askCheck: { zh: '交办核实', en: 'Ask for a check on site' },
  confirmProblem: { zh: '情况属实', en: 'Confirm the problem' },
  denyProblem: { zh: '情况不实', en: 'Find no problem' },
  file: { zh: '立案', en: 'File' },
  accept: { zh: '受理', en: 'Accept' },
  dispatch: { zh: '派遣', en: 'Dispatch' },
  acceptOrder: { zh: '接单', en: 'Accept order' },
  arrive: { zh: '到场', en: 'Arrived' },
  report: { zh: '处置反馈', en: 'Report handling' },
  askExtension: { zh: '申请延期', en: 'Ask for more time' },
  extend: { zh: '准予延期', en: 'Grant more time' },
  refuseExtension: { zh: '不予延期', en: 'Refuse more time' },
  explain: { zh: '超期说明', en: 'Explain the lateness' },
  acceptReason: { zh: '认可超期说明', en: 'Accept the reason' },
  rejectReason: { zh: '不认可超期说明', en: 'Reject the reason' },
  verify: { zh: '核查', en: 'Verify' },
  close: { zh: '结案', en: 'Close' },
  return: { zh: '退回', en: 'Return' },
  comment: { zh: '备注', en: 'Comment' },
  void: { zh: '作废', en: 'Void' },
} as const satisfies Words

/** Why a command was not taken, by the word that the API gives in `details` (docs/errors.md). */
export const refusalWords = {
  'unknown-case': { zh: '没有这个案件。', en: 'There is no such case.' },
  'not-allowed': { zh: '您的角色不能这样办理。', en: 'Your role may not do this.' },
  'not-your-unit': { zh: '案件不在您的单位。', en: 'The case is not with your unit.' },
  final: { zh: '案件已办结，不能再办理。', en: 'The case has ended; nothing more can be done.' },
  'wrong-stage': {
    zh: '案件所处阶段已变化，不能这样办理。',
    en: 'The case is in another stage now and cannot take this.',
  },
  'already-open': { zh: '此案件已经采集过。', en: 'The case has been collected before.' },
  'unknown-unit': { zh: '没有这个处置单位。', en: 'There is no such unit.' },
  'no-unit': {
    zh: '派遣表没有给出单位，请指定处置单位。',
    en: 'The dispatch table names no unit; choose one.',
  },
  'alarm-standing': {
    zh: '告警尚未解除；须说明理由方可结束案件。',
    en: 'An alarm of the case still stands; it ends only with a reason.',
  },
  'photo-needed': {
    zh: '该类别的处置反馈须附照片。',
    en: 'A report of this category needs a picture.',
  },
  'standard-needed': {
    zh: '请选择立案条件；标准中没有的类别须写明职责和时限。',
    en: 'Choose the condition for filing; a category outside the standard needs duty and limit.',
  },
  'unknown-standard': {
    zh: '今天的立案标准中没有这一条。',
    en: 'The filing standard of today has no such row.',
  },
  'set-by-standard': {
    zh: '职责和时限以立案标准为准，不能自行填写。',
    en: 'Duty and limit are those of the filing standard; leave them out.',
  },
  'check-needed': {
    zh: '须先经现场核实属实，方可立案。',
    en: 'It is filed after an inspector has confirmed it on site.',
  },
  'check-not-asked': { zh: '没有待核实的交办。', en: 'No check on site waits for an answer.' },
  'not-verified': { zh: '核查尚未通过，不能结案。', en: 'No verification has passed yet.' },
  'key-reused': {
    zh: '该幂等键已用于其他内容。',
    en: 'This key was used for something else.',
  },
  'asked-before': {
    zh: '此案件已申请过延期，只能申请一次。',
    en: 'More time was asked for before; it is asked once.',
  },
  'too-late': {
    zh: '时限已过，延期须在到期前申请。',
    en: 'The deadline has passed; more time is asked for before it.',
  },
  'not-asked': { zh: '没有待批的延期申请。', en: 'No request for more time waits for an answer.' },
  'not-later': {
    zh: '新时限不晚于当前时限。',
    en: 'The new limit gives no more time than there is.',
  },
  'not-late': {
    zh: '没有须由您说明的超期。',
    en: 'No deadline that is yours to explain has passed.',
  },
  'not-explained': {
    zh: '没有待审的超期说明。',
    en: 'No reason for lateness waits for an answer.',
  },
  'nothing-new': { zh: '已经办理过，无需重复。', en: 'This has been done before.' },
} as const satisfies Words

/** What went wrong besides a refusal, by the code of docs/errors.md. */
export const troubleWords = {
  'version-conflict': {
    zh: '他人刚刚办理了此案件，请查看后再试。',
    en: 'Somebody else changed the case first; look again, then decide.',
  },
  'request-invalid': { zh: '填写的内容不符合要求：{message}', en: 'Not accepted: {message}' },
  'device-unknown': { zh: '没有这个设备。', en: 'There is no such device.' },
  forbidden: { zh: '您的角色不能这样办理。', en: 'Your role may not do this.' },
  unreachable: {
    zh: '服务器没有回应；请先查看案件记录，再决定是否重试。',
    en: 'The server does not answer; look at the record before you try again.',
  },
  'store-unavailable': {
    zh: '案件库暂时不可用，稍后再试。',
    en: 'The register cannot be reached now; try again in a moment.',
  },
  other: { zh: '没有成功：{message}', en: 'Not done: {message}' },
} as const satisfies Words

export const problemWords = {
  report: { zh: '上报问题', en: 'Report a problem' },
  submit: { zh: '上报', en: 'Report' },
  titleZh: { zh: '标题（中文）', en: 'Title (Chinese)' },
  titleEn: { zh: '标题（英文）', en: 'Title (English)' },
  oneTitle: { zh: '至少填写一种语言。', en: 'One of the two is enough.' },
  categoryHint: { zh: '四位类别代码（大类+小类）', en: 'Four digits (class and subclass)' },
  where: { zh: '位置（填写已知的）', en: 'Where (as far as known)' },
  deviceHint: {
    zh: '填写设备编号时，位置取自设备登记。',
    en: 'With a device its registered place is taken.',
  },
  longitude: { zh: '经度', en: 'Longitude' },
  latitude: { zh: '纬度', en: 'Latitude' },
  amount: { zh: '数量', en: 'Amount' },
  clock: { zh: '计时方式', en: 'Clock' },
  chooseDuty: { zh: '请选择职责', en: 'Choose a duty' },
  chooseStandard: { zh: '请选择立案条件', en: 'Choose the condition' },
} as const satisfies Words

/** The clocks of a limit (cases/working-time), in the words that the API reads. */
export const clockWords = {
  minutes: { zh: '分钟', en: 'minutes' },
  'urgent hours': { zh: '紧急工作时', en: 'urgent hours' },
  'working hours': { zh: '工作时', en: 'working hours' },
  'working days': { zh: '工作日', en: 'working days' },
  'natural days': { zh: '自然日', en: 'natural days' },
} as const satisfies Words
