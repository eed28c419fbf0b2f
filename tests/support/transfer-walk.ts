/** A dispatcher transfers the case that is open on the page to an authority outside (移送), finds it in its list, and recalls it. */
import type { Page } from 'playwright-core'

import { caseWords } from '../../console/words/cases.ts'
import { queueWords } from '../../console/words/queues.ts'
import { commandWords } from '../../console/words/case-commands.ts'
import { transferWords } from '../../console/words/transfer.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { transferStateWords } from '../../core/transfer-terms.ts'
import { picture } from './browser.ts'
import { handsOf } from './hands.ts'

export async function walkTransfer(
  page: Page,
  { id, url, language }: Readonly<Record<'id' | 'url', string>> & { language: 'zh' | 'en' },
): Promise<void> {
  const word = (words: Bilingual) => words[language]
  const dialog = page.getByRole('dialog')
  const { give, write, press } = handsOf(page, language)
  const because = (reason: string) => write(dialog.getByLabel(word(caseWords.reason)), reason)
  await give(word(commandWords.transfer), async () => {
    await write(dialog.getByLabel(word(transferWords.addressee)), 'Railway 铁路局')
    await write(dialog.getByLabel(word(transferWords.number)), '2026-17')
    await because('their bridge 桥归铁路')
    await picture(page, `transfer-${language}`)
  })
  await page.getByText(word(transferStateWords.sent)).first().waitFor()
  await page.goto(`${url}/cases?queue=transferred`)
  await page
    .getByRole('link', { name: word(queueWords.transferred) })
    .first()
    .waitFor()
  await press(page.getByRole('link', { name: id }).first())
  await give(word(commandWords.recallTransfer), () => because('it is ours 归本市'))
  await page.getByText(word(transferStateWords.recalled)).first().waitFor()
}
