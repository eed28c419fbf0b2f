/** The first page of the sample city: whoever comes enters by one press, and lands where that person works. */
import type { Browser } from 'playwright-core'
import { expect } from 'vitest'

import { crewWords } from '../../console/words/crew.ts'
import { sampleWords } from '../../console/words/sample.ts'
import { shellWords } from '../../console/words/shell.ts'
import { roleWords } from '../../core/actor.ts'
import { newContext, picture, seriousFindings } from './browser.ts'
import type { RunningSystem } from './running-system.ts'

export async function walkFirstPage(
  browser: Browser,
  system: RunningSystem,
  language: 'zh' | 'en',
): Promise<void> {
  const context = await newContext(browser, {
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    viewport: { width: 1366, height: 768 },
  })
  const page = await context.newPage()
  const enterAs = (who: string) =>
    page.getByRole('button', { name: sampleWords.enterAs[language].replace('{who}', who) })
  const leave = () => page.getByRole('button', { name: shellWords.signOut[language] }).click()

  await page.goto(system.httpUrl)
  await page.getByRole('heading', { name: sampleWords.tryThese[language] }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `first-page-${language}`)

  // By the keyboard alone.
  await enterAs(roleWords.operator[language]).focus()
  await page.keyboard.press('Enter')
  await page.locator('main.centre').waitFor()
  await leave()

  // The crew that is offered first is one that has an order to take.
  const offered = page.locator('.sample-steps li').nth(1).getByRole('button')
  await offered.click({ timeout: 120_000 })
  await page.getByRole('heading', { name: crewWords.title[language] }).waitFor()
  await page.locator('main a[href^="/crew/"]').first().waitFor()
  await leave()

  await enterAs(roleWords.inspector[language]).click()
  await expect.poll(() => new URL(page.url()).pathname).toBe('/field')
  await context.close()
}
