/** Somebody whose account is new signs in by name (姓名登录), chooses a password, and sets up a second factor (动态口令). */
import type { Browser } from 'playwright-core'
import { expect } from 'vitest'

import { accountWords } from '../../console/words/account.ts'
import { shellWords } from '../../console/words/shell.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { picture, seriousFindings } from './browser.ts'
import type { RunningSystem } from './running-system.ts'
import { scanned } from './scanned.ts'

export async function walkAccount(browser: Browser, system: RunningSystem): Promise<void> {
  const body = { name: 'li.wei', person: '李伟', role: 'inspector' }
  const made = await system.api('/v1/accounts', { method: 'POST', body })
  const { password } = made as { readonly password: string }
  const context = await browser.newContext({ locale: 'zh-CN' })
  const page = await context.newPage()
  await page.goto(system.httpUrl)
  const press = (words: Bilingual) =>
    page.getByRole('button', { name: words.zh, exact: true }).click()
  const enter = async (given: string) => {
    await page.locator('input[name=name]').fill('li.wei')
    await page.locator('input[name=password]').fill(given)
    await press(shellWords.signIn)
  }
  await enter('another one')
  await page.getByText(accountWords.unknown.zh).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await enter(password)
  await page.getByText(accountWords.mustChange.zh).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  const next = '春江潮水连海平海上明月共潮生'
  const fill = (words: Bilingual, text: string) =>
    page.getByLabel(words.zh, { exact: true }).fill(text)
  await fill(accountWords.present, password)
  await fill(accountWords.next, next)
  await fill(accountWords.again, next)
  await press(accountWords.change)
  await page.locator('header.top nav').waitFor()
  await page.getByRole('link', { name: '李伟', exact: true }).click()
  await page.getByRole('button', { name: accountWords.begin.zh }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await press(accountWords.begin)
  const code = page.getByRole('img', { name: accountWords.qrCode.zh })
  const size = Number((await code.getAttribute('viewBox'))?.split(' ')[3])
  const path = (await code.locator('path').getAttribute('d')) ?? ''
  const secret = (await page.locator('main code').innerText()).trim()
  const read = new URL(scanned({ size, path }) ?? 'nothing:')
  expect([read.protocol, read.searchParams.get('secret')]).toEqual(['otpauth:', secret])
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, 'account-zh')
  await press(shellWords.signOut)
  await enter(next)
  await page.getByRole('link', { name: '李伟', exact: true }).waitFor()
  await context.close()
}
