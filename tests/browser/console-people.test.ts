/**
 * People of a unit and of a desk, in Chromium: in by the identity provider, how they are told, an order by push to a browser, what the
 * desk sees of that, and a rota from a spreadsheet.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { crewWords } from '../../console/words/crew.ts'
import { personalWords } from '../../console/words/personal.ts'
import { pushWords } from '../../console/words/push.ts'
import { administrativeActs } from '../../core/administrative-acts.ts'
import { actWords } from '../../console/words/acts.ts'
import { accountsWords } from '../../console/words/accounts.ts'
import { providerRefusalWords, providerWords } from '../../console/words/provider.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { personalChannelWords } from '../../core/personal-terms.ts'
import type { PushMessage } from '../../core/push-message.ts'
import { startIdentityProvider, type TestProvider } from '../support/identity-provider.ts'
import { startPushService, type TestPushService } from '../support/push-service.ts'
import { browserMissing, newContext, picture, seriousFindings } from '../support/browser.ts'
import { languages, openConsole, walkedIn, type Language } from '../support/console-city.ts'
import { choosesChannels, importsRota } from '../support/desk-duty-walk.ts'
import { readsSettings } from '../support/settings-walk.ts'
import { handsOver } from '../support/hand-over-walk.ts'
import { freePort, type RunningSystem } from '../support/running-system.ts'

/** As the page has it, as far as it is asked. */
interface Registration {
  getNotifications(): Promise<readonly { readonly title: string; readonly body: string }[]>
}
const unit = 'lj-road'
const push = 'https://push.example.cn'
const person = (name: string, group: string) => ({
  ...{ preferred_username: name, name, groups: [group] },
})

