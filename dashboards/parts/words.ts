import type { Bilingual } from '../../core/bilingual.ts'
import type { CityNames } from './city.ts'

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

/** Picks the words of one language. Grafana does not translate dashboards, so each language has files of its own. */
export interface Say {
  (words: Bilingual): string
  /** Ending of uids and of fields that exist in both languages: `title_zh`, `title_en`. */
  readonly code: 'zh' | 'en'
  readonly city: CityNames
}

export const sayIn = (language: Language, city: CityNames): Say => {
  const code = language === 'zh-CN' ? 'zh' : 'en'
  return Object.assign((words: Bilingual) => words[code], { code, city } as const)
}

export const words = (zh: string, en: string): Bilingual => ({ zh, en })
