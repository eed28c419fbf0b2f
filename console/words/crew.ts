/** Words of the crew's phone. */
import type { Words } from '../../core/bilingual.ts'

export const crewWords = {
  title: { zh: '我的工单', en: 'My orders' },
  orders: { zh: '待处置（{count}）', en: 'To be handled ({count})' },
  reported: { zh: '已反馈，待核查（{count}）', en: 'Reported, to be verified ({count})' },
  none: { zh: '现在没有工单', en: 'No orders now' },
  isReported: { zh: '✓ 已反馈，等待核查', en: '✓ Reported, waits to be verified' },
  noneReported: { zh: '没有待核查的工单', en: 'None waits for verification' },
  back: { zh: '返回我的工单', en: 'Back to my orders' },
  number: { zh: '案件号', en: 'Case number' },
  order: { zh: '工单 {id}', en: 'Order {id}' },
  place: { zh: '地点', en: 'Place' },
  noPlace: { zh: '没有坐标', en: 'No coordinates' },
  device: { zh: '设备 {id}', en: 'Device {id}' },
  component: { zh: '部件 {id}', en: 'Component {id}' },
  cell: { zh: '单元网格 {id}', en: 'Grid cell {id}' },
  measured: { zh: '测得 {quantity} {value}', en: 'Measured: {quantity} {value}' },
  limitOf: { zh: '（限值 {limit}）', en: '(limit: {limit})' },
  limit: { zh: '处置时限', en: 'Handling limit' },
  work: { zh: '类型', en: 'Kind' },
  standing: { zh: '未解除告警 {count} 条', en: 'Alarms still standing: {count}' },
  cleared: { zh: '告警均已解除', en: 'All alarms are cleared' },
  reworks: { zh: '返工 {count} 次', en: 'Rework: {count}' },
  doing: { zh: '办理', en: 'What to do' },
  nothingToDo: { zh: '此工单现在无需办理。', en: 'Nothing is to be done to this order now.' },
  onItsWay: {
    zh: '您的操作正在提交，提交后可继续办理。',
    en: 'What you did is on its way; you can go on when it is sent.',
  },
} as const satisfies Words

export const networkWords = {
  there: { zh: '网络正常', en: 'Connected' },
  none: { zh: '无网络，操作保存后自动提交', en: 'No network: kept, sent later' },
  silent: { zh: '服务器无回应，操作保存后重试', en: 'No answer: kept, tried again' },
  kept: { zh: '显示手机上保存的内容', en: 'Shown as kept on this phone' },
  waiting: { zh: '{count} 项待提交', en: '{count} waiting to be sent' },
  refused: { zh: '{count} 项未被接受，请处理', en: '{count} not accepted, please look' },
  sending: { zh: '正在提交…', en: 'Sending…' },
  sendNow: { zh: '立即提交', en: 'Send now' },
  notDurable: {
    zh: '此浏览器不能保存数据（可能是无痕模式）：关闭页面会丢失未提交的操作。',
    en: 'This browser keeps nothing (private mode?): what is not sent is lost when the page is closed.',
  },
  notOffline: {
    zh: '没有网络时页面打不开：离线打开和照片需要 https 或 localhost 访问。',
    en: 'This page does not open without network: that, and photos, need https or localhost.',
  },
  others: {
    zh: '此手机上还有其他人的 {count} 项未提交操作，需本人登录后提交。',
    en: '{count} actions of somebody else wait on this phone; they are sent when that person signs in.',
  },
} as const satisfies Words

export const actionWords = {
  acceptOrder: { zh: '接单', en: 'Accept order' },
  arrive: { zh: '到达现场', en: 'Arrived' },
  report: { zh: '处置反馈', en: 'Report' },
  return: { zh: '退回', en: 'Return' },
  askExtension: { zh: '申请延期', en: 'Ask for more time' },
  askSuspension: { zh: '申请挂账', en: 'Ask to suspend' },
  resume: { zh: '恢复处置', en: 'Resume' },
  reinforce: { zh: '派出增援', en: 'Send reinforcement' },
  explain: { zh: '超期说明', en: 'Explain the lateness' },
  answerSupervision: { zh: '督办答复', en: 'Answer the supervision' },
  acceptSupport: { zh: '接受配合', en: 'Accept the support' },
  reportSupport: { zh: '配合反馈', en: 'Report the support done' },
  declineSupport: { zh: '谢绝配合', en: 'Decline the support' },
  comment: { zh: '备注', en: 'Comment' },
  claim: { zh: '领取', en: 'Take it on' },
  confirmProblem: { zh: '情况属实', en: 'The problem is there' },
  denyProblem: { zh: '情况不实', en: 'No problem found' },
  verify: { zh: '核查', en: 'Verify' },
  collect: { zh: '上报问题', en: 'Report a problem' },
  patrol: { zh: '巡查', en: 'Patrol' },
} as const satisfies Words

