/** Words of filters that somebody keeps. */
import type { Words } from '../../core/bilingual.ts'

export const savedWords = {
  lists: { zh: '常用筛选（{count}）', en: 'Saved filters ({count})' },
  name: { zh: '名称', en: 'Name' },
  save: { zh: '保存当前筛选', en: 'Save these filters' },
  remove: { zh: '删除 {name}', en: 'Remove {name}' },
} as const satisfies Words
