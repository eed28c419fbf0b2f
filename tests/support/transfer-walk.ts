/** A dispatcher transfers the case that is open on the page to an authority outside (移送), finds it in its list, and recalls it. */
import { expect } from 'vitest'
import type { Page } from 'playwright-core'

import { caseWords } from '../../console/words/cases.ts'
import { queueWords } from '../../console/words/queues.ts'
import { commandWords } from '../../console/words/case-commands.ts'
import { transferWords } from '../../console/words/transfer.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { transferStateWords } from '../../core/transfer-terms.ts'
import { picture, seriousFindings } from './browser.ts'

export async function walkTransfer(
  page: Page,
  { id, url, language }: Readonly<Record<'id' | 'url', string>> & { language: 'zh' | 'en' },
): Promise<void> {
  const word = (words: Bilingual) => words[language]
  const dialog = page.getByRole('dialog')
  const give = async (command: Bilingual, fill: () => Promise<void>) => {
    const button = { name: word(command), exact: true }
    await page.getByRole('button', button).click()
    await fill()
    expect(await seriousFindings(page)).toEqual([])
    await dialog.getByRole('button', button).click()
    await dialog.waitFor({ state: 'detached' })
  }
  const because = (reason: string) => dialog.getByLabel(word(caseWords.reason)).fill(reason)
  await give(commandWords.transfer, async () => {
    await dialog.getByLabel(word(transferWords.addressee)).fill('Railway 铁路局')
    await dialog.getByLabel(word(transferWords.number)).fill('2026-17')
    await because('their bridge 桥归铁路')
    await picture(page, `transfer-${language}`)
  })
  await page.getByText(word(transferStateWords.sent)).first().waitFor()
  await page.goto(`${url}/cases?queue=transferred`)
  await page
    .getByRole('link', { name: word(queueWords.transferred) })
    .first()
    .waitFor()
  await page.getByRole('link', { name: id }).first().click()
  await give(commandWords.recallTransfer, () => because('it is ours 归本市'))
  await page.getByText(word(transferStateWords.recalled)).first().waitFor()
}
