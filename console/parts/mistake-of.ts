/** What is wrong with a field of a form, in words. Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import { fieldWords as words } from '../words/field-mistakes.ts'

export type Found = Partial<Omit<ValidityState, 'customError'>>

export interface Described {
  /** `text`, `select-one` and so on, as the browser calls it. */
  readonly type: string
  /** What the page says of the form that a text has. */
  readonly title?: string
}

/** The words for the first thing that is wrong. */
export function mistakeOf(found: Found, { type, title }: Described): Bilingual {
  if (found.valueMissing === true) return missing[type] ?? words.missing
  if (found.badInput === true) return type === 'number' ? words.noNumber : words.noDate
  if (found.rangeUnderflow === true) return words.tooSmall
  if (found.rangeOverflow === true) return words.tooLarge
  if (found.stepMismatch === true) return words.noStep
  if (found.tooShort === true) return words.tooShort
  if (found.tooLong === true) return words.tooLong
  return title === undefined || title === '' ? words.otherForm : { zh: title, en: title }
}

const missing: Readonly<Record<string, Bilingual>> = {
  'select-one': words.notChosen,
  radio: words.notChosen,
  checkbox: words.notTicked,
  file: words.noFile,
}
