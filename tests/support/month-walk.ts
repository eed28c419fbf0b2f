/** The morning after a month: its evaluation (月度考评) is frozen by the supervisor and signed by the manager, each on the own page. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

import { evaluationWords } from '../../console/words/evaluation.ts'
import { frozenWords, stageOfFrozen } from '../../console/words/frozen.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { picture, seriousFindings } from './browser.ts'
import type { Language } from './console-city.ts'
import { handsOf } from './hands.ts'

interface Somebody {
  readonly page: Page
  readonly language: Language
  readonly say: (words: Bilingual) => string
}

export interface Month {
  readonly url: string
  /** First and last day. */
  readonly from: string
  readonly to: string
  /** So many cases lie behind its numbers. */
  readonly cases: number
  readonly supervisor: Somebody
  readonly manager: Somebody
}

export async function walkMonth({
  url,
  from,
  to,
  cases,
  supervisor,
  manager,
}: Month): Promise<void> {
  const stage = ({ page, say }: Somebody, words: Bilingual) =>
    page
      .getByRole('status')
      .filter({ hasText: say(words) })
      .waitFor()
  /** Chosen as a month, not typed. */
  const opens = async ({ page, say }: Somebody) => {
    await page.goto(`${url}/evaluation`)
    const months = page.locator('label').filter({ hasText: say(evaluationWords.span) })
    await months.locator('select').first().selectOption(`${from} ${to}`)
    await page.locator('tfoot .figure').first().waitFor()
  }
  const acts = async (
    { page, language, say }: Somebody,
    act: 'freeze' | 'sign',
    comment: string,
  ) => {
    const { press, give, write } = handsOf(page, language)
    // Past the figures, each of which is a stop of the Tab key.
    const past = page.getByRole('link', { name: say(evaluationWords.skipFigures) })
    if (language === 'zh') await press(past)
    const field = page.getByRole('dialog').getByLabel(say(frozenWords.comment))
    await give(say(frozenWords[act]), () => write(field, comment))
  }
  const looks = async ({ page, say }: Somebody, name: string) => {
    await page
      .getByRole('link', { name: `${from} – ${to}` })
      .last()
      .click()
    await page.getByText(say(frozenWords.same)).waitFor()
    const row = page.getByRole('row').filter({ hasText: `${from} – ${to}` })
    expect(await row.getByRole('cell').nth(1).textContent()).toBe(String(cases))
    expect(await seriousFindings(page)).toEqual([])
    await picture(page, `day-${name}`)
  }
  await opens(supervisor)
  await acts(supervisor, 'freeze', '六月考评，数字已核对')
  await stage(supervisor, stageOfFrozen.frozen)
  await opens(manager)
  await stage(manager, stageOfFrozen.frozen)
  await acts(manager, 'sign', 'agreed')
  await stage(manager, stageOfFrozen.signed)
  await looks(manager, 'next-0830-month-signed-en')
  await opens(supervisor)
  await stage(supervisor, stageOfFrozen.signed)
  await looks(supervisor, 'next-0830-month-signed-zh')
}
