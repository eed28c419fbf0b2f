import type { Bilingual } from '../../core/bilingual.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Input, OptionSpec } from './command.ts'

export type Language = keyof Bilingual

export const languageOption = (of: string): Readonly<Record<'lang', OptionSpec>> => ({
  lang: { type: 'string', value: '<zh|en>', help: `the language of ${of} (default: en)` },
})

export function languageOf(input: Input): Language {
  const text = input.text('lang') ?? 'en'
  if (text === 'zh' || text === 'en') return text
  throw new UrbanBrainError('usage', `--lang ${text}: written zh or en`)
}
