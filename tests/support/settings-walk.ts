/** Settings (系统设置) read by an administrator, in the browser: found, what somebody set alone, no secret. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

import { settingSourceWords, settingWords as words } from '../../console/words/settings.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { picture, seriousFindings } from './browser.ts'
import type { Language } from './console-city.ts'

/** From the page of accounts or of acts, with the provider of identities set in the environment. */
export async function readsSettings(page: Page, language: Language): Promise<void> {
  const text = (said: Bilingual) => said[language]
  await page.goto(new URL('/accounts', page.url()).href)
  await page.getByRole('link', { name: text(words.title), exact: true }).click()
  await page.getByRole('heading', { level: 1, name: text(words.title) }).waitFor()
  const row = (name: string) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
  await row('access.oidc.unknown').waitFor()
  await row('rules.watchEvery').waitFor()
  expect(await row('access.oidc.unknown').getByRole('cell').allInnerTexts()).toEqual([
    ...['make', text(settingSourceWords.environment), ''],
    'URBAN_BRAIN_ACCESS__OIDC__UNKNOWN',
  ])
  expect(await row('rules.watchEvery').innerText()).toContain(text(settingSourceWords.default))
  expect(await row('access.oidc.secret').innerText()).toContain('[redacted]')
  expect(await page.getByText('a secret of the test').count()).toBe(0)
  expect(await seriousFindings(page)).toEqual([])
  await page.getByLabel(text(words.said)).check()
  await row('rules.watchEvery').waitFor({ state: 'detached' })
  await picture(page, `settings-${language}`)
  await page.getByLabel(text(words.find)).fill('oidc__cli')
  await expect.poll(() => page.getByRole('rowheader').count()).toBe(1)
  await row('access.oidc.clientId').waitFor()
}