describe.skipIf(browserMissing() !== undefined)('people', () => {
  let system: RunningSystem
  let provider: TestProvider
  let pushService: TestPushService
  let browser: Browser
  const offices = new Map<string, Page>()
  const endings: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    const httpPort = await freePort()
    const address = `http://127.0.0.1:${httpPort}`
    const people = Object.fromEntries(
      languages.flatMap((language) =>
        ['road', 'desk'].map((group) => [
          `${group}-${language}`,
          person(`${group}.${language}`, group),
        ]),
      ),
    )
    provider = await startIdentityProvider(people, `${address}/v1/session/provider/callback`)
    endings.push(async () => provider[Symbol.asyncDispose]())
    pushService = await startPushService()
    endings.push(async () => pushService[Symbol.asyncDispose]())
    const environment = {
      URBAN_BRAIN_ACCESS__OIDC__ISSUER: provider.issuer,
      URBAN_BRAIN_ACCESS__OIDC__CLIENT_ID: 'urban-brain',
      URBAN_BRAIN_ACCESS__OIDC__SECRET: 'a secret of the test',
      URBAN_BRAIN_ACCESS__OIDC__ADDRESS: address,
      URBAN_BRAIN_ACCESS__OIDC__UNKNOWN: 'make',
      URBAN_BRAIN_ACCESS__OIDC__ROLES: `[{ value: road, role: crew, unit: ${unit} }, { value: desk, role: dispatcher }]`,
      URBAN_BRAIN_CASES__NOTICES__WEBHOOK__SECRET: 'a secret of the tests',
      URBAN_BRAIN_CASES__NOTICES__PERSONAL__WEBHOOKS: `["${push}"]`,
      // The group of the desk (工作群), of which nobody is told here.
      URBAN_BRAIN_CASES__NOTICES__ROBOTS:
        '[{ to: "@dispatcher", kind: dingtalk, hook: "http://127.0.0.1:9/robot" }]',
      URBAN_BRAIN_CASES__NOTICES__PUSH__SERVICES: `["${pushService.origin}"]`,
    }
    const city = await openConsole({ httpPort, environment, whole: true })
    endings.push(async () => city[Symbol.asyncDispose]())
    ;({ system, browser } = city)
    // Before there is an account, after which the page asks for names first.
    for (const [role, language] of [
      ...walkedIn('zh').flatMap((read) => [
        ['dispatcher', read] as const,
        ['administrator', read] as const,
      ]),
      ...walkedIn('en').map((read) => ['supervisor', read] as const),
    ])
      offices.set(`${role} ${language}`, (await city.come(role, language, { path: '/cases' })).page)
  })
  afterAll(async () => {
    for (const end of endings.reverse()) await end()
  })

  function office(role: string, language: string): Page {
    const page = offices.get(`${role} ${language}`)
    if (page === undefined) throw new Error(`nobody came as ${role}`)
    return page
  }

  async function entersByProvider(page: Page, language: Language, subject: string): Promise<void> {
    const label = providerWords.by[language].replace('{name}', '统一身份认证')
    await page.getByRole('link', { name: label }).click()
    await page.locator('input[name=login]').fill(subject)
    await page.locator('input[name=password]').fill('any')
    await page.locator('button[type=submit]').click()
    await page.locator('input[name=prompt][value=consent]').waitFor({ state: 'attached' })
    await page.locator('button[type=submit]').click()
  }

  /** All day, and nobody else. */
  async function onDuty(name: string): Promise<void> {
    const rota = (await system.api(`/v1/duty/${unit}`)) as { readonly version: number }
    const shift = { person: name, since: '2026-01-01', days: 'daily', from: '00:00', to: '24:00' }
    const body = { version: rota.version, shifts: [shift], reason: 'a test' }
    await system.api(`/v1/duty/${unit}`, { method: 'POST', role: 'supervisor', body })
  }

  async function ordered(title: Bilingual): Promise<string> {
    const body = {
      ...{ source: 'patrol', category: '0503', standard: '0503-1', severity: 'orange', title },
      ...{ longitude: 123.5275, latitude: 29.4993 },
    }
    const found = await system.api('/v1/cases', { method: 'POST', role: 'inspector', body })
    const { id } = found as { readonly id: string }
    const ask = (role: string, command: object) =>
      system.api(`/v1/cases/${id}/commands`, { method: 'POST', role, body: command })
    await ask('operator', { command: 'file' })
    await ask('dispatcher', { command: 'accept' })
    await ask('dispatcher', { command: 'dispatch', unit })
    return id
  }

  /** Chromium without a window reaches no push service: the one of the tests answers in the place of Google's. */
  async function reachesPushService(page: Page): Promise<void> {
    await page.exposeFunction('subscribedAt', (key: string) => pushService.subscribe(key))
    await page.evaluate(() => {
      type Kept = ReturnType<TestPushService['subscribe']>
      const { subscribedAt, PushManager } = globalThis as unknown as {
        readonly subscribedAt: (key: string) => Promise<Kept>
        readonly PushManager: { readonly prototype: object }
      }
      let kept: Kept | undefined
      const subscription = () =>
        kept && {
          endpoint: kept.endpoint,
          toJSON: () => kept,
          unsubscribe: () => (kept = undefined),
        }
      Object.assign(PushManager.prototype, {
        async subscribe({ applicationServerKey }: { readonly applicationServerKey: string }) {
          kept = await subscribedAt(applicationServerKey)
          return subscription()
        },
        getSubscription: () => Promise.resolve(subscription() ?? null),
      })
    })
  }

  /** What the push service took comes to the browser. Twice: a push service may. */
  async function delivered(page: Page, message: PushMessage, times = 2): Promise<void> {
    const debug = await page.context().newCDPSession(page)
    const known = new Promise<string>((resolve) => {
      debug.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [first] = registrations
        if (first !== undefined) resolve(first.registrationId)
      })
    })
    await debug.send('ServiceWorker.enable')
    const [origin, registrationId] = [system.httpUrl, await known]
    const data = JSON.stringify(message)
    for (let n = 0; n < times; n += 1)
      await debug.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data })
    await debug.detach()
  }

  async function shownBy(page: Page): Promise<readonly string[]> {
    const shown = () =>
      page.evaluate(async () => {
        const { navigator } = globalThis as unknown as {
          readonly navigator: { readonly serviceWorker: { readonly ready: Promise<Registration> } }
        }
        const shownNow = await (await navigator.serviceWorker.ready).getNotifications()
        return shownNow.map(({ title, body }) => `${title} ${body}`)
      })
    await expect.poll(shown).not.toEqual([])
    return shown()
  }

  /**
   * Somebody touches what is shown. Nothing outside of the browser can: a click that the worker makes itself is heard by its own
   * handler, and opens and focuses no window, so what it asks of the browser is written down.
   */
  async function touched(page: Page, path: string): Promise<unknown> {
    const [worker] = page.context().serviceWorkers()
    if (worker === undefined) throw new Error('no service worker runs')
    return worker.evaluate(`(async () => {
      const asked = []
      clients.openWindow = async (url) => { asked.push('open ' + url) }
      WindowClient.prototype.focus = async function () { asked.push('focus ' + this.url) }
      const find = async () =>
        (await registration.getNotifications()).find(({ data }) => data === ${JSON.stringify(path)})
      let notification = await find()
      while (notification === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        notification = await find()
      }
      notification.close = () => asked.push('close')
      const click = new NotificationEvent('notificationclick', { notification })
      const working = []
      Object.defineProperty(click, 'waitUntil', { value: (work) => working.push(work) })
      dispatchEvent(click)
      await Promise.all(working)
      return asked
    })()`)
  }

  async function receipts(id: string): Promise<readonly unknown[]> {
    const found = await system.api(`/v1/cases/${id}/receipts`)
    return (found as { readonly receipts: readonly unknown[] }).receipts
  }

  test.each(walkedIn('zh'))(
    'of a unit come in by the provider, choose their channels, and read what they are told of (%s)',
    async (language) => {
      const text = (words: Bilingual) => words[language]
      const name = `road.${language}`
      const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
      const context = await newContext(browser, { locale })
      const page = await context.newPage()
      const fits = async () => expect(await seriousFindings(page)).toEqual([])

      await page.goto(`${system.httpUrl}/?sign-in=no-role`)
      await page.getByText(text(providerRefusalWords['no-role'])).waitFor()
      await fits()
      await picture(page, `sign-in-provider-${language}`)
      await entersByProvider(page, language, `road-${language}`)

      await page.getByRole('link', { name, exact: true }).click()
      const form = page.getByRole('region', { name: text(personalWords.title) })
      const webhook = form.getByRole('group', {
        name: text(personalChannelWords.webhook),
        exact: true,
      })
      const save = () => form.getByRole('button', { name: text(personalWords.save) }).click()
      await context.grantPermissions(['notifications'], { origin: system.httpUrl })
      const pushed = form.getByRole('group', { name: text(personalChannelWords.push), exact: true })
      const allow = pushed.getByRole('button', { name: text(pushWords.allow) })
      await allow.click()
      await pushed.getByText(text(pushWords.none)).waitFor()
      await fits()
      await reachesPushService(page)
      await allow.click()
      await pushed.getByText(text(pushWords.here)).waitFor()
      // The first device puts the channel on.
      await form.getByText(text(personalWords.none)).waitFor({ state: 'detached' })
      await pushed.getByText(text(pushWords.here)).waitFor()
      await fits()
      await picture(page, `push-${language}`)

      await webhook.getByLabel(text(personalWords.use)).check()
      await webhook
        .getByLabel(text(personalWords.webhookAddress))
        .fill('https://elsewhere.example/1')
      await save()
      await form.getByRole('alert').waitFor()
      await webhook.getByLabel(text(personalWords.webhookAddress)).fill(`${push}/${name}`)
      await save()
      await form.getByRole('alert').waitFor({ state: 'detached' })
      await fits()
      await picture(page, `channels-${language}`)
      await page.reload()
      const kept = webhook.getByLabel(text(personalWords.webhookAddress))
      await expect.poll(() => kept.inputValue()).toBe(`${push}/${name}`)

      await onDuty(name)
      const title = { zh: `路面塌陷 ${language}`, en: `Sunken pavement ${language}` }
      const id = await ordered(title)
      // By the sweep, within moments.
      await expect.poll(() => receipts(id), { timeout: 60_000 }).not.toEqual([])
      await expect.poll(() => pushService.taken.length, { timeout: 60_000 }).toBeGreaterThan(0)
      const [taken] = pushService.taken.splice(0)
      const message = taken?.message as PushMessage
      expect(message).toMatchObject({ language, path: `/crew/${id}` })
      await delivered(page, message)
      expect(await shownBy(page)).toEqual([`${message.title} ${message.body}`])
      const order = `${system.httpUrl}/crew/${id}`
      expect(await touched(page, message.path)).toEqual(['close', `open ${order}`])
      // What names another place than ours is closed, and nothing more.
      const elsewhere = { ...message, path: 'https://elsewhere.example/' }
      await delivered(page, elsewhere, 1)
      expect(await touched(page, elsewhere.path)).toEqual(['close'])
      await page.goto(`${system.httpUrl}/crew`)
      const mine = page.getByRole('region', { name: text(personalWords.waiting) })
      await mine.getByRole('link', { name: text(title) }).click()
      await page.getByRole('heading', { level: 1, name: text(title) }).waitFor()
      // A window that came there by a link shows it as well as one that was opened there, until it leads on.
      await delivered(page, message, 1)
      expect(await touched(page, message.path)).toEqual(['close', `focus ${system.httpUrl}/crew`])
      await fits()
      await page.reload()
      await page.getByRole('heading', { level: 1, name: text(title) }).waitFor()
      await delivered(page, message, 1)
      expect(await touched(page, message.path)).toEqual(['close', `focus ${order}`])
      await page.getByRole('link', { name: text(crewWords.back) }).click()
      await page.getByRole('heading', { level: 1, name: text(crewWords.title) }).waitFor()
      await delivered(page, message, 1)
      expect(await touched(page, message.path)).toEqual(['close', `open ${order}`])

      const desk = office('dispatcher', language)
      await desk.goto(`${system.httpUrl}/cases/${id}`)
      const sheet = desk.getByRole('region', { name: text(personalWords.receipts) }).first()
      const row = sheet.getByRole('row').filter({ hasText: name }).first()
      // Told by push first, and read.
      await expect.poll(() => row.innerText()).toContain(text(personalChannelWords.push))
      await expect
        .poll(() => row.getByRole('cell').nth(3).innerText(), { timeout: 60_000 })
        .toMatch(/\d\d:\d\d/)
      expect(await seriousFindings(desk)).toEqual([])
      await picture(desk, `receipts-${language}`)

      const accounts = office('administrator', language)
      await accounts.goto(`${system.httpUrl}/accounts`)
      const account = accounts.getByRole('row').filter({ hasText: name })
      await account.getByRole('button', { name: text(personalWords.show) }).click()
      const shown = accounts.getByRole('dialog')
      await shown.getByText(`${push}/***`).waitFor()
      expect(await seriousFindings(accounts)).toEqual([])
      expect(await account.getByRole('button', { name: text(accountsWords.edit) }).count()).toBe(1)
      await shown.getByRole('button').last().click()
      await accounts.getByRole('link', { name: text(actWords.title) }).click()
      const act = accounts.getByRole('row').filter({ hasText: unit }).first()
      await act.getByText(text(administrativeActs['POST /v1/duty/:unit'])).waitFor()
      await act.getByText(text(actWords.done)).waitFor()
      await accounts.getByText(text(actWords.intact)).waitFor()
      expect(await seriousFindings(accounts)).toEqual([])
      await picture(accounts, `acts-${language}`)
      await readsSettings(accounts, language)
      await context.close()
    },
  )

  test.each(walkedIn('en'))(
    'of a desk: a rota from a spreadsheet, its mistakes by row, and how who has duty is told (%s)',
    async (language) => {
      const name = `desk.${language}`
      const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
      const context = await newContext(browser, { locale })
      const page = await context.newPage()
      await page.goto(system.httpUrl)
      await entersByProvider(page, language, `desk-${language}`)
      await page.getByRole('link', { name, exact: true }).waitFor()
      const walk = { system, language, name }
      await importsRota(office('supervisor', language), walk)
      await choosesChannels(page, walk)
      await handsOver(page, { httpUrl: system.httpUrl, language })
      await context.close()
    },
  )
})
