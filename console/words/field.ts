/** Words of the inspector's phone. */
import type { Words } from '../../core/bilingual.ts'

export const fieldWords = {
  title: { zh: '现场核查', en: 'In the field' },
  toCheck: { zh: '待核实（{count}）', en: 'To check before filing ({count})' },
  toVerify: { zh: '待核查（{count}）', en: 'To verify ({count})' },
  none: { zh: '现在没有', en: 'None now' },
  tabs: { zh: '现场', en: 'In the field' },
  inspections: { zh: '核实核查', en: 'To inspect' },
  patrols: { zh: '巡查', en: 'Patrols' },
  report: { zh: '上报', en: 'Report' },
  back: { zh: '返回现场核查', en: 'Back to the list' },
  order: { zh: '排序', en: 'Order' },
  nearest: { zh: '最近优先', en: 'Nearest first' },
  deadline: { zh: '先到期优先', en: 'By deadline' },
  area: { zh: '网格或街道', en: 'Grid or street' },
  everywhere: { zh: '全市', en: 'The whole city' },
  distance: { zh: '距此 {distance}', en: '{distance} from here' },
  mine: { zh: '我已领取', en: 'With me' },
  with: { zh: '{who} 已领取', en: 'With {who}' },
  task: { zh: '交办说明', en: 'What to look for' },
  seen: { zh: '上报情况', en: 'As reported' },
  handled: { zh: '处置反馈', en: "The crew's report" },
  filing: { zh: '立案条件', en: 'Condition for filing' },
  standing: {
    zh: '告警尚未解除；通过须写明理由。',
    en: 'An alarm still stands; to pass it needs a reason.',
  },
} as const satisfies Words

export const answerWords = {
  submit: { zh: '提交', en: 'Send' },
  confirmText: { zh: '现场情况（可不填）', en: 'What is there (may be left out)' },
  denyReason: { zh: '不实原因', en: 'What was found instead' },
  passedText: { zh: '核查情况（可不填）', en: 'What was found (may be left out)' },
  failedText: { zh: '不通过原因', en: 'Why it does not pass' },
  here: { zh: '位置 {position}', en: 'At {position}' },
  metres: { zh: '距案发位置 {metres} 米', en: '{metres} m from the place' },
  chooseResult: { zh: '请选择核查结果。', en: 'Choose whether it passes.' },
  sayDespite: { zh: '请写明理由。', en: 'Say why.' },
  locating: { zh: '正在定位…', en: 'Finding the position…' },
  noPermission: {
    zh: '没有定位权限，将不带位置提交。',
    en: 'The position may not be read; it is sent without one.',
  },
  noPosition: {
    zh: '定位失败，将不带位置提交。',
    en: 'No position was found; it is sent without one.',
  },
  insecure: {
    zh: '定位需要 https 或 localhost 访问，将不带位置提交。',
    en: 'Positions need https or localhost; it is sent without one.',
  },
} as const satisfies Words

export const reportWords = {
  title: { zh: '上报问题', en: 'Report a problem' },
  category: { zh: '类别', en: 'Category' },
  choose: { zh: '请选择类别', en: 'Choose a category' },
  text: { zh: '情况说明', en: 'What it is' },
  place: { zh: '位置描述', en: 'Where it is, in words' },
  submit: { zh: '上报', en: 'Report' },
  kept: {
    zh: '已保存，正在提交；提交后可在列表中看到。',
    en: 'Kept and on its way; sent once, also when the network is away now.',
  },
  placeNeeded: { zh: '没有定位，请描述位置。', en: 'No position is known: say where it is.' },
  categoryNeeded: { zh: '请选择类别。', en: 'Choose a category.' },
  standardNeeded: { zh: '请选择立案条件。', en: 'Choose the condition.' },
  leadNeeded: { zh: '请选择职责。', en: 'Choose a duty.' },
  another: { zh: '再报一件', en: 'Report another' },
} as const satisfies Words
