/** What is wrong with a field of a form. */
import type { Words } from '../../core/bilingual.ts'

export const fieldWords = {
  missing: { zh: '请填写此项', en: 'Please fill in this field' },
  notChosen: { zh: '请选择一项', en: 'Please choose one' },
  notTicked: { zh: '请勾选此项', en: 'Please tick this box' },
  noFile: { zh: '请选择文件', en: 'Please choose a file' },
  noNumber: { zh: '请填写数字', en: 'Please enter a number' },
  noDate: { zh: '请填写完整的日期或时间', en: 'Please enter a whole date or time' },
  tooSmall: { zh: '不能小于 {min}', en: 'No less than {min}' },
  tooLarge: { zh: '不能大于 {max}', en: 'No more than {max}' },
  noStep: { zh: '小数位数过多', en: 'Too many decimals' },
  tooShort: { zh: '内容太短', en: 'Too short' },
  tooLong: { zh: '内容太长', en: 'Too long' },
  otherForm: { zh: '格式不正确', en: 'Not of the form it must have' },
} as const satisfies Words
