/** The words of the field: stages, severities, deadlines, roles. Used by every page. */
import type { Words } from './table.ts'

export const stageWords = {
  collected: { zh: '待立案', en: 'Collected' },
  filed: { zh: '已立案', en: 'Filed' },
  accepted: { zh: '待派遣', en: 'Accepted' },
  returned: { zh: '退回', en: 'Returned' },
  dispatched: { zh: '已派遣', en: 'Dispatched' },
  handling: { zh: '处置中', en: 'Handling' },
  rework: { zh: '返工', en: 'Rework' },
  verifying: { zh: '待核查', en: 'Verifying' },
  closed: { zh: '已结案', en: 'Closed' },
  void: { zh: '作废', en: 'Void' },
} as const satisfies Words

/** Colour is never alone: each has its word and its shape. */
export const severityWords = {
  blue: { zh: '蓝色', en: 'Blue' },
  yellow: { zh: '黄色', en: 'Yellow' },
  orange: { zh: '橙色', en: 'Orange' },
  red: { zh: '红色', en: 'Red' },
} as const satisfies Words

export const deadlineWords = {
  dispatch: { zh: '派遣', en: 'Dispatch' },
  handling: { zh: '处置', en: 'Handling' },
  verification: { zh: '核查', en: 'Verification' },
} as const satisfies Words

export const roleWords = {
  operator: { zh: '值班员', en: 'Operator' },
  dispatcher: { zh: '派遣员', en: 'Dispatcher' },
  crew: { zh: '处置队伍', en: 'Crew' },
  inspector: { zh: '核查员', en: 'Inspector' },
  supervisor: { zh: '督查员', en: 'Supervisor' },
  manager: { zh: '管理者', en: 'Manager' },
  administrator: { zh: '系统管理员', en: 'Administrator' },
  wall: { zh: '大屏', en: 'Wall screen' },
  device: { zh: '设备', en: 'Device' },
  metrics: { zh: '监控', en: 'Metrics' },
  service: { zh: '系统', en: 'System' },
} as const satisfies Words

export const workWords = {
  incident: { zh: '网格案件', en: 'Grid case' },
  maintenance: { zh: '维护工单', en: 'Maintenance order' },
} as const satisfies Words
