/** A case from filing to closing, by its roles in browsers of their own, on the real program. */
import { readFile } from 'node:fs/promises'

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { accountsWords } from '../../console/words/accounts.ts'
import { recordWords } from '../../console/words/case-record.ts'
import { commandWords } from '../../console/words/case-commands.ts'
import { caseWords, problemWords } from '../../console/words/cases.ts'
import { actionWords, formWords } from '../../console/words/crew.ts'
import { rotaWords } from '../../console/words/duty.ts'
import { stageWords } from '../../core/case-terms.ts'
import { followDeskWords } from '../../console/words/follow.ts'
import { shellWords } from '../../console/words/shell.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import {
  browserMissing,
  besidePhone,
  newContext,
  picture,
  seriousFindings,
  type Visitor,
} from '../support/browser.ts'
import { openConsole, walkedIn, type ConsoleCity, type Language } from '../support/console-city.ts'
import type { RunningSystem } from '../support/running-system.ts'
import { walkAccount } from '../support/account-walk.ts'
import { handsOf } from '../support/hands.ts'
import { marksRepeat } from '../support/repeat-page.ts'
import { walkDispute, walkLooks, walkSupervision, walkSuspension } from '../support/case-walks.ts'
import { followsAndRates } from '../support/reporter-page.ts'
import { walkTransfer } from '../support/transfer-walk.ts'
import { walkEndedSession, walkEndOfSession } from '../support/session-walk.ts'
import { greyPng } from '../support/picture-bytes.ts'

const crewUnit = 'lj-road'
/** Of the pictures that are taken, in pixels. */
const size = 16

interface Timeline {
  readonly case: { readonly stage: string; readonly unit?: string }
  readonly timeline: readonly {
    readonly event: string
    readonly by: { readonly role: string }
    readonly data: { readonly photos?: readonly { readonly sha256: string }[] }
  }[]
}

const slowPosition = `{
  const find = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation)
  navigator.geolocation.getCurrentPosition = (...asked) => void setTimeout(() => find(...asked), 2_000)
}`

