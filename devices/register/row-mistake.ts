/** What is wrong with a device as somebody wrote it: the field, and where in the file it stands. Pure. */
import { filled, type Bilingual } from '../../core/bilingual.ts'
import type { InChinese } from '../../core/errors.ts'
import { visible } from '../../core/plain-text.ts'
import { columnTitle } from './device-columns.ts'

/** Lines from 1, features from 0. */
export type Place = { readonly line: number } | { readonly feature: number }

export interface FieldMistake {
  /** Its path, such as `limits.road.file_cm`; `position` for both degrees. */
  readonly field?: string
  readonly said: Bilingual
}

export interface RowMistake extends FieldMistake {
  /** None of what is wrong with the file as a whole, or with a device that comes alone. */
  readonly place?: Place | undefined
}

const placeWords = {
  line: { zh: '第 {line} 行', en: 'line {line}' },
  feature: { zh: '要素 {feature}', en: 'feature {feature}' },
} as const

export const placeText = (place: Place): Bilingual =>
  'line' in place ? filled(placeWords.line, place) : filled(placeWords.feature, place)

/** In one line each; what no text may hold stands there by its number. */
export function mistakeText({ place, field, said }: RowMistake): Bilingual {
  const where = place && placeText(place)
  const zh = [where?.zh, field && columnTitle(field)].filter((part) => part !== undefined)
  const en = [where?.en, field, said.en].filter((part) => part !== undefined)
  return {
    zh: visible(zh.length === 0 ? said.zh : `${zh.join('，')}：${said.zh}`),
    en: visible(en.join(': ')),
  }
}

/** As an error tells them. */
export function toldMistakes(
  mistakes: readonly RowMistake[],
  message: Bilingual,
): { readonly details: readonly string[]; readonly chinese: InChinese } {
  const told = mistakes.map(mistakeText)
  return {
    details: told.map(({ en }) => en),
    chinese: { message: message.zh, details: told.map(({ zh }) => zh) },
  }
}