export const formWords = {
  reportText: { zh: '处置情况', en: 'What was done' },
  returnReason: { zh: '退回原因', en: 'Reason of the return' },
  extensionReason: { zh: '延期原因', en: 'Why more time is needed' },
  suspensionText: { zh: '挂账说明', en: 'What stands in the way' },
  submitSuspension: { zh: '提交挂账申请', en: 'Send the request to suspend' },
  reinforcementText: { zh: '增援说明（可不填）', en: 'What is sent (may be left out)' },
  reinforcementCount: { zh: '增援人数', en: 'How many people' },
  countNeeded: { zh: '请填写增援人数。', en: 'Please say how many people.' },
  submitReinforcement: { zh: '提交增援', en: 'Send the word of it' },
  latenessReason: { zh: '超期原因', en: 'Why it is late' },
  supervisionAnswer: { zh: '答复内容', en: 'Answer' },
  submitAnswer: { zh: '提交答复', en: 'Send the answer' },
  commentText: { zh: '备注内容', en: 'Comment' },
  submitReport: { zh: '提交反馈', en: 'Send the report' },
  submitReturn: { zh: '确认退回', en: 'Return the order' },
  submitExtension: { zh: '提交延期申请', en: 'Send the request for more time' },
  submitLateness: { zh: '提交超期说明', en: 'Send the reason' },
  submitComment: { zh: '提交备注', en: 'Send the comment' },
  textNeeded: { zh: '请填写内容。', en: 'Please write something.' },
  photoNeeded: { zh: '该类别须附照片。', en: 'This category needs a picture.' },
  notKept: {
    zh: '手机存储已满或不可用，未能保存：{message}',
    en: 'The phone could not keep it: {message}',
  },
  locating: { zh: '正在定位…', en: 'Finding the position…' },
  noPermission: {
    zh: '没有定位权限。可在浏览器设置中允许，或不带位置登记到场。',
    en: 'The position may not be read. Allow it in the browser, or arrive without it.',
  },
  noPosition: {
    zh: '定位失败。可重试，或不带位置登记到场。',
    en: 'No position was found. Try again, or arrive without it.',
  },
  insecure: {
    zh: '定位需要 https 或 localhost 访问。可不带位置登记到场。',
    en: 'Positions need https or localhost. You can arrive without one.',
  },
  arrived: { zh: '已于 {time} 到达现场', en: 'Arrived at {time}' },
  arriveAgain: { zh: '重新登记到场', en: 'Arrived again' },
  withoutPosition: { zh: '不带位置登记到场', en: 'Arrive without position' },
  tryPosition: { zh: '重新定位', en: 'Find the position again' },
} as const satisfies Words

export const placeWords = {
  navigate: { zh: '导航', en: 'Navigate' },
  copy: { zh: '复制坐标', en: 'Copy coordinates' },
  copied: { zh: '已复制', en: 'Copied' },
  chinese: {
    zh: '坐标（GCJ-02，高德、腾讯、苹果地图）',
    en: 'Coordinates (GCJ-02: Amap, Tencent, Apple)',
  },
  coordinates: { zh: '坐标（WGS-84，纬度,经度）', en: 'Coordinates (WGS-84, latitude,longitude)' },
} as const satisfies Words

export const photoWords = {
  deleted: { zh: '照片已到期删除', en: 'Deleted, its time was over' },
  photos: { zh: '照片', en: 'Photos' },
  add: { zh: '拍照或选择照片', en: 'Take or choose photos' },
  preparing: { zh: '正在处理照片…', en: 'Preparing photos…' },
  photo: { zh: '照片 {number}', en: 'Photo {number}' },
  remove: { zh: '移除照片 {number}', en: 'Remove photo {number}' },
  away: { zh: '照片尚未收到', en: 'Photo not received yet' },
  type: { zh: '{name}：只接受 JPEG、PNG、WebP 照片', en: '{name}: only JPEG, PNG and WebP photos' },
  size: { zh: '{name}：超过 8 MiB', en: '{name}: larger than 8 MiB' },
  unreadable: { zh: '{name}：无法读取', en: '{name}: cannot be read' },
  many: { zh: '最多 20 张照片', en: 'At most 20 photos' },
  insecure: { zh: '照片需要 https 或 localhost 访问。', en: 'Photos need https or localhost.' },
} as const satisfies Words

export const outboxWords = {
  record: { zh: '办理记录', en: 'Record' },
  waiting: { zh: '待提交', en: 'Waiting to be sent' },
  sending: { zh: '正在提交', en: 'Sending' },
  unknown: {
    zh: '已发出，未收到回应，将重新提交（不会重复）',
    en: 'Sent without an answer; sent again, which doubles nothing',
  },
  refused: { zh: '未被接受', en: 'Not accepted' },
  behind: { zh: '前一项处理后提交', en: 'Waits for the one before it' },
  tryAgain: { zh: '重试', en: 'Try again' },
  drop: { zh: '撤销', en: 'Drop' },
  wasFirst: {
    zh: '已由 {who} 于 {at} 办理：{event}',
    en: '{who} was first, at {at}: {event}',
  },
  gone: { zh: '案件已不由您这里办理。', en: 'The case is not yours to handle any more.' },
  photoRefused: { zh: '照片未被接受：{message}', en: 'A photo was not accepted: {message}' },
  other: { zh: '未被接受：{message}', en: 'Not accepted: {message}' },
  photoCount: { zh: '照片 {count} 张', en: '{count} photos' },
  withPosition: { zh: '位置 {position}', en: 'at {position}' },
} as const satisfies Words
