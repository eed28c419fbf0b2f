/** An inspector would pass an order while its alarm still stands (告警未解除): the page says so, and asks why. */
import type { Page } from 'playwright-core'

import { caseWords } from '../../console/words/cases.ts'
import { actionWords } from '../../console/words/crew.ts'
import { answerWords, fieldWords } from '../../console/words/field.ts'
import type { Bilingual } from '../../core/bilingual.ts'

export async function isAskedWhy(page: Page, language: 'zh' | 'en'): Promise<void> {
  const button = (words: Bilingual) =>
    page.getByRole('button', { name: words[language], exact: true })
  await button(actionWords.verify).click()
  await page.getByLabel(caseWords.passed[language], { exact: true }).check()
  await page.getByText(fieldWords.standing[language]).waitFor()
  await button(answerWords.submit).click()
  await page.getByText(answerWords.sayDespite[language]).waitFor()
}
