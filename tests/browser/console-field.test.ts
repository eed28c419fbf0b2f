/** Inspectors and crews in the field, each with a phone, on the real program. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { caseWords } from '../../console/words/cases.ts'
import { actionWords, formWords, outboxWords } from '../../console/words/crew.ts'
import { answerWords, reportWords } from '../../console/words/field.ts'
import { gridWords } from '../../console/words/grids.ts'
import { eventWords } from '../../core/case-event-words.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { hours } from '../../core/time.ts'
import { severableLink, type SeverableLink } from '../services/severable-link.ts'
import { browserMissing, picture, seriousFindings, signedIn } from '../support/browser.ts'
import { openConsole, walkedIn, type ConsoleCity, type Language } from '../support/console-city.ts'
import { greyPng } from '../support/picture-bytes.ts'

const unit = 'lj-road'

/** All that the pages of an order need is on the phone: the index is kept last. */
const keptAll = `caches.match('/index.html').then((index) => index !== undefined)`

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

  test.each(walkedIn('zh'))(
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
  )

  test.each(walkedIn('en'))(
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
  )

  test.each(walkedIn('zh'))(
    'two phones come back to one order after an hour with no connection at all: one report stands, the other is kept and told why (%s)',
    async (language) => {
      const word = (words: Bilingual) => words[language]
      const id = await reported('patrol', `塌陷两机 ${language}`)
      await asks('operator', id, { command: 'file' })
      await asks('dispatcher', id, { command: 'accept' })
      await asks('dispatcher', id, { command: 'dispatch', unit })
      await asks(`crew-${unit}`, id, { command: 'acceptOrder' })
      const port = Number(new URL(city.system.httpUrl).port)
      await using near = await severableLink({ port })
      await using far = await severableLink({ port })
      /** A phone on a connection of its own, whose clock an hour goes by on. */
      const comes = async (link: SeverableLink) => {
        const url = `http://127.0.0.1:${link.port}`
        const token = city.system.token(`crew-${unit}`)
        const { page, context } = await signedIn(city.browser, {
          ...{ url, token, language, phone: true, path: `/crew/${id}` },
        })
        await expect.poll(() => page.evaluate(keptAll), { timeout: 60_000 }).toBe(true)
        // From here on: with this clock a page does not see which files it loaded, and would keep none.
        await context.clock.install({ time: Date.now() - hours(1) })
        await page.reload()
        await page.getByRole('button', { name: word(actionWords.arrive), exact: true }).waitFor()
        return { page, context, link }
      }
      const phones = [await comes(near), await comes(far)] as const
      for (const [n, { page, link }] of phones.entries()) {
        link.cut()
        await press(page, language)(actionWords.arrive)
        await page.locator('.waiting').waitFor()
        // What comes next stands out, though nobody but the phone knows of the arrival.
        const next = page.locator('.doing button.primary')
        await expect.poll(() => next.allInnerTexts()).toEqual([word(actionWords.report)])
        await press(page, language)(actionWords.report)
        await page.getByLabel(word(formWords.reportText)).fill(`已填平 ${n}`)
        await page.locator('input[type=file]').setInputFiles({
          ...{ name: `phone-${n}.png`, mimeType: 'image/png' },
          buffer: greyPng((language === 'zh' ? 100 : 120) + n * 10),
        })
        await page.locator('.picked').waitFor()
        await press(page, language)(formWords.submitReport)
        await page.locator('.picked').waitFor({ state: 'detached' })
        await page.clock.fastForward(hours(1))
        // Nothing answers, also not for the page itself: it and what waits come from the phone.
        await page.reload()
        await expect.poll(() => page.locator('.waiting').count()).toBe(2)
        await expect.poll(() => page.locator('.waiting img').count()).toBe(1)
        expect(await seriousFindings(page)).toEqual([])
        await picture(page, `crew-an-hour-away-${n}-${language}`)
      }
      const done = async () => {
        const { timeline } = await seen(id)
        return timeline.filter(({ event }) => event === 'arrived' || event === 'reported')
      }
      expect(await done()).toEqual([])

      const [first, second] = phones
      first.link.mend()
      await expect
        .poll(async () => (await seen(id)).case.stage, { timeout: 90_000 })
        .toBe('verifying')
      await first.page.locator('.waiting').first().waitFor({ state: 'detached', timeout: 60_000 })
      second.link.mend()
      const refused = second.page.locator('.waiting-refused')
      await refused.waitFor({ timeout: 90_000 })
      const by = new RegExp(`[：:] ?${eventWords.reported[language]}$`)
      await refused.getByText(by).waitFor({ timeout: 60_000 })
      // The arrival that came too late is let go of; the report behind it is refused as well, and its picture is still there.
      await refused.getByRole('button', { name: word(outboxWords.drop) }).click()
      await refused.getByText('已填平 1').waitFor({ timeout: 60_000 })
      expect(await refused.locator('img').count()).toBe(1)
      expect(await seriousFindings(second.page)).toEqual([])
      await picture(second.page, `crew-second-phone-${language}`)

      const facts = await done()
      expect(facts.map(({ event }) => event)).toEqual(['arrived', 'reported'])
      expect(facts[1]?.data).toMatchObject({ text: '已填平 0', photos: [{ name: 'phone-0.png' }] })
      const photos = facts[1]?.data['photos'] as readonly { readonly sha256: string }[] | undefined
      const kept = await fetch(`${city.system.httpUrl}/v1/photos/${photos?.[0]?.sha256}`, {
        headers: { authorization: `Bearer ${city.system.token('inspector')}` },
      })
      expect([kept.status, kept.headers.get('content-type')]).toEqual([200, 'image/png'])
      for (const { context } of phones) await context.close()
    },
  )
})
