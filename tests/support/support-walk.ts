/** Another unit is asked for a part of the work of a case (配合), and does it on its phone. */
import { expect } from 'vitest'
import type { Page } from 'playwright-core'

import { caseWords } from '../../console/words/cases.ts'
import { commandWords } from '../../console/words/case-commands.ts'
import { actionWords, crewWords, outboxWords } from '../../console/words/crew.ts'
import { supportWords } from '../../console/words/support.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { supportStateWords } from '../../core/support-terms.ts'
import { picture, seriousFindings, type Visitor } from './browser.ts'
import { handsOf } from './hands.ts'

interface SupportWalk {
  readonly id: string
  readonly language: 'zh' | 'en'
  /** Of whoever may ask, at the case. */
  readonly desk: Page
  /** Of the unit that has the case, at the order. */
  readonly lead: Page
  readonly unit: string
  /** A crew of that unit comes. */
  readonly supporter: () => Promise<Visitor>
}

export async function walkSupport(walk: SupportWalk): Promise<void> {
  const { id, language, desk, lead, unit } = walk
  const word = (words: Bilingual) => words[language]
  const dialog = desk.getByRole('dialog')
  const desks = handsOf(desk, language)
  const ask = async (task: string) => {
    await desks.give(word(commandWords.askSupport), async () => {
      await desks.choose(dialog.getByLabel(word(caseWords.unit)), unit)
      await desks.write(dialog.getByLabel(word(supportWords.task)), task)
      await desks.tick(dialog.getByLabel(word(supportWords.timed)))
      await picture(desk, `ask-support-${language}`)
    })
    await desk.getByText(task).first().waitFor()
  }
  await ask('pull down the wall 拆墙')

  const { page, context, troubles } = await walk.supporter()
  const supporter = handsOf(page, language)
  const card = page.locator(`main a.order-card[href="/crew/${id}"]`)
  await supporter.press(card)
  await supporter.give(word(actionWords.declineSupport))
  await supporter.write(page.getByLabel(word(supportWords.declineReason)), 'not our wall 非我墙')
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `decline-support-${language}`)
  await supporter.give(word(supportWords.submitDecline))
  await desk.getByText('not our wall 非我墙').first().waitFor({ timeout: 60_000 })
  // What cannot be done any more is not offered any more.
  await page.getByText(word(outboxWords.gone)).waitFor({ timeout: 60_000 })
  await supporter.press(page.getByRole('link', { name: word(crewWords.back) }))
  await desk.getByText(word(supportStateWords.declined)).first().waitFor()

  await ask('close the valve 关阀')
  await supporter.press(card)
  await supporter.give(word(actionWords.acceptSupport))
  await supporter.give(word(actionWords.reportSupport))
  await supporter.write(page.getByLabel(word(supportWords.doneText)), 'it is shut 已关')
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `support-${language}`)
  await supporter.give(word(supportWords.submitDone))
  await lead.getByText('it is shut 已关').first().waitFor({ timeout: 60_000 })
  // Who has declined is not told of the order any more.
  expect(troubles.filter((text) => !text.includes('404'))).toEqual([])
  await context.close()
}
