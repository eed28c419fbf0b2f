import type { Words } from '../../core/bilingual.ts'

export const fileWords = {
  choose: { zh: '选择文件', en: 'Choose a file' },
  chooseSome: { zh: '选择图片', en: 'Choose pictures' },
} as const satisfies Words
