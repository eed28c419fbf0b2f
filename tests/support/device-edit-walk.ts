/** An administrator changes what the register says of a device, on its page, and takes it out of service. */
import { expect } from 'vitest'
import type { Page } from 'playwright-core'

import { editWords } from '../../console/words/device-edit.ts'
import { deviceWords } from '../../console/words/devices.ts'
import { shellWords } from '../../console/words/shell.ts'
import { picture, seriousFindings } from './browser.ts'
import type { Language } from './console-city.ts'
import { handsOf } from './hands.ts'

export async function walkDeviceEdit(page: Page, language: Language): Promise<void> {
  const word = (name: keyof typeof deviceWords) => deviceWords[name][language]
  const { press, write, tick } = handsOf(page, language)
  const form = page.getByRole('dialog')
  const save = form.getByRole('button', { name: editWords.save[language] })
  const opened = async () => {
    await press(page.getByRole('button', { name: editWords.edit[language], exact: true }))
    await form.waitFor()
  }
  const saved = async () => {
    await press(save)
    await form.getByText(editWords.saved[language]).waitFor()
    await press(form.getByRole('button', { name: shellWords.close[language] }))
    await form.waitFor({ state: 'detached' })
  }

  await opened()
  await press(save)
  await form.getByText(editWords.unchanged[language]).waitFor()
  await write(form.getByLabel(`${word('name')} · ${word('required')}`), '柳溪 Willow')
  await write(form.getByLabel(word('gateway')), 'gw-nobody')
  expect(await seriousFindings(page)).toEqual([])
  await press(save)
  await form.getByRole('alert').getByText('gw-nobody').waitFor()
  await write(form.getByLabel(word('gateway')), '')
  await write(form.getByLabel(word('externalId')), `99990806480735-${language}`)
  await picture(page, `device-edit-${language}`)
  await saved()
  await page.getByRole('heading', { level: 1 }).getByText('柳溪 Willow').waitFor()
  await page.locator('dd').getByText(`99990806480735-${language}`).waitFor()

  await opened()
  await tick(form.getByLabel(word('inUse')))
  await saved()
  await page.locator('dd').getByText(word('outOfService'), { exact: true }).waitFor()
  await opened()
  await tick(form.getByLabel(word('inUse')))
  await saved()
  await page.locator('dd').getByText(word('inService'), { exact: true }).waitFor()
}
