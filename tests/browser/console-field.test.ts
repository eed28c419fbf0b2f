/** Inspectors in the field, each with a phone, on the real program; in both languages. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { caseWords } from '../../console/words/cases.ts'
import { actionWords } from '../../console/words/crew.ts'
import { answerWords, reportWords } from '../../console/words/field.ts'
import { gridWords } from '../../console/words/grids.ts'
import { eventWords } from '../../core/case-event-words.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { browserMissing, picture, seriousFindings } from '../support/browser.ts'
import { languages, openConsole, type ConsoleCity, type Language } from '../support/console-city.ts'
import { greyPng } from '../support/picture-bytes.ts'

const unit = 'lj-road'

interface Seen {
  readonly case: { readonly stage: string; readonly check?: string; readonly claimed?: object }
  readonly timeline: readonly { readonly event: string; readonly data: Record<string, unknown> }[]
}

describe.skipIf(browserMissing() !== undefined)('the field at the console', () => {
  let city: ConsoleCity
  beforeAll(async () => {
    city = await openConsole()
    const file = 'grid,name,cells,people\nW-1,渡口一网格,990102001001,inspector\n'
    const put = await fetch(
      `${city.system.httpUrl}/v1/catalogue/grids/versions?after=0&reason=order`,
      {
        ...{ method: 'POST', body: file },
        headers: {
          ...{
            authorization: `Bearer ${city.system.token('manager')}`,
            'content-type': 'text/csv',
          },
        },
      },
    )
    expect(put.status).toBe(200)
  })
  afterAll(() => city?.[Symbol.asyncDispose]())

  const seen = (id: string) => city.system.api(`/v1/cases/${id}`) as Promise<Seen>
  const asks = (role: string, id: string, body: object) =>
    city.system.api(`/v1/cases/${id}/commands`, { method: 'POST', role, body })
  const press = (page: Page, language: Language) => (words: Bilingual) =>
    page.getByRole('button', { name: words[language], exact: true }).click()

  /** 0503 at about 140 m from where the phone is. */
  async function reported(source: string, title: string): Promise<string> {
    const body = {
      ...{ source, category: '0503', standard: '0503-2', title: { zh: title, en: title } },
      ...{ longitude: 120.0, latitude: 30.0, text: '学校门口 at the gate' },
      cell: '990102001001001',
    }
    const made = await city.system.api('/v1/cases', { method: 'POST', role: 'operator', body })
    return (made as { readonly id: string }).id
  }

  test.each(languages)(
    'an inspector checks and verifies on site, without network in the middle (%s)',
    async (language) => {
      const phone = await city.come('inspector', language, { phone: true })
      // With a phone an inspector begins in the street.
      await phone.page.waitForURL('**/field')
      const toCheck = await reported('hotline', `塌陷 ${language}`)
      await asks('operator', toCheck, { command: 'askCheck', text: 'the south gate' })
      // It comes by itself to the page that was open, nearest first.
      const card = phone.page.locator(`main a.order-card[href="/field/${toCheck}"]`)
      await card.waitFor()
      await card.getByText('150 m').or(card.getByText('140 m')).first().waitFor()
      await card.getByText(gridWords.mine[language]).waitFor()
      await phone.page.getByRole('combobox').first().selectOption('mine')
      await card.waitFor()
      expect(await seriousFindings(phone.page)).toEqual([])
      await picture(phone.page, `field-queue-${language}`)
      await card.click()
      await phone.page.locator('[data-grid="W-1"]').getByText('渡口一网格').waitFor()
      await press(phone.page, language)(actionWords.claim)
      await expect.poll(async () => (await seen(toCheck)).case.claimed).toBeDefined()

      await phone.page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
      await phone.context.setOffline(true)
      await press(phone.page, language)(actionWords.confirmProblem)
      await phone.page.getByLabel(answerWords.confirmText[language]).fill('20 cm 深')
      await phone.page.locator('input[type=file]').setInputFiles({
        ...{ name: 'there.png', mimeType: 'image/png' },
        buffer: greyPng(language === 'zh' ? 40 : 50),
      })
      await phone.page.locator('.picked').waitFor()
      expect(await seriousFindings(phone.page)).toEqual([])
      await press(phone.page, language)(answerWords.submit)
      await phone.page.locator('.picked').waitFor({ state: 'detached' })
      await picture(phone.page, `field-without-network-${language}`)
      // What was answered survives the page, and the page opens without network.
      await phone.page.reload()
      await phone.page.locator('main#content h1').waitFor()
      expect((await seen(toCheck)).case.check).toBe('asked')
      await phone.context.setOffline(false)
      await expect
        .poll(async () => (await seen(toCheck)).case.check, { timeout: 60_000 })
        .toBe('confirmed')
      const { timeline } = await seen(toCheck)
      const answers = timeline.filter(({ event }) => event === 'problemConfirmed')
      expect(answers).toHaveLength(1)
      expect(answers[0]?.data).toMatchObject({
        text: '20 cm 深',
        photos: [{ name: 'there.png' }],
        position: { longitude: 120.001, latitude: 30.001 },
        metres: 147,
      })

      await asks('operator', toCheck, { command: 'file' })
      await asks('dispatcher', toCheck, { command: 'accept' })
      await asks('dispatcher', toCheck, { command: 'dispatch', unit })
      await asks(`crew-${unit}`, toCheck, { command: 'report', text: '已填平 filled' })
      // The page looks again every half minute.
      await phone.page.getByText('已填平 filled').first().waitFor({ timeout: 90_000 })
      await phone.context.setOffline(true)
      await press(phone.page, language)(actionWords.verify)
      await phone.page.getByLabel(caseWords.passed[language], { exact: true }).check()
      await picture(phone.page, `field-verdict-${language}`)
      await press(phone.page, language)(answerWords.submit)
      await phone.page.locator('.waiting').waitFor()
      // Somebody else is faster; the phone says who when it is back.
      await asks('administrator', toCheck, { command: 'verify', passed: true })
      await phone.context.setOffline(false)
      await phone.page.locator('.waiting-refused').waitFor({ timeout: 60_000 })
      await phone.page
        .locator('.waiting-refused')
        .getByText(new RegExp(`[：:] ?${eventWords.closed[language]}$`))
        .waitFor({ timeout: 60_000 })
      expect(await seriousFindings(phone.page)).toEqual([])
      await picture(phone.page, `field-overtaken-${language}`)
      // In the list, which has the case no longer, what was refused says of which it was.
      await phone.page.goto(`${city.system.httpUrl}/field`)
      await phone.page.locator('.waiting-refused', { hasText: toCheck }).waitFor()
      // The list of cases has no column that is one character wide.
      await phone.page.goto(`${city.system.httpUrl}/cases?queue=ended`)
      const what = phone.page.locator('.queue-what').first()
      await what.waitFor()
      expect((await what.boundingBox())?.width).toBeGreaterThan(300)
      await picture(phone.page, `field-cases-${language}`)
      expect((await seen(toCheck)).timeline.filter(({ event }) => event === 'closed')).toHaveLength(
        1,
      )
      await phone.context.close()
    },
    180_000,
  )

  test.each(languages)(
    'a problem met on the way is reported once, without network (%s)',
    async (language) => {
      const word = (words: Bilingual) => words[language]
      const { page, context } = await city.come('inspector', language, { phone: true })
      await page.goto(`${city.system.httpUrl}/field/report`)
      await page.getByLabel(word(reportWords.category)).selectOption('0503')
      await page.getByLabel(word(caseWords.filing)).selectOption('0503-2')
      const text = `井盖旁塌陷 ${language}`
      await page.getByLabel(word(reportWords.text)).fill(text)
      await page.locator('input[type=file]').setInputFiles({
        ...{ name: 'hole.png', mimeType: 'image/png' },
        buffer: greyPng(language === 'zh' ? 60 : 70),
      })
      await page.locator('.picked').waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `field-report-${language}`)
      await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
      await context.setOffline(true)
      await page.getByRole('button', { name: word(reportWords.submit), exact: true }).dblclick()
      await page.getByText(word(reportWords.kept)).waitFor()
      await page.reload()
      await page.locator('.waiting').waitFor()
      await context.setOffline(false)
      const found = async () => {
        const { items } = (await city.system.api('/v1/cases?stage=collected')) as {
          readonly items: readonly { readonly id: string; readonly source: string }[]
        }
        const patrols = items.filter(({ source }) => source === 'patrol')
        const all = await Promise.all(patrols.map(({ id }) => seen(id)))
        return all.filter(({ timeline }) => timeline[0]?.data['text'] === text)
      }
      await expect.poll(async () => (await found()).length, { timeout: 60_000 }).toBe(1)
      await page.locator('.waiting').waitFor({ state: 'detached', timeout: 60_000 })
      const [only, ...more] = await found()
      expect(more).toEqual([])
      expect(only?.case).toMatchObject({
        limit: '1 urgent hour',
        place: { longitude: 120.001, latitude: 30.001 },
      })
      expect(only?.timeline[0]?.data).toMatchObject({ photos: [{ name: 'hole.png' }] })
      await context.close()
    },
    120_000,
  )
})