describe.skipIf(browserMissing() !== undefined)('a case at the console', () => {
  let city: ConsoleCity
  let system: RunningSystem
  let browser: Browser
  beforeAll(async () => {
    city = await openConsole()
    ;({ system, browser } = city)
  })
  afterAll(() => city?.[Symbol.asyncDispose]())

  const come = (role: string, language: Language, path = '/', phone = false): Promise<Visitor> =>
    city.come(role, language, { path, phone })
  const comesByPhone = (role: string, language: Language) => come(role, language, '/', true)
  const record = (id: string) => system.api(`/v1/cases/${id}`) as Promise<Timeline>
  const stage = async (id: string) => (await record(id)).case.stage

  test.each(walkedIn('en'))(
    'goes from its report to its closing, the phone without network in the middle (%s)',
    async (language) => {
      const word = (words: Bilingual) => words[language]
      const press = (page: Page, words: Bilingual) =>
        page.getByRole('button', { name: word(words), exact: true }).click()
      const phone = await comesByPhone(`crew-${crewUnit}`, language)
      const title = { zh: '路面塌陷', en: 'Sunken pavement' }
      const inspector = await come('inspector', language, '/cases')
      await press(inspector.page, problemWords.report)
      const problem = inspector.page.getByRole('dialog')
      const fill = (label: Bilingual, text: string) => problem.getByLabel(word(label)).fill(text)
      await fill(problemWords.titleZh, title.zh)
      await fill(problemWords.titleEn, title.en)
      await fill(caseWords.category, '0503')
      await fill(caseWords.description, 'east gate')
      await fill(problemWords.longitude, '123.5275')
      await fill(problemWords.latitude, '29.4994')
      // Two conditions, each with a limit of its own: nobody types one.
      await problem.getByLabel(word(caseWords.filing)).selectOption('0503-2')
      expect(await problem.getByLabel(word(problemWords.amount)).count()).toBe(0)
      expect(await seriousFindings(inspector.page)).toEqual([])
      expect(await besidePhone(inspector.page)).toEqual([])
      await picture(inspector.page, `problem-${language}`)
      await problem.getByRole('button', { name: word(problemWords.submit), exact: true }).click()
      await inspector.page.waitForURL('**/cases/C*')
      const id = inspector.page.url().split('/').at(-1) ?? ''
      await inspector.page.getByText('0503-2').waitFor()
      expect((await record(id)).case).toMatchObject({ limit: '1 urgent hour', lead: 'drainage' })

      const operator = await come('operator', language, '/cases')
      await operator.page.getByRole('link', { name: id }).first().waitFor()
      expect(await seriousFindings(operator.page)).toEqual([])
      await picture(operator.page, `case-queue-${language}`)
      await operator.page.getByRole('link', { name: id }).first().click()
      await press(operator.page, commandWords.file)
      await expect.poll(() => stage(id)).toBe('filed')
      await press(operator.page, commandWords.accept)
      await expect.poll(() => stage(id)).toBe('accepted')

      const dispatcher = await come('dispatcher', language, `/cases/${id}`)
      await walkTransfer(dispatcher.page, { id, url: system.httpUrl, language })
      await press(dispatcher.page, commandWords.dispatch)
      const dialog = dispatcher.page.getByRole('dialog')
      const load = word(caseWords.unitLoad).replace('{count}', '0')
      const units = dialog.getByLabel(word(caseWords.unit))
      await units.locator('option', { hasText: load }).first().waitFor({ state: 'attached' })
      await units.selectOption(crewUnit)
      await dialog.getByLabel(word(caseWords.noteToUnit)).fill('ask the guard 门卫有钥匙')
      expect(await seriousFindings(dispatcher.page)).toEqual([])
      await dialog.getByRole('button', { name: word(commandWords.dispatch), exact: true }).click()
      await expect.poll(() => stage(id)).toBe('dispatched')

      // The order comes by itself to the page that was open all the time.
      const order = phone.page.locator(`main a.order-card[href="/crew/${id}"]`)
      await order.waitFor()
      expect(await seriousFindings(phone.page)).toEqual([])
      await picture(phone.page, `crew-orders-${language}`)
      await order.click()
      // What is to be done stands on the first screen, below a head of two rows at most.
      const named = { name: word(actionWords.acceptOrder), exact: true }
      const accept = phone.page.getByRole('button', named)
      await accept.waitFor()
      const { y = 844, height = 0 } = (await accept.boundingBox()) ?? {}
      expect(y + height).toBeLessThanOrEqual(844)
      const head = await phone.page.locator('header.top').boundingBox()
      expect(head?.height).toBeLessThanOrEqual(100)
      const note = phone.page.locator('[data-note=order]').getByText('ask the guard 门卫有钥匙')
      await note.waitFor()
      await accept.click()
      await expect.poll(() => stage(id)).toBe('handling')
      expect(await seriousFindings(phone.page)).toEqual([])

      await phone.page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
      await phone.context.setOffline(true)
      // Between houses a position takes its time: who reports meanwhile is not disturbed when it is found.
      await phone.page.evaluate(slowPosition)
      await press(phone.page, actionWords.arrive)
      await press(phone.page, actionWords.report)
      await phone.page.getByLabel(word(formWords.reportText)).fill('filled, rolled 已填平')
      await phone.page.locator('.waiting').first().waitFor()
      await phone.page.locator('input[type=file]').setInputFiles({
        name: 'after.png',
        mimeType: 'image/png',
        buffer: greyPng(language === 'zh' ? 90 : 160, size),
      })
      await phone.page.locator('.picked').waitFor()
      const choosing = await phone.page.locator('.file-button').boundingBox()
      expect(choosing?.height).toBeGreaterThanOrEqual(44)
      await press(phone.page, formWords.submitReport)
      await phone.page.locator('.picked').waitFor({ state: 'detached' })
      await picture(phone.page, `crew-without-network-${language}`)
      expect((await record(id)).timeline.some(({ event }) => event === 'arrived')).toBe(false)
      // What was done survives the page, and the page opens without network.
      await phone.page.reload()
      await phone.page.locator('main#content h1').waitFor()
      await note.waitFor()
      await phone.context.setOffline(false)
      await expect.poll(() => stage(id), { timeout: 60_000 }).toBe('verifying')

      await inspector.page.goto(`${system.httpUrl}/cases/${id}`)
      await press(inspector.page, commandWords.verify)
      const verdict = inspector.page.getByRole('dialog')
      expect(await besidePhone(inspector.page)).toEqual([])
      await verdict.getByLabel(word(caseWords.passed), { exact: true }).check()
      await verdict.getByRole('button', { name: word(commandWords.verify), exact: true }).click()
      await expect.poll(() => stage(id)).toBe('closed')
      const badge = inspector.page.getByText(word(stageWords.closed), { exact: true })
      await badge.first().waitFor()
      expect(await seriousFindings(inspector.page)).toEqual([])
      await picture(inspector.page, `case-closed-${language}`)

      // The case file, as it opens where no system runs.
      const download = inspector.page.waitForEvent('download')
      await inspector.page.getByRole('link', { name: word(recordWords.file), exact: true }).click()
      const paper = await inspector.context.newPage()
      await paper.setContent(await readFile(await (await download).path(), 'utf8'))
      await expect
        .poll(() => paper.evaluate("document.querySelector('figure img').naturalWidth"))
        .toBe(size)
      expect(await paper.locator('table').first().textContent()).toContain('已填平')
      expect(await seriousFindings(paper)).toEqual([])
      await picture(paper, `case-file-${language}`)

      const { timeline } = await record(id)
      const facts = timeline.filter(({ event }) => event !== 'notified')
      expect(facts.map(({ event, by }) => `${event} ${by.role}`)).toEqual([
        'collected inspector',
        'filed operator',
        'accepted operator',
        'transferred dispatcher',
        'transferRecalled dispatcher',
        'dispatched dispatcher',
        'orderAccepted crew',
        'arrived crew',
        'reported crew',
        'verified inspector',
        'closed inspector',
      ])
      const [photo] = facts.find(({ event }) => event === 'reported')?.data.photos ?? []
      const kept = await fetch(`${system.httpUrl}/v1/photos/${photo?.sha256}`, {
        headers: { authorization: `Bearer ${system.token('inspector')}` },
      })
      expect([kept.status, kept.headers.get('content-type')]).toEqual([200, 'image/png'])

      // Whoever reported it follows it by a code, without an account, and is not satisfied.
      await operator.page.goto(`${system.httpUrl}/cases/${id}`)
      await press(operator.page, followDeskWords.give)
      const code = await operator.page.locator('output code').innerText()
      await followsAndRates(browser, system.httpUrl, code, language)
      const path = '/deciding?waiting=dissatisfied'
      const supervisor = await come('supervisor', language, path)
      await supervisor.page.getByRole('link', { name: id }).click()
      await press(supervisor.page, followDeskWords.said)
      await supervisor.page.getByText('wet again 又积水').waitFor()
      expect(await seriousFindings(supervisor.page)).toEqual([])
      await picture(supervisor.page, `rating-${language}`)
      await press(supervisor.page, commandWords.reply)
      const reply = supervisor.page.getByRole('dialog')
      await reply.getByLabel(word(caseWords.text)).fill('the drain is next 接着疏通')
      await reply.getByRole('button', { name: word(commandWords.reply), exact: true }).click()
      await supervisor.page.getByText(word(followDeskWords.settled)).waitFor()

      for (const { troubles } of [operator, dispatcher, inspector, supervisor])
        expect(troubles).toEqual([])
      for (const { context } of [operator, dispatcher, inspector, phone, supervisor])
        await context.close()
    },
  )

  test.each(walkedIn('zh'))(
    'a manager supervises an order, its crew answers on the phone; a dispatcher marks a repeat (%s)',
    async (language) => {
      await walkSupervision({ browser, system, language, unit: crewUnit })
      await marksRepeat(system, (path) => come('dispatcher', language, path), language)
    },
  )

  test.each(walkedIn('zh'))(
    'an order that three units return is designated by a supervisor, and its boundary revoked (%s)',
    (language) => walkDispute({ browser, system, language, unit: crewUnit }),
  )

  test.each(walkedIn('en'))(
    'an order is suspended and resumed, and opened again when it was closed (%s)',
    (language) => walkSuspension({ browser, system, language, unit: crewUnit }),
  )

  test.each(walkedIn('zh'))(
    'a reporter is shown in part and in full, and who looked stands in a list (%s)',
    (language) => walkLooks({ browser, system, language, unit: crewUnit }),
  )

  test('a crew has its orders and no other page', async () => {
    const { page, context } = await comesByPhone(`crew-${crewUnit}`, 'en')
    const pages = page.locator('header nav a')
    expect(await pages.allTextContents()).toEqual([shellWords.crew.en])
    await page.goto(`${system.httpUrl}/cases`)
    await page.getByText(shellWords.notAllowed.en).waitFor()
    await context.close()
  })

  test('a page whose session was ended elsewhere asks to sign in', async () =>
    walkEndedSession(await comesByPhone(`crew-${crewUnit}`, 'en'), system.httpUrl))

  test.each(walkedIn('en'))(
    'whose session ends soon is told so, and goes on (%s)',
    async (language) => {
      const role = `crew-${crewUnit}`
      await walkEndOfSession(await comesByPhone(role, language), language, system.token(role))
    },
  )

  test('an administrator limits somebody to a district, whose pages are of that district', async () => {
    // Once there is an account the page asks for names first.
    const visitors = await Promise.all(
      walkedIn('zh').map(async (language) => ({
        language,
        ...(await come('administrator', language, '/cases')),
      })),
    )
    for (const { language, page, context } of visitors) {
      const name = `district-${language}`
      const text = (words: Bilingual) => words[language]
      const hands = handsOf(page, language)
      const press = (words: Bilingual, within: Page | Locator = page) =>
        hands.press(within.getByRole('button', { name: text(words), exact: true }).first())
      await hands.press(page.getByRole('link', { name: text(shellWords.accounts), exact: true }))
      await press(accountsWords.add)
      const dialog = page.getByRole('dialog')
      await hands.write(dialog.getByLabel(text(accountsWords.name)), name)
      await hands.write(dialog.getByLabel(text(accountsWords.person)), '赵敏')
      await hands.choose(dialog.getByLabel(text(accountsWords.role)), 'dispatcher')
      await hands.choose(dialog.getByLabel(text(accountsWords.areas)), '990102')
      expect(await seriousFindings(page)).toEqual([])
      await press(accountsWords.save, dialog)
      await page.getByText(text(accountsWords.once).split('{name}')[1] ?? '').waitFor()
      const row = page.getByRole('row').filter({ hasText: name })
      await row.getByText('西城区').waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `accounts-${language}`)
      const password = await page.getByRole('status').locator('code').innerText()
      const next = `a different sentence for ${language}`
      const came = await fetch(`${system.httpUrl}/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, password }),
      })
      const chosen = await fetch(`${system.httpUrl}/v1/account/password`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          cookie: came.headers.get('set-cookie')?.split(';')[0] ?? '',
          origin: system.httpUrl,
        },
        body: JSON.stringify({ current: password, next }),
      })
      expect(chosen.status).toBe(204)
      await system.api('/v1/accounts', {
        method: 'POST',
        body: {
          name: `duty-${language}`,
          person: `值班 ${language}`,
          role: 'crew',
          unit: crewUnit,
        },
      })
      await page.goto(`${system.httpUrl}/duty?unit=${crewUnit}`)
      await press(rotaWords.addRow)
      const person = page.getByLabel(new RegExp(`^${text(rotaWords.person)} `)).last()
      await hands.choose(person, `duty-${language}`)
      await hands.write(page.getByLabel(text(rotaWords.reason)), 'spring 春季')
      await press(rotaWords.save)
      await page.getByText('spring 春季').first().waitFor({ state: 'attached' })
      await page
        .getByRole('cell', { name: `值班 ${language}`, exact: true })
        .first()
        .waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `duty-${language}`)
      await context.close()
      const limited = await newContext(browser, { locale: language === 'zh' ? 'zh-CN' : 'en' })
      const own = await limited.newPage()
      await own.goto(system.httpUrl)
      await own.locator('input[name=name]').fill(name)
      await own.locator('input[name=password]').fill(next)
      await own.getByRole('button', { name: text(shellWords.signIn), exact: true }).click()
      await own.locator('header.top').getByText('西城区').waitFor()
      const pages = await own.locator('header.top nav a').allInnerTexts()
      expect(pages).toContain(text(shellWords.cases))
      expect(pages).not.toContain(text(shellWords.rules))
      expect(pages).not.toContain(text(shellWords.accounts))
      await limited.close()
    }
  })

  test.each(walkedIn('zh'))(
    'a person signs in by name, chooses a password, and signs in with it (%s)',
    (language) => walkAccount(browser, system, language),
  )
})
