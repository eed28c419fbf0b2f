/** Cells of a table as people write them. */
import type { Bilingual } from './bilingual.ts'

export const said = (text: string): Bilingual =>
  text === ''
    ? { zh: '空单元格', en: 'an empty cell' }
    : { zh: JSON.stringify(text), en: JSON.stringify(text) }

/** A day of the calendar, `2026-01-31`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
