/** Sessions that end while a page is open. */
import { expect } from 'vitest'

import { shellWords } from '../../console/words/shell.ts'
import { picture, seriousFindings, type Visitor } from './browser.ts'
import { handsOf } from './hands.ts'

/** Somebody who signed out elsewhere is asked to sign in. */
export async function walkEndedSession({ page, context }: Visitor, url: string): Promise<void> {
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const headers = { cookie, origin: url }
  const ended = await fetch(`${url}/v1/session`, { method: 'DELETE', headers })
  expect(ended.status).toBe(204)
  await page.locator('input[name=token]').waitFor({ timeout: 60_000 })
  await context.close()
}

/** Somebody whose session ends in a few minutes is told so, and goes on without leaving the page. */
export async function walkEndOfSession(
  { page, context }: Visitor,
  language: 'zh' | 'en',
  token: string,
): Promise<void> {
  const { press, write } = handsOf(page, language)
  const told = page.getByText(shellWords.sessionEnds[language].replace('{minutes}', '4'))
  await page.route('**/v1/session', async (route) => {
    const answer = await route.fetch()
    if (route.request().method() !== 'GET') return route.fulfill({ response: answer })
    const person = (await answer.json()) as object
    return route.fulfill({ response: answer, json: { ...person, endsIn: 200_000 } })
  })
  await page.reload()
  await told.waitFor()
  await picture(page, `session-ends-${language}`)
  await page.unroute('**/v1/session')
  await press(page.getByRole('button', { name: shellWords.goOnWorking[language] }))
  const form = page.getByRole('dialog', { name: shellWords.goOnWorking[language] })
  await write(form.getByLabel(shellWords.token[language]), token)
  expect(await seriousFindings(page)).toEqual([])
  await press(form.getByRole('button', { name: shellWords.signIn[language], exact: true }))
  await form.waitFor({ state: 'detached' })
  await told.waitFor({ state: 'detached' })
  await context.close()
}
