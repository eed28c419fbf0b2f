/** A supervisor drafts a limit, tries it, puts it in force and takes it back; a rule that is broken does not come into force. */
import type { Browser, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

import { backtestWords } from '../../console/words/backtest.ts'
import { versionWords } from '../../console/words/rule-versions.ts'
import { shellWords } from '../../console/words/shell.ts'
import { picture, seriousFindings, signedIn } from './browser.ts'
import { handsOf } from './hands.ts'
import type { RunningSystem } from './running-system.ts'

const language = 'zh'

/** By the keyboard alone. */
export async function walkDraft(browser: Browser, system: RunningSystem): Promise<void> {
  const word = (name: keyof typeof versionWords) => versionWords[name][language]
  const { page, context, troubles } = await signedIn(browser, {
    url: system.httpUrl,
    token: system.token('supervisor'),
    language,
    path: '/rules?tab=limits',
  })
  const { press, write, choose } = handsOf(page, language)
  const button = (within: Page | Locator, name: string) =>
    press(within.getByRole('button', { name, exact: true }))
  await button(page, word('editOf').replace('{name}', 'rise.fast_cm'))
  const form = page.getByRole('dialog')
  await write(form.getByLabel(word('value')), '10.5')
  await write(form.getByLabel(word('why')), 'drafted here')
  await button(form, word('draft'))
  await form.getByRole('button', { name: word('put') }).waitFor({ timeout: 60_000 })
  expect(await seriousFindings(page)).toEqual([])
  await write(form.getByLabel(word('why')).first(), 'looked at here')
  await button(form, word('shadow'))
  await form.getByText(word('shadowBegun').replace('{version}', '1')).waitFor()

  await page.goto(`${system.httpUrl}/rules?tab=versions`)
  await page.getByText(/looked at here/).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await button(page, word('lookAt').replace('{version}', '1'))
  const backtest = (name: keyof typeof backtestWords) => backtestWords[name][language]
  await press(form.getByRole('link', { name: backtest('ofVersion').replace('{version}', '1') }))
  await choose(page.getByLabel(backtest('span')), 'lastHour')
  await button(page, backtest('start'))
  await page.locator('[data-backtest=done]').waitFor({ timeout: 60_000 })
  // The address names it, so whoever reloads or is sent there sees the same.
  await page.reload()
  const done = page.locator('[data-backtest=done]')
  await done.getByRole('heading', { name: backtest('difference') }).waitFor()
  expect(await done.textContent()).toContain(backtest('inForce'))
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `backtest-${language}`)

  await page.goto(`${system.httpUrl}/rules?tab=versions`)
  await button(page, word('lookAt').replace('{version}', '1'))
  await form.getByRole('button', { name: word('put') }).waitFor({ timeout: 60_000 })
  await write(form.getByLabel(word('why')).last(), 'agreed here')
  await button(form, word('put'))
  await form.getByText(word('putDone').replace('{version}', '1')).waitFor({ timeout: 60_000 })

  await page.goto(`${system.httpUrl}/rules?tab=versions`)
  await page.getByText('agreed here').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `versions-used-${language}`)
  await button(page, word('back'))
  await write(form.getByLabel(word('why')), 'not agreed after all')
  await button(form, word('back'))
  const folder = word('inForceNow').replace('{name}', word('folder'))
  await page.getByText(folder).waitFor({ timeout: 60_000 })

  await page.goto(`${system.httpUrl}/rules/dust-silent`)
  await button(page, word('editRule'))
  await write(page.getByLabel(word('text')), 'id: dust-silent\n')
  await write(page.getByLabel(word('why')), 'in a hurry')
  await button(page, word('draft'))
  await page.getByText('dust-silent.yaml:1: title：应为对象').waitFor({ timeout: 60_000 })
  expect(await page.getByRole('button', { name: word('put'), exact: true }).count()).toBe(0)
  expect(await seriousFindings(page)).toEqual([])
  await button(page, shellWords.language[language])
  await page.getByText('dust-silent.yaml:1: title: Invalid input').waitFor()
  expect(troubles).toEqual([])
  await context.close()
}
