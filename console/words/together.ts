/** Words of commands that are given to several cases at once (批量办理). */
import type { Words } from '../../core/bilingual.ts'

export const togetherWords = {
  title: { zh: '批量办理', en: 'Several at once' },
  chosen: { zh: '已选 {count} 件', en: '{count} chosen' },
  choose: { zh: '选择 {id}', en: 'Choose {id}' },
  choosePage: { zh: '选择本页全部', en: 'Choose all on this page' },
  none: { zh: '取消选择', en: 'Choose none' },
  of: { zh: '{command}（{count} 件）', en: '{command} ({count})' },
  going: { zh: '正在办理 {given}/{count}', en: '{given} of {count}' },
  done: { zh: '{command}：{count} 件已办理', en: '{command}: {count} done' },
  refused: { zh: '{count} 件未办理：', en: '{count} not done:' },
} as const satisfies Words
