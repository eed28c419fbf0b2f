/** Devices that were just imported made a batch (批次入网), by the keyboard alone; one of them enrols, then the batch is revoked. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

import { enrolmentWords as words } from '../../console/words/enrolment.ts'
import { picture, seriousFindings } from './browser.ts'
import { pressByKey, writeInto } from './keyboard.ts'

/** On the page that says what was imported: two devices, one of them `device`. */
export async function walkEnrolment(
  page: Page,
  language: 'zh' | 'en',
  url: string,
  device: string,
): Promise<void> {
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const dialog = page.getByRole('dialog')
  const inDialog = (name: string) => dialog.getByRole('button', { name, exact: true })
  await pressByKey(page, button(words.instead[language]))
  await dialog.getByText(words.count[language].replace('{count}', '2')).waitFor()
  await writeInto(page, dialog.getByLabel(words.name[language]), '噪声二期')
  expect(await seriousFindings(page)).toEqual([])
  await pressByKey(page, inDialog(words.make[language]))
  const code = await dialog.locator('output code').innerText()
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `enrolment-code-${language}`)
  await page.keyboard.press('Escape')

  const row = page.locator('[data-batch]').first()
  await row.getByText(words.inForce[language]).waitFor()
  const answer = await fetch(`${url}/v1/enrolling`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ device, code }),
  })
  expect(answer.status).toBe(200)
  const counted = words.of[language].replace('{enrolled}', '1').replace('{devices}', '2')
  const members = row.getByRole('button', { name: counted, exact: true })
  await members.waitFor({ timeout: 60_000 })
  await pressByKey(page, members)
  await dialog.getByText(words.notYet[language]).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })

  await pressByKey(page, row.getByRole('button', { name: words.revoke[language], exact: true }))
  await pressByKey(page, inDialog(words.revoke[language]))
  await dialog.waitFor({ state: 'detached' })
  const [revoked = ''] = words.revoked[language].split(/[({（]/)
  await row.getByText(revoked).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `enrolment-${language}`)
}
