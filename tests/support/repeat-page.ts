import { expect } from 'vitest'

import { commandWords } from '../../console/words/case-commands.ts'
import { caseWords } from '../../console/words/cases.ts'
import { duplicateWords } from '../../console/words/duplicates.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { picture, seriousFindings, type Visitor } from './browser.ts'
import { handsOf } from './hands.ts'
import type { RunningSystem } from './running-system.ts'

/** Two reports of one pipe: one is marked as a repeat of the other on its page, and is none after all. */
export async function marksRepeat(
  system: RunningSystem,
  come: (path: string) => Promise<Visitor>,
  language: 'zh' | 'en',
): Promise<void> {
  const word = (words: Bilingual) => words[language]
  const place = { longitude: 123.5275, latitude: language === 'zh' ? 29.46 : 29.47 }
  const report = async () => {
    const title = { zh: '水管爆裂', en: 'Burst main' }
    const body = { category: '0503', standard: '0503-1', title, ...place }
    const made = await system.api('/v1/cases', { method: 'POST', role: 'operator', body })
    return (made as { readonly id: string }).id
  }
  const stage = async (id: string) => {
    const found = await system.api(`/v1/cases/${id}`)
    return (found as { readonly case: { readonly stage: string } }).case.stage
  }
  const [kept, repeat] = [await report(), await report()]
  const { page, context, troubles } = await come(`/cases/${repeat}`)
  const mark = word(duplicateWords.markAsRepeat)
  const { press, write } = handsOf(page, language)
  await press(page.getByRole('button', { name: mark, exact: true }))
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByLabel(word(duplicateWords.kept)).inputValue()).toBe(kept)
  await write(dialog.getByLabel(word(caseWords.reason)), 'one pipe 同一处')
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `repeat-${language}`)
  const send = (words: Bilingual) =>
    press(dialog.getByRole('button', { name: word(words), exact: true }))
  await send(commandWords.markDuplicate)
  await expect.poll(() => stage(repeat)).toBe('duplicate')
  const facts = page.locator('section', { has: page.locator('#case-facts') })
  await press(facts.getByRole('link', { name: kept }))
  await page.waitForURL(`**/cases/${kept}`)
  await facts.getByRole('link', { name: repeat }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `kept-${language}`)
  await page.goto(`${system.httpUrl}/cases/${repeat}`)
  const undo = word(commandWords.unmarkDuplicate)
  await press(page.getByRole('button', { name: undo, exact: true }))
  await write(dialog.getByLabel(word(caseWords.reason)), 'another one 另一处')
  await send(commandWords.unmarkDuplicate)
  await expect.poll(() => stage(repeat)).toBe('collected')
  expect(troubles).toEqual([])
  await context.close()
}
