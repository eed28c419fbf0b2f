/**
 * People who have a part of the city each: a case between two districts and the city (市级协调), and what holds alarms back in a district
 * and in a street. Each in a browser of their own.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Browser, Locator, Page } from 'playwright-core'
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
import { walkedIn } from '../support/console-city.ts'
import { startDeskServer, type DeskServer } from '../support/desk-server.ts'
import { handsOf, type Hands } from '../support/hands.ts'
import { holdBack, walkSuppressed } from '../support/suppressed-walk.ts'

/** Of the sample city. */
const west = '990102'
const east = '990103'
/** Of the west. */
const street = '990102001'
const eastName = '东城区'
const tokens = [
  { name: 'olga', role: 'operator' as const, token: 'the-token-of-the-operator' },
  { name: 'su', role: 'supervisor' as const, token: 'the-token-of-the-city' },
  { name: 'max', role: 'administrator' as const, token: 'the-token-of-the-administrator' },
  ...[west, east, street].map((area) => ({
    ...{ name: `dispatcher-${area}`, role: 'dispatcher' as const, areas: [area] },
    token: `the-token-of-${area}`,
  })),
]

describe.skipIf(browserMissing() !== undefined)('parts of the city at the console', () => {
  let folder: string
  let desk: DeskServer
  let browser: Browser

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'urban-brain-'))
    desk = await startDeskServer({ tokens, folder })
    browser = await openBrowser()
    await holdBack(desk, folder, 'the-token-of-the-administrator')
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
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

  test.each(walkedIn('zh'))(
    'a district asks, the city gives the case to the next one, and that one dispatches it (%s)',
    async (language) => {
      const word = (words: Bilingual) => words[language]
      const id = await accepted(`界河漫水 ${language}`)
      const come = (token: string, path: string) =>
        signedIn(browser, { url: desk.url, token, language, path })
      const go = (page: Page, path: string) => page.goto(`${desk.url}${path}`)
      const give = async (
        page: Page,
        command: Bilingual,
        fill: (hands: Hands, dialog: Locator) => Promise<unknown>,
      ) => {
        const hands = handsOf(page, language)
        await hands.give(word(command), () => fill(hands, page.getByRole('dialog')))
      }

      const asks = await come(`the-token-of-${west}`, `/cases/${id}`)
      await give(asks.page, commandWords.askCoordination, async ({ choose, write }, dialog) => {
        await choose(dialog.getByLabel(word(coordinationWords.ground)), 'districts')
        await write(dialog.getByLabel(word(caseWords.reason)), 'the outlet is theirs 排口在东城区')
        await picture(asks.page, `coordination-asked-${language}`)
      })
      await asks.page.getByText(word(coordinationStateWords.asked)).first().waitFor()
      expect(
        await asks.page
          .getByRole('button', { name: word(commandWords.dispatch), exact: true })
          .count(),
      ).toBe(0)

      const city = await come('the-token-of-the-city', '/cases?queue=coordination')
      await city.page.getByRole('link', { name: `${word(queueWords.coordination)} 1` }).waitFor()
      await handsOf(city.page, language).press(city.page.getByRole('link', { name: id }))
      await city.page.getByText(word(coordinationGroundWords.districts)).first().waitFor()
      await give(city.page, commandWords.coordinate, async ({ choose, write }, dialog) => {
        await choose(dialog.getByLabel(word(coordinationWords.district)), east)
        await write(dialog.getByLabel(word(coordinationWords.instruction)), 'drain it first 先排水')
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

      const has = await come(`the-token-of-${east}`, '/cases?queue=dispatch')
      await handsOf(has.page, language).press(has.page.getByRole('link', { name: id }))
      await has.page.getByText('drain it first 先排水').first().waitFor()
      await give(has.page, commandWords.dispatch, ({ choose }, dialog) =>
        choose(dialog.getByLabel(word(caseWords.unit)), 'lj-drainage-east'),
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
  )

  test.each(walkedIn('en'))(
    'of what holds alarms back a district and a street see what reaches their devices, and no more (%s)',
    async (language) => {
      const path = '/suppressions'
      const come = (area: string, phone: boolean) =>
        signedIn(browser, { url: desk.url, token: `the-token-of-${area}`, language, phone, path })
      const seen = { reasons: [0, 1, 3, 4], devices: [0, 1] }
      await walkSuppressed(await come(west, false), desk.url, language, seen, 'held-in-district')
      const ofStreet = { reasons: [0, 1, 3], devices: [0] }
      await walkSuppressed(await come(street, true), desk.url, language, ofStreet, 'held-in-street')
      const others = { reasons: [2, 3], devices: [2] }
      await walkSuppressed(await come(east, true), desk.url, language, others, 'held-in-east')
    },
  )
})
