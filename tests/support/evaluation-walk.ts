/** The pages of the evaluation (考评) and of the audit, walked through by a manager: freeze, sign, open again, draw a sample. */
import type { Browser } from 'playwright-core'
import { expect } from 'vitest'

import { auditWords } from '../../console/words/filing-audit.ts'
import { spansAt } from '../../console/pages/evaluation/spans.ts'
import { frozenWords, stageOfFrozen } from '../../console/words/frozen.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { picture, seriousFindings, signedIn } from './browser.ts'
import type { RunningSystem } from './running-system.ts'

/** The date on the clocks of the sample city, so many hours from UTC. */
const dateAt = (hours: number): string =>
  new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 10)

/** In Chinese first: the sample of a period is drawn once. */
export async function walkEvaluation(
  browser: Browser,
  system: RunningSystem,
  language: 'zh' | 'en',
): Promise<void> {
  const [today, yesterday] = [dateAt(8), dateAt(-16)]
  const listed = async () => (await system.api('/v1/cases')) as { items: readonly unknown[] }
  await expect
    .poll(async () => (await listed()).items.length, { timeout: 200_000, interval: 1_000 })
    .toBeGreaterThan(0)
  const { page, context, troubles } = await signedIn(browser, {
    url: system.httpUrl,
    token: system.token('manager'),
    language,
    path: `/evaluation?from=${today}&to=${today}`,
  })
  const dialog = page.getByRole('dialog')
  // The last line is that of all cases.
  await page.locator('tfoot .figure').first().click()
  await dialog
    .getByRole('link', { name: /^C\d{8}-/ })
    .first()
    .waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })

  await page.goto(`${system.httpUrl}/evaluation?from=${yesterday}&to=${yesterday}`)
  // Nothing was due then; the running month is one press away.
  const [running] = spansAt(today)
  await page.getByRole('button', { name: running?.name[language] ?? '', exact: true }).click()
  await page.locator('tfoot .figure').first().waitFor()
  await page.goBack()
  const stage = (words: Bilingual) =>
    page.getByRole('status').filter({ hasText: words[language] }).waitFor()
  const act = async (name: 'freeze' | 'sign' | 'reopen', said: 'comment' | 'reason') => {
    const words = frozenWords[name][language]
    await page.getByRole('button', { name: words, exact: true }).click()
    await dialog.getByLabel(frozenWords[said][language]).fill(`said ${language}`)
    expect(await seriousFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: words, exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  await act('freeze', 'comment')
  await stage(stageOfFrozen.frozen)
  await act('sign', 'comment')
  await stage(stageOfFrozen.signed)
  await page
    .getByRole('link', { name: `${yesterday} – ${yesterday}` })
    .last()
    .click()
  await page.getByText(frozenWords.same[language]).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `evaluation-frozen-${language}`)
  await act('reopen', 'reason')
  await stage(stageOfFrozen.reopened)

  await page.goto(`${system.httpUrl}/evaluation/audit?from=${yesterday}&to=${yesterday}`)
  await page.getByRole('heading', { name: auditWords.title[language] }).waitFor()
  const draw = page.getByRole('button', { name: auditWords.draw[language], exact: true })
  if (language === 'zh') await draw.click()
  await page.getByText(auditWords.candidates[language], { exact: true }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `filing-audit-${language}`)
  expect(troubles).toEqual([])
  await context.close()
}
