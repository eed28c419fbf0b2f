/** Words of category codes: those of the filing standard, and those that kinds bring. */
import { z } from 'zod'

import type { Words } from './bilingual.ts'
import { caseCodes } from './case-codes.ts'
import { inForce } from './vocabulary.ts'

export const categoryWords = (): Words => ({
  ...caseCodes,
  ...Object.fromEntries(inForce.categories),
})

export const hasWords = (code: string): boolean =>
  Object.hasOwn(caseCodes, code) || inForce.categories.has(code)

/** A category, or the head of several: `0506`, `05*`, `*`. */
export const categoryPatternSchema = z
  .string()
  .regex(/^(\d{4}|\d{0,3}\*)$/, 'a category is four digits or up to three and *, quoted')

/** Whether a category is, or begins with, what a pattern says. */
export const fitsCategory = (pattern: string, category: string): boolean =>
  pattern.endsWith('*') ? category.startsWith(pattern.slice(0, -1)) : pattern === category
