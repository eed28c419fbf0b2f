/** What schemas that several folders share say of a text that does not fit. */
import type { Words } from './bilingual.ts'

export const schemaWords = {
  hoursForm: {
    zh: '时段写作 10:00-14:00，或 Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 10:00-02:00',
    en: 'hours are written 10:00-14:00, or Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 10:00-02:00',
  },
  hoursFormNot: {
    zh: "时段写作 10:00-14:00，或 Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 10:00-02:00；不能写 '{word}'",
    en: "hours are written 10:00-14:00, or Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 10:00-02:00; not '{word}'",
  },
  hoursLength: { zh: '时段最多 {most} 个字符', en: 'hours have {most} characters at most' },
  hoursEmpty: {
    zh: '时段 {word} 是空的；全天写作 00:00-24:00',
    en: 'the hours {word} are empty; the whole day is 00:00-24:00',
  },
  outsideName: {
    zh: '{what}由 1 到 64 个字母、数字或 . _ : - 组成，以字母或数字开头',
    en: '{what} must be 1-64 letters, digits or . _ : - and start with a letter or digit',
  },
  noKind: {
    zh: "没有设备种类 '{text}'，应为以下之一：{kinds}",
    en: "there is no kind '{text}': one of {kinds}",
  },
} as const satisfies Words
