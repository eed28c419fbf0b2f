/**
 * Everything the console says, in Chinese and English side by side: a text that lacks one of them does not compile. Words stand in
 * `console/words/*.ts`, one table for each page; `{name}` is filled in by `say`.
 */
import { signal } from '@preact/signals'

import type { Bilingual } from '../../core/bilingual.ts'

export type Language = 'zh' | 'en'

const remembered = 'urban-brain.language'

function preferred(): Language {
  const kept = localStorage.getItem(remembered)
  if (kept === 'zh' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export const language = signal<Language>(preferred())

export function speak(chosen: Language): void {
  language.value = chosen
  localStorage.setItem(remembered, chosen)
  document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : 'en'
}

/** The text in the chosen language; `{name}` in it becomes `values.name`. */
export function say(
  words: Bilingual,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return words[language.value].replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  )
}
