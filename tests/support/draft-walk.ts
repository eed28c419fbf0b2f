/** A supervisor drafts a limit, tries it, puts it in force and takes it back; a rule that is broken does not come into force. */
import type { Browser } from 'playwright-core'
import { expect } from 'vitest'

import { backtestWords } from '../../console/words/backtest.ts'
import { versionWords } from '../../console/words/rule-versions.ts'
import { shellWords } from '../../console/words/shell.ts'
import { picture, seriousFindings, signedIn } from './browser.ts'
import type { RunningSystem } from './running-system.ts'

const language = 'zh'

export async function walkDraft(browser: Browser, system: RunningSystem): Promise<void> {
  const word = (name: keyof typeof versionWords) => versionWords[name][language]
  const { page, context, troubles } = await signedIn(browser, {
    url: system.httpUrl,
    token: system.token('supervisor'),
    language,
    path: '/rules?tab=limits',
  })
  await page.getByRole('button', { name: word('editOf').replace('{name}', 'rise.fast_cm') }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel(word('value')).fill('10.5')
  await form.getByLabel(word('why')).fill('drafted here')
  await form.getByRole('button', { name: word('draft') }).click()
  await form.getByRole('button', { name: word('put') }).waitFor({ timeout: 60_000 })
  expect(await seriousFindings(page)).toEqual([])
  await form.getByLabel(word('why')).first().fill('looked at here')
  await form.getByRole('button', { name: word('shadow') }).click()
  await form.getByText(word('shadowBegun').replace('{version}', '1')).waitFor()

  await page.goto(`${system.httpUrl}/rules?tab=versions`)
  await page.getByText(/looked at here/).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: word('lookAt').replace('{version}', '1') }).click()
  const backtest = (name: keyof typeof backtestWords) => backtestWords[name][language]
  await form.getByRole('link', { name: backtest('ofVersion').replace('{version}', '1') }).click()
  await page.getByLabel(backtest('span')).selectOption('lastHour')
  await page.getByRole('button', { name: backtest('start') }).click()
  await page.locator('[data-backtest=done]').waitFor({ timeout: 60_000 })
  // The address names it, so whoever reloads or is sent there sees the same.
  await page.reload()
  const done = page.locator('[data-backtest=done]')
  await done.getByRole('heading', { name: backtest('difference') }).waitFor()
  expect(await done.textContent()).toContain(backtest('inForce'))
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `backtest-${language}`)

  await page.goto(`${system.httpUrl}/rules?tab=versions`)
  await page.getByRole('button', { name: word('lookAt').replace('{version}', '1') }).click()
  await form.getByRole('button', { name: word('put') }).waitFor({ timeout: 60_000 })
  await form.getByLabel(word('why')).last().fill('agreed here')
  await form.getByRole('button', { name: word('put') }).click()
  await form.getByText(word('putDone').replace('{version}', '1')).waitFor({ timeout: 60_000 })

  await page.goto(`${system.httpUrl}/rules?tab=versions`)
  await page.getByText('agreed here').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `versions-used-${language}`)
  await page.getByRole('button', { name: word('back') }).click()
  await form.getByLabel(word('why')).fill('not agreed after all')
  await form.getByRole('button', { name: word('back') }).click()
  const folder = word('inForceNow').replace('{name}', word('folder'))
  await page.getByText(folder).waitFor({ timeout: 60_000 })

  await page.goto(`${system.httpUrl}/rules/dust-silent`)
  await page.getByRole('button', { name: word('editRule') }).click()
  await page.getByLabel(word('text')).fill('id: dust-silent\n')
  await page.getByLabel(word('why')).fill('in a hurry')
  await page.getByRole('button', { name: word('draft') }).click()
  await page.getByText('dust-silent.yaml:1: title：应为对象').waitFor({ timeout: 60_000 })
  expect(await page.getByRole('button', { name: word('put'), exact: true }).count()).toBe(0)
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: shellWords.language[language] }).click()
  await page.getByText('dust-silent.yaml:1: title: Invalid input').waitFor()
  expect(troubles).toEqual([])
  await context.close()
}
