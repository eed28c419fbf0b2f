/** Somebody whose account is new signs in by name (姓名登录), chooses a password, and sets up a second factor (动态口令). */
import type { Browser } from 'playwright-core'
import { expect } from 'vitest'

import { accountWords } from '../../console/words/account.ts'
import { shellWords } from '../../console/words/shell.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { newContext, picture, seriousFindings } from './browser.ts'
import type { Language } from './console-city.ts'
import { handsOf } from './hands.ts'
import type { RunningSystem } from './running-system.ts'
import { scanned } from './scanned.ts'

export async function walkAccount(
  browser: Browser,
  system: RunningSystem,
  language: Language,
): Promise<void> {
  const name = `li.wei.${language}`
  const person = `李伟 ${language}`
  const body = { name, person, role: 'inspector' }
  const made = await system.api('/v1/accounts', { method: 'POST', body })
  const { password } = made as { readonly password: string }
  const context = await newContext(browser, { locale: language === 'zh' ? 'zh-CN' : 'en-GB' })
  const page = await context.newPage()
  await page.goto(system.httpUrl)
  const hands = handsOf(page, language)
  const text = (words: Bilingual) => words[language]
  const press = (words: Bilingual) =>
    hands.press(page.getByRole('button', { name: text(words), exact: true }))
  const enter = async (given: string) => {
    await hands.write(page.locator('input[name=name]'), name)
    await hands.write(page.locator('input[name=password]'), given)
    await press(shellWords.signIn)
  }
  await enter('another one')
  await page.getByText(text(accountWords.unknown)).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await enter(password)
  await page.getByText(text(accountWords.mustChange)).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  const next = '春江潮水连海平海上明月共潮生'
  const fill = (words: Bilingual, given: string) =>
    hands.write(page.getByLabel(text(words), { exact: true }), given)
  await fill(accountWords.present, password)
  await fill(accountWords.next, next)
  await fill(accountWords.again, next)
  await press(accountWords.change)
  await page.locator('header.top nav').waitFor()
  await hands.press(page.getByRole('link', { name: person, exact: true }))
  await page.getByRole('button', { name: text(accountWords.begin) }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await press(accountWords.begin)
  const code = page.getByRole('img', { name: text(accountWords.qrCode) })
  const size = Number((await code.getAttribute('viewBox'))?.split(' ')[3])
  const path = (await code.locator('path').getAttribute('d')) ?? ''
  const secret = (await page.locator('main code').innerText()).trim()
  const read = new URL(scanned({ size, path }) ?? 'nothing:')
  expect([read.protocol, read.searchParams.get('secret')]).toEqual(['otpauth:', secret])
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `account-${language}`)
  await press(shellWords.signOut)
  await enter(next)
  await page.getByRole('link', { name: person, exact: true }).waitFor()
  await context.close()
}
