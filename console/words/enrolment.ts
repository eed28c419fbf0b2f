/** Words of the batches of devices that fetch their credentials themselves. */
import type { Words } from '../../core/bilingual.ts'

export const enrolmentWords = {
  tab: { zh: '批次入网', en: 'Enrolling' },
  help: {
    zh: '同一批设备共用一个入网码，每台设备凭它自行领取一次接入凭证（POST /v1/enrolling）。适合出厂预置或成批安装。',
    en: 'The devices of a batch share a code, by which each fetches its own credential once (POST /v1/enrolling): for a factory, or an installer with a hundred of them.',
  },
  make: { zh: '新建批次', en: 'Make a batch' },
  name: { zh: '批次名称', en: 'Name of the batch' },
  days: { zh: '有效天数', en: 'Days in force' },
  devices: {
    zh: '设备编号（已登记、尚无凭证，每行一个）',
    en: 'Devices by number (registered, without a credential; one a line)',
  },
  count: { zh: '共 {count} 台', en: '{count} devices' },
  made: {
    zh: '批次 {name} 的入网码如下，只显示这一次。知道它的人可以冒充本批中尚未入网的设备，请勿外传。',
    en: 'This is the code of {name}, shown this once. Whoever knows it can take the place of a device of the batch that has not enrolled: keep it.',
  },
  code: { zh: '入网码', en: 'Code' },
  codeAsPicture: { zh: '入网码二维码', en: 'The code, to be scanned' },
  batches: { zh: '批次', en: 'Batches' },
  none: { zh: '还没有批次。', en: 'There is no batch yet.' },
  enrolled: { zh: '已入网', en: 'Enrolled' },
  of: { zh: '{enrolled} / {devices}', en: '{enrolled} of {devices}' },
  until: { zh: '有效至', en: 'In force until' },
  by: { zh: '创建人', en: 'Made by' },
  state: { zh: '状态', en: 'State' },
  inForce: { zh: '有效', en: 'in force' },
  done: { zh: '全部入网', en: 'all have enrolled' },
  ended: { zh: '已到期', en: 'ended' },
  revoked: { zh: '已撤销（{by}，{at}）', en: 'revoked ({by}, {at})' },
  who: { zh: '设备明细', en: 'Which devices' },
  notYet: { zh: '尚未入网', en: 'not yet' },
  revoke: { zh: '撤销', en: 'Revoke' },
  revokeTitle: { zh: '撤销批次 {name}？', en: 'Revoke {name}?' },
  revokeHelp: {
    zh: '此后不能再凭该入网码入网；已入网的 {enrolled} 台不受影响。',
    en: 'Nobody enrols by its code any more; the {enrolled} that have stay connected.',
  },
  instead: { zh: '改为凭入网码自行领取…', en: 'Let them fetch it themselves by a code …' },
} as const satisfies Words
