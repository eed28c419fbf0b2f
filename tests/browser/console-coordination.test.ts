/** A case between two districts and the city (市级协调), each in a browser of its own, in both languages. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { commandWords } from '../../console/words/case-commands.ts'
import { caseWords } from '../../console/words/cases.ts'
import { queueWords } from '../../console/words/queues.ts'
import { coordinationWords } from '../../console/words/coordination.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { coordinationGroundWords, coordinationStateWords } from '../../core/coordination-terms.ts'
import {
  browserMissing,
  openBrowser,
  picture,
  seriousFindings,
  signedIn,
} from '../support/browser.ts'
import { startDeskServer, type DeskServer } from '../support/desk-server.ts'

/** Of the sample city. */
const west = '990102'
const east = '990103'
const eastName = '东城区'
const tokens = [
  { name: 'olga', role: 'operator' as const, token: 'the-token-of-the-operator' },
  { name: 'su', role: 'supervisor' as const, token: 'the-token-of-the-city' },
  ...[west, east].map((area) => ({
    ...{ name: `dispatcher-${area}`, role: 'dispatcher' as const, areas: [area] },
    token: `the-token-of-${area}`,
  })),
]

describe.skipIf(browserMissing() !== undefined)('coordination at the console', () => {
  let desk: DeskServer
  let browser: Browser

  beforeAll(async () => {
    desk = await startDeskServer({ tokens })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.[Symbol.asyncDispose]()
  })

  const post = async (path: string, body: object) => {
    const answer = await desk.ask(path, {
      ...{ token: 'the-token-of-the-operator', method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json' },
    })
    return (await answer.json()) as { readonly id: string }
  }
  const accepted = async (title: string): Promise<string> => {
    const { id } = await post('/v1/cases', {
      ...{ category: '0506', title: { zh: title, en: title }, cell: `${west}001001001` },
    })
    for (const command of ['file', 'accept']) await post(`/v1/cases/${id}/commands`, { command })
    return id
  }

  test.each(['zh', 'en'] as const)(
    'a district asks, the city gives the case to the next one, and that one dispatches it (%s)',
    async (language) => {
      const word = (words: Bilingual) => words[language]
      const id = await accepted(`界河漫水 ${language}`)
      const come = (token: string) => signedIn(browser, { url: desk.url, token, language })
      const go = (page: Page, path: string) => page.goto(`${desk.url}${path}`)
      const give = async (
        page: Page,
        command: Bilingual,
        fill: (dialog: ReturnType<Page['getByRole']>) => Promise<unknown>,
      ) => {
        const button = { name: word(command), exact: true }
        await page.getByRole('button', button).click()
        const dialog = page.getByRole('dialog')
        await fill(dialog)
        expect(await seriousFindings(page)).toEqual([])
        await dialog.getByRole('button', button).click()
        await dialog.waitFor({ state: 'detached' })
      }

      const asks = await come(`the-token-of-${west}`)
      await go(asks.page, `/cases/${id}`)
      await give(asks.page, commandWords.askCoordination, async (dialog) => {
        await dialog.getByLabel(word(coordinationWords.ground)).selectOption('districts')
        await dialog.getByLabel(word(caseWords.reason)).fill('the outlet is theirs 排口在东城区')
        await picture(asks.page, `coordination-asked-${language}`)
      })
      await asks.page.getByText(word(coordinationStateWords.asked)).first().waitFor()
      expect(
        await asks.page
          .getByRole('button', { name: word(commandWords.dispatch), exact: true })
          .count(),
      ).toBe(0)

      const city = await come('the-token-of-the-city')
      await go(city.page, '/cases?queue=coordination')
      await city.page.getByRole('link', { name: `${word(queueWords.coordination)} 1` }).waitFor()
      await city.page.getByRole('link', { name: id }).click()
      await city.page.getByText(word(coordinationGroundWords.districts)).first().waitFor()
      await give(city.page, commandWords.coordinate, async (dialog) => {
        await dialog.getByLabel(word(coordinationWords.district)).selectOption(east)
        await dialog.getByLabel(word(coordinationWords.instruction)).fill('drain it first 先排水')
        await picture(city.page, `coordination-city-${language}`)
      })
      const given = word(coordinationWords.given).replace('{district}', eastName)
      await city.page.getByText(given).first().waitFor()

      // The district of the place reads it, and may say something.
      await go(asks.page, `/cases/${id}`)
      await asks.page.getByText(given).first().waitFor()
      const actions = asks.page.locator('.case-actions button')
      await expect.poll(() => actions.allTextContents()).toEqual([word(commandWords.comment)])
      await go(asks.page, '/cases?queue=given')
      await asks.page.getByText(given).first().waitFor()
      expect(await seriousFindings(asks.page)).toEqual([])
      await picture(asks.page, `coordination-given-${language}`)

      const has = await come(`the-token-of-${east}`)
      await go(has.page, '/cases?queue=dispatch')
      await has.page.getByRole('link', { name: id }).click()
      await has.page.getByText('drain it first 先排水').first().waitFor()
      await give(has.page, commandWords.dispatch, (dialog) =>
        dialog.getByLabel(word(caseWords.unit)).selectOption('lj-drainage-east'),
      )
      await expect
        .poll(async () => {
          const answer = await desk.ask(`/v1/cases/${id}`, { token: 'the-token-of-the-city' })
          return ((await answer.json()) as { case: object }).case
        })
        .toMatchObject({ stage: 'dispatched', unit: 'lj-drainage-east', district: east })
      for (const { troubles, context } of [asks, city, has]) {
        expect(troubles).toEqual([])
        await context.close()
      }
    },
    120_000,
  )
})
