/**
 * The indicators of evaluation (考评) that the facts of a case allow. Quotients: metric catalogue of a grid platform; rework, overdue and
 * the weights: scoring text of 成都金牛区. What each count holds is said in docs/cases.md.
 */
import type { Bilingual } from '../../core/bilingual.ts'

/** The counts that indicators are made of. */
export const figures = {
  reported: { zh: '上报数', en: 'Reported' },
  reportedFiled: { zh: '上报并立案数', en: 'Reported and filed' },
  reportedValid: { zh: '有效上报数', en: 'Validly reported' },
  reportedOpen: { zh: '未结案数', en: 'Reported, not ended' },
  filed: { zh: '立案数', en: 'Filed' },
  filedRightly: { zh: '准确立案数', en: 'Rightly filed' },
  filedTransferred: { zh: '立案后移送数', en: 'Filed and transferred' },
  onSiteDue: { zh: '应核实数', en: 'Due for a check on site' },
  onSiteInTime: { zh: '按时核实数', en: 'Checked on site in time' },
  dispatchDue: { zh: '应派遣数', en: 'Due for dispatch' },
  dispatched: { zh: '派遣数', en: 'Dispatched' },
  dispatchedInTime: { zh: '按时派遣数', en: 'Dispatched in time' },
  dispatchedRightly: { zh: '准确派遣数', en: 'Rightly dispatched' },
  handlingDue: { zh: '应处置数', en: 'Due for handling' },
  handled: { zh: '处置数', en: 'Handled' },
  handledInTime: { zh: '按期处置数', en: 'Handled in time' },
  handlingWaits: { zh: '超期待处置数', en: 'Overdue, not handled' },
  extended: { zh: '延期数', en: 'Given more time' },
  checkDue: { zh: '应核查数', en: 'Due for verification' },
  checkedInTime: { zh: '按时核查数', en: 'Verified in time' },
  closingDue: { zh: '应结案数', en: 'Due for closing' },
  closed: { zh: '结案数', en: 'Closed' },
  closedInTime: { zh: '按期结案数', en: 'Closed in time' },
  closedLate: { zh: '超期结案数', en: 'Closed late' },
  reworked: { zh: '返工数', en: 'Reworked' },
  reopened: { zh: '复开数', en: 'Opened again' },
  suspended: { zh: '挂账数', en: 'Suspended' },
  returned: { zh: '退回数', en: 'Returned' },
  voided: { zh: '作废数', en: 'Void' },
  duplicates: { zh: '重复数', en: 'Repeats' },
  selfHandled: { zh: '自行处置数', en: 'Handled on the spot' },
  supervised: { zh: '督办数', en: 'Supervised' },
  supervisionDone: { zh: '督办完成数', en: 'Supervision done' },
  transferred: { zh: '移送数', en: 'Transferred' },
  feedbackDue: { zh: '应反馈数', en: 'Due for feedback to a transfer' },
  feedbackInTime: { zh: '按期反馈数', en: 'Feedback in time' },
  supportDue: { zh: '应配合数', en: 'Due for support' },
  supportedInTime: { zh: '按期配合数', en: 'Supported in time' },
  rated: { zh: '评价数', en: 'Rated by reporters' },
  contented: { zh: '满意数', en: 'Rated satisfied or fair' },
  orders: { zh: '期内处置数', en: 'Orders handled in the period' },
  handlingTime: { zh: '处置时长', en: 'Time of handling' },
  suspensionsOver: { zh: '期内结束挂账数', en: 'Suspensions over in the period' },
  suspendedTime: { zh: '挂账时长', en: 'Time of suspension' },
  acceptances: { zh: '期内受理数', en: 'Accepted in the period' },
  acceptingTime: { zh: '受理时长', en: 'Time until acceptance' },
} as const satisfies Readonly<Record<string, Bilingual>>
export type Figure = keyof typeof figures
/** Those that stand beside the rates as they are. */
export const plainFigures = [
  'returned',
  'voided',
  'duplicates',
  'suspended',
  'selfHandled',
  'supervised',
  'supervisionDone',
  'transferred',
] as const satisfies readonly Figure[]
export type PlainFigure = (typeof plainFigures)[number]
export const figureNames = Object.keys(figures) as readonly Figure[]

