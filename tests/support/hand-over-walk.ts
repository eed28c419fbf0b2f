/** The log of a desk (值班日志): written, handed over and taken over, in the browser. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

import { handOverWords as words } from '../../console/words/hand-over.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { picture, seriousFindings } from './browser.ts'
import type { Language } from './console-city.ts'

/** By an account of a desk. */
export async function handsOver(
  page: Page,
  { httpUrl, language }: { readonly httpUrl: string; readonly language: Language },
): Promise<void> {
  const text = (said: Bilingual) => said[language]
  const button = (said: Bilingual) => page.getByRole('button', { name: text(said), exact: true })
  const log = page.getByRole('region').filter({ has: page.locator('#log') })
  await page.goto(`${httpUrl}/hand-over`)
  await log.getByLabel(text(words.text)).fill(`pump 3 ${language}`)
  await log.getByLabel(text(words.followUp)).check()
  await button(words.write).click()
  await expect.poll(() => log.getByText(`pump 3 ${language}`).count()).toBe(2)
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `hand-over-log-${language}`)

  await button(words.handOver).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('heading', { name: text(words.cases), exact: true }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByLabel(text(words.words)).fill(`watch it ${language}`)
  await button(words.handOverNow).click()
  await button(words.stay).waitFor()
  // On a phone nothing is wider than the screen.
  const before = page.viewportSize()
  await page.setViewportSize({ width: 390, height: 844 })
  const wide = () => page.evaluate<number>('document.documentElement.scrollWidth')
  await expect.poll(wide).toBeLessThanOrEqual(390)
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `hand-over-phone-${language}`)
  if (before !== null) await page.setViewportSize(before)
  await log.getByLabel(text(words.disputed)).check()
  await log.getByLabel(text(words.remarks)).fill(`nobody came ${language}`)
  await button(words.stay).click()
  await button(words.stay).waitFor({ state: 'detached' })

  const list = page.getByRole('region', { name: text(words.list) })
  await list.getByText(`nobody came ${language}`).first().waitFor()
  await list.getByRole('link').first().click()
  await page.getByText(text(words.intact)).waitFor()
  await page.getByText(`watch it ${language}`).waitFor()
  expect(await page.getByText(`pump 3 ${language}`).count()).toBe(2)
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `hand-over-sheet-${language}`)

  await page.getByRole('link', { name: text(words.back) }).click()
  const waiting = log
    .getByRole('listitem')
    .filter({ hasText: `pump 3 ${language}` })
    .first()
  await waiting.getByRole('button').click()
  await dialog.getByLabel(text(words.settleWords)).fill(`power is back ${language}`)
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: text(words.settle), exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await log.getByText(`power is back ${language}`).first().waitFor()
  expect(await waiting.getByRole('button').count()).toBe(0)
}
