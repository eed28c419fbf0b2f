import type { Bilingual } from '../../../core/bilingual.ts'

export type Language = keyof Bilingual

/** Of those that there are the one that is wanted most; English when none is. */
export function languageOf(accepted: string | undefined): Language {
  let best: { readonly language: Language; readonly weight: number } = { language: 'en', weight: 0 }
  for (const each of (accepted ?? '').split(',').slice(0, 20)) {
    const match = /^\s*(zh|en|\*)(?:-[\w-]{0,32})?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/i.exec(
      each,
    )
    if (match === null) continue
    const weight = Number(match[2] ?? 1)
    const language = match[1]?.toLowerCase() === 'zh' ? 'zh' : 'en'
    if (weight > best.weight) best = { language, weight }
  }
  return best.language
}
