/**
 * Names for the category codes of the shipped rules and for the duties of the sample city. Codes are the city's own data: a code
 * without a name here is shown as it is.
 */
import type { Words } from './table.ts'

/** A code of the component list (a cover) and one of the event list may be the same; these are read as the rules use them. */
export const categoryWords = {
  '0101': { zh: '上水井盖', en: 'Water supply cover' },
  '0102': { zh: '污水井盖', en: 'Sewage cover' },
  '0103': { zh: '雨水井盖', en: 'Storm water cover' },
  '0104': { zh: '雨水箅子', en: 'Gully grate' },
  '0106': { zh: '路灯井盖', en: 'Street lamp cover' },
  '0110': { zh: '热力井盖', en: 'Heating cover' },
  '0111': { zh: '燃气井盖', en: 'Gas cover' },
  '0118': { zh: '化粪池井盖', en: 'Septic tank cover' },
  '0123': { zh: '不明井盖', en: 'Cover of unknown owner' },
  '0126': { zh: '河道', en: 'River' },
  '0128': { zh: '商业噪音', en: 'Commercial noise' },
  '0195': { zh: '区域噪声', en: 'Noise of an area' },
  '0198': { zh: '井内有害气体', en: 'Gas in a well' },
  '0199': { zh: '餐饮油烟', en: 'Cooking fume' },
  '0207': { zh: '地下通道积水', en: 'Underpass under water' },
  '0301': { zh: '施工扰民', en: 'Construction noise' },
  '0304': { zh: '工地扬尘', en: 'Construction dust' },
  '0503': { zh: '排水管道堵塞、破裂', en: 'Blocked or broken drain' },
  '0505': { zh: '路面塌陷', en: 'Road collapse' },
  '0506': { zh: '道路积水', en: 'Standing water on road' },
  '9901': { zh: '感知设备维护', en: 'Maintenance of a sensor' },
} as const satisfies Words

export const dutyWords = {
  command: { zh: '指挥协调', en: 'Command' },
  road: { zh: '市政道路', en: 'Road' },
  drainage: { zh: '排水', en: 'Drainage' },
  'water-supply': { zh: '供水', en: 'Water supply' },
  gas: { zh: '燃气', en: 'Gas' },
  lighting: { zh: '路灯照明', en: 'Street lighting' },
  enforcement: { zh: '城管执法', en: 'Enforcement' },
  environment: { zh: '生态环境', en: 'Environment' },
  sanitation: { zh: '环境卫生', en: 'Sanitation' },
  sensors: { zh: '感知设备运维', en: 'Sensors' },
} as const satisfies Words
