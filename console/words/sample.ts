/** Words of the first page of the sample city. */
import type { ActorRole } from '../../core/actor.ts'
import type { Bilingual, Words } from '../../core/bilingual.ts'

export const sampleWords = {
  seen: {
    zh: '一座虚构的城市正在运行：约 500 个模拟设备在上报，规则在研判，案件派给处置队伍。都是模拟数据，可以放心试。',
    en: 'An invented city is at work: some 500 simulated devices report, rules judge what they say, cases go to crews. Nothing here is real; try whatever you like.',
  },
  tryThese: { zh: '先试三件事', en: 'Three things to try' },
  watch: { zh: '看：井盖被盗，一分钟内立案派遣', en: 'Watch a stolen cover become a case' },
  watchMore: {
    zh: '启动后不久有一个井盖被撬开：地图上出现告警，旁边的案件里有它的读数和依据。',
    en: 'Soon after the start a manhole cover is lifted off: the map shows the alarm, and beside it stands the case with the readings behind it.',
  },
  handle: { zh: '办：以处置队伍接单、到场、反馈', en: 'Handle it as the crew' },
  handleMore: {
    zh: '工单写明地点、读数和期限；这一页是给手机用的，断网也能办。',
    en: 'The order says where, what was measured and by when. The page is made for a phone and works without network.',
  },
  noOrders: {
    zh: '还没有工单，请等约一分钟。',
    en: 'No orders yet; give it about a minute.',
  },
  close: { zh: '查：以核查员到场核查、结案', en: 'Check it as the inspector, and close it' },
  closeMore: {
    zh: '处置队伍反馈之后，案件等待核查；通过即结案，全过程可验证、不可篡改。',
    en: 'Once the crew has reported, the case waits to be checked; passed, it is closed, with a record that nobody can change.',
  },
  enterAs: { zh: '以{who}进入', en: 'Enter as {who}' },
  everybody: { zh: '或选择任一角色', en: 'Or enter as anybody' },
  crews: { zh: '处置队伍', en: 'Crews' },
  orders: { zh: '待办 {count} 单', en: '{count} to do' },
  onlyHere: {
    zh: '只有示例城市、且只在本机打开时才有此页；正式运行时须用账号或令牌登录。',
    en: 'Only the sample city has this page, and only on this machine; a real city asks for an account or a token.',
  },
} as const satisfies Words

/** What a role is for, in a line. */
export const entranceWords = {
  operator: { zh: '接收告警和上报，立案', en: 'hears alarms and reports, files cases' },
  dispatcher: { zh: '派遣、改派，调整阈值', en: 'sends cases to crews, drafts limits' },
  inspector: { zh: '现场核实、核查', en: 'looks on site before and after' },
  supervisor: { zh: '督办超期，启用规则', en: 'follows up what is late, puts rules in force' },
  manager: { zh: '考评、审批', en: 'evaluates units, approves' },
  administrator: { zh: '账号、设备、目录', en: 'accounts, devices, tables' },
  wall: { zh: '只看不改的大屏', en: 'a screen that changes nothing' },
} as const satisfies Partial<Readonly<Record<ActorRole, Bilingual>>>
