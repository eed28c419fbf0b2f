/**
 * Names of the category codes, after one city's filing standard (立案标准): covers and underpasses by the component list,
 * the rest by the event list. A code of both lists is named as our rules use it. Local extensions (本地扩展) count down
 * from 99 within a class, as that table does; class 99 is ours, for work that is no matter of the grid. Codes are the
 * city's own data: a code without a name here is shown as it is.
 */
import type { Bilingual } from './bilingual.ts'

export const caseCodes = {
  '0101': { zh: '上水井盖', en: 'Water supply cover' },
  '0102': { zh: '污水井盖', en: 'Sewage cover' },
  '0103': { zh: '雨水井盖', en: 'Storm water cover' },
  '0104': { zh: '雨水箅子', en: 'Gully grate' },
  '0106': { zh: '路灯井盖', en: 'Street lamp cover' },
  '0110': { zh: '热力井盖', en: 'Heating cover' },
  '0111': { zh: '燃气井盖', en: 'Gas cover' },
  '0114': { zh: '园林井盖', en: 'Garden cover' },
  '0118': { zh: '化粪池井盖', en: 'Septic tank cover' },
  '0123': { zh: '不明井盖', en: 'Cover of unknown owner' },
  '0125': { zh: '水域不洁', en: 'Floating rubbish' },
  '0126': { zh: '河道污染', en: 'River pollution' },
  '0128': { zh: '商业噪音', en: 'Commercial noise' },
  '0129': { zh: '露天烧烤', en: 'Open-air barbecue' },
  '0195': { zh: '作业车辆管理', en: 'Work vehicles' },
  '0207': { zh: '地下通道积水', en: 'Underpass under water' },
  '0301': { zh: '施工扰民', en: 'Construction noise' },
  '0304': { zh: '工地扬尘', en: 'Construction dust' },
  '0402': { zh: '早（夜）市管理', en: 'Morning and night market' },
  '0503': { zh: '排水管道堵塞、破裂', en: 'Blocked or broken drain' },
  '0505': { zh: '路面塌陷', en: 'Road collapse' },
  '0506': { zh: '道路积水', en: 'Standing water on road' },
  // Local extensions.
  '0196': { zh: '河道水位', en: 'River stage' },
  '0197': { zh: '区域噪声', en: 'Noise of an area' },
  '0198': { zh: '井内有害气体', en: 'Gas in a well' },
  '0199': { zh: '餐饮油烟', en: 'Cooking fume' },
  '0599': { zh: '建议封闭道路', en: 'Road to be closed' },
  '9901': { zh: '感知设备维护', en: 'Maintenance of a sensor' },
} as const satisfies Readonly<Record<string, Bilingual>>
