/** Whoever reported a problem, in a browser without an account: follows its closed case by the code and is not satisfied. */
import type { Browser } from 'playwright-core'
import { expect } from 'vitest'

import { followWords } from '../../console/words/follow.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { followedStageWords } from '../../core/follow-terms.ts'
import { satisfactionWords } from '../../core/satisfaction-terms.ts'
import { newContext, picture, seriousFindings } from './browser.ts'

export async function followsAndRates(
  browser: Browser,
  url: string,
  code: string,
  language: 'zh' | 'en',
): Promise<void> {
  const word = (words: Bilingual) => words[language]
  const context = await newContext(browser, { locale: language === 'zh' ? 'zh-CN' : 'en' })
  const page = await context.newPage()
  const press = (words: Bilingual) =>
    page.getByRole('button', { name: word(words), exact: true }).click()
  await page.goto(`${url}/follow#${code}`)
  await page.getByText(word(followedStageWords.closed)).first().waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `follow-${language}`)
  await page.getByLabel(word(satisfactionWords.dissatisfied), { exact: true }).check()
  await page.getByLabel(word(followWords.said)).fill('wet again 又积水')
  await press(followWords.send)
  await page.getByText(word(followWords.thanks)).waitFor()
  await page.getByLabel(word(followWords.code), { exact: true }).fill('0000')
  await press(followWords.look)
  await page.getByText(word(followWords.unknown)).waitFor()
  await context.close()
}
