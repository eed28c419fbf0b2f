/** Words of the search from the head of every page. */
import type { Words } from '../../core/bilingual.ts'

export const findWords = {
  search: { zh: '全站搜索', en: 'Search everything' },
  hint: { zh: '查找', en: 'Find' },
  title: { zh: '搜索“{text}”', en: 'Search: {text}' },
  nothingAsked: {
    zh: '在页首输入案件号、设备名称或编号、街道、社区、单位，回车。',
    en: 'Type a case number, a device by name or number, a street, a community or a unit at the top, and press Enter.',
  },
  tooShort: { zh: '请至少输入两个字。', en: 'Please type two letters or more.' },
  firstCases: { zh: '最近的 {count} 件', en: 'The newest {count}' },
  allOpen: { zh: '在办案件中查找', en: 'Search the open cases' },
  allDevices: { zh: '在设备登记中查找', en: 'Search the register' },
  firstDevices: { zh: '前 {count} 台', en: 'The first {count}' },
} as const satisfies Words
