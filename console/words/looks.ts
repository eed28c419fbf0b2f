/** Words of personal data: shown in part, in full, and who looked at it. */
import type { Words } from '../../core/bilingual.ts'

export const lookWords = {
  title: { zh: '个人信息查看记录', en: 'Looks at personal data' },
  help: {
    zh: '谁在何时查看了哪个案件的报案人、照片或案卷，或哪次巡查的轨迹。记录不可修改，按规定期限保存。',
    en: 'Who looked at the reporter, a photo or the file of which case, or the track of which patrol, and when. Nobody can change it; it is kept as long as is set.',
  },
  csv: { zh: '下载 CSV', en: 'Download CSV' },
  check: { zh: '校验记录', en: 'Check the log' },
  intact: { zh: '记录完整，未被改动。', en: 'The log is whole and as it was written.' },
  wrong: { zh: '以下编号与写入时不符：{numbers}', en: 'Not as they were written: {numbers}' },
  who: { zh: '查看人', en: 'Who' },
  case: { zh: '案件或巡查', en: 'Case or patrol' },
  what: { zh: '内容', en: 'What' },
  purpose: { zh: '查看事由', en: 'What for' },
  reporter: { zh: '报案人', en: 'Reporter' },
  photo: { zh: '照片', en: 'Photo' },
  file: { zh: '案卷', en: 'Case file' },
  track: { zh: '巡查轨迹', en: 'Track of a patrol' },
  ofCase: { zh: '案件编号', en: 'Number of the case' },
  filter: { zh: '筛选', en: 'Filter' },
  cut: { zh: '只显示最近 500 条，其余请下载 CSV。', en: 'The newest 500; the CSV has the others.' },
  reveal: { zh: '显示完整信息', en: 'Show in full' },
  revealHelp: {
    zh: '姓名和电话已脱敏。显示完整信息会记入查看记录。',
    en: 'Name and telephone are shown in part. Showing them in full is written down.',
  },
} as const satisfies Words