export interface Indicator {
  readonly id: string
  readonly name: Bilingual
  readonly numerator: Figure
  readonly denominator: Figure
  /** duration: the mean of the numerator, in milliseconds. */
  readonly unit: 'share' | 'duration'
  readonly better: 'high' | 'low'
  /** Part of the score by the text of the district; a city sets its own. */
  readonly weight?: number
}

type Line = readonly [id: string, zh: string, en: string, numerator: Figure, denominator: Figure]
const share = (
  [id, zh, en, numerator, denominator]: Line,
  better: Indicator['better'] = 'high',
  weight?: number,
): Indicator => ({
  ...{ id, name: { zh, en }, numerator, denominator, unit: 'share', better },
  ...(weight !== undefined && { weight }),
})
const duration = ([id, zh, en, numerator, denominator]: Line): Indicator => ({
  ...{ id, name: { zh, en }, numerator, denominator, unit: 'duration', better: 'low' },
})

export const indicators: readonly Indicator[] = [
  share(['disposeRate', '处置率', 'Handled', 'handled', 'handlingDue'], 'high', 30),
  share(
    ['inTimeDisposeRate', '按期处置率', 'Handled in time', 'handledInTime', 'handlingDue'],
    'high',
    20,
  ),
  share(['reworkRate', '返工率', 'Reworked', 'reworked', 'closingDue'], 'low', 20),
  share(
    ['overTimeRate', '超期待处置率', 'Overdue, not handled', 'handlingWaits', 'handlingDue'],
    'low',
    20,
  ),
  share(['delayRate', '延期率', 'Given more time', 'extended', 'handlingDue'], 'low', 10),
  share(['archiveRate', '结案率', 'Closed', 'closed', 'closingDue']),
  share(['inTimeArchiveRate', '按期结案率', 'Closed in time', 'closedInTime', 'closingDue']),
  share(['overTimeArchiveRate', '超期结案率', 'Closed late', 'closedLate', 'closingDue'], 'low'),
  share(['toArchiveRate', '未结案率', 'Not ended', 'reportedOpen', 'reported'], 'low'),
  share(['dispatchRate', '派遣率', 'Dispatched', 'dispatched', 'dispatchDue']),
  share([
    'inTimeDispatchRate',
    '按期派遣率',
    'Dispatched in time',
    'dispatchedInTime',
    'dispatchDue',
  ]),
  share([
    'accurDispatchRate',
    '准确派遣率',
    'Rightly dispatched',
    'dispatchedRightly',
    'dispatchDue',
  ]),
  share(['registerRate', '立案率', 'Filed', 'reportedFiled', 'reported']),
  share(['accurRegisterRate', '准确立案率', 'Rightly filed', 'filedRightly', 'filed']),
  share(['validReportRate', '有效上报率', 'Validly reported', 'reportedValid', 'reported']),
  share(['inTimeVerifyRate', '按期核实率', 'Checked on site in time', 'onSiteInTime', 'onSiteDue']),
  share(['inTimeCheckRate', '按期核查率', 'Verified in time', 'checkedInTime', 'checkDue']),
  share(['reopenRate', '复开率', 'Opened again', 'reopened', 'closed'], 'low'),
  share(['inTimeSupportRate', '按期配合率', 'Supported in time', 'supportedInTime', 'supportDue']),
  share(['transferRate', '移送率', 'Transferred', 'filedTransferred', 'filed'], 'low'),
  share([
    'inTimeFeedbackRate',
    '按期反馈率',
    'Feedback to transfers in time',
    'feedbackInTime',
    'feedbackDue',
  ]),
  share(['satisfactionRate', '满意率', 'Satisfied', 'contented', 'rated']),
  duration(['avgHandleTime', '平均处置时长', 'Mean time of handling', 'handlingTime', 'orders']),
  duration([
    'avgSuspendTime',
    '平均挂账时长',
    'Mean time of suspension',
    'suspendedTime',
    'suspensionsOver',
  ]),
  duration([
    'avgAcceptTime',
    '平均受理时长',
    'Mean time until acceptance',
    'acceptingTime',
    'acceptances',
  ]),
]
