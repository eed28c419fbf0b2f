/**
 * A working day of a district, as each person sees it: patrol, hotline, an open cover, an order that nobody wants, supervision, a
 * cloudburst, the evening, and the morning after, when the month is over. The clock jumps between the acts; pages, desks and stages
 * are the program's. One half of the people read Chinese, the other English; pictures of each act lie in dist/screenshots.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { commandWords } from '../../console/words/case-commands.ts'
import { signatureWords } from '../../console/words/signatures.ts'
import { caseWords, problemWords } from '../../console/words/cases.ts'
import { centreWords } from '../../console/words/centre.ts'
import { actionWords, formWords } from '../../console/words/crew.ts'
import { noticeWords } from '../../console/words/notices.ts'
import { answerWords, reportWords } from '../../console/words/field.ts'
import { isFinal, type Stage } from '../../core/case-terms.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { severities } from '../../core/severity.ts'
import { instant, minutes, type Instant } from '../../core/time.ts'
import {
  browserMissing,
  openBrowser,
  picture,
  seriousFindings,
  signedIn,
  type PersonOptions,
  type Visitor,
} from '../support/browser.ts'
import { isAskedWhy } from '../support/doubted-verdict.ts'
import { walkMonth } from '../support/month-walk.ts'
import { greyPng } from '../support/picture-bytes.ts'
import { openTimeLapse, type TimeLapse } from '../support/time-lapse.ts'
import { tonesOf } from '../support/tones.ts'

type Language = 'zh' | 'en'

/** The last one of its month. */
const date = '2026-06-30'
const at = (time: string, day = date): Instant => instant(Date.parse(`${day}T${time}:00+08:00`))

/** Gauges of the western district, all of one drainage crew. */
const gauges = Array.from({ length: 56 }, (_, n) => n + 1)
  .filter((n) => n % 4 === 1 || n % 4 === 2)
  .map((n) => `wl-${String(n).padStart(4, '0')}`)
const cover = 'mh-0002'
const here = { longitude: 123.501458, latitude: 29.505208 }

interface Listed {
  readonly id: string
  readonly stage: Stage
  readonly unit?: string
  readonly category: string
  readonly place: { readonly device?: string }
  readonly source: string
}
interface Seen {
  readonly case: Listed
  readonly timeline: readonly { readonly event: string; readonly by: { readonly role: string } }[]
}

describe.skipIf(browserMissing() !== undefined)('a working day of a district', () => {
  let day: TimeLapse
  let browser: Browser
  const everybody: Visitor[] = []

  beforeAll(async () => {
    day = await openTimeLapse(at('07:45'), [cover, ...gauges], minutes(1))
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await day?.[Symbol.asyncDispose]()
  })

  const come = async (
    role: string,
    language: Language,
    more: Pick<PersonOptions, 'path' | 'phone'> = {},
  ) => {
    const as = { url: day.url, token: day.token(role), language }
    const who = await signedIn(browser, { ...as, ...more })
    await who.context.setGeolocation(here)
    await who.page.clock.setSystemTime(day.now())
    everybody.push(who)
    const say = (words: Bilingual) => words[language]
    const press = (words: Bilingual, within: Page | ReturnType<Page['getByRole']> = who.page) =>
      within.getByRole('button', { name: say(words), exact: true }).click()
    return { ...who, language, say, press, dialog: who.page.getByRole('dialog') }
  }
  type Person = Awaited<ReturnType<typeof come>>

  /** It is so late now, for the system and for whoever has a page open. */
  const becomes = async (time: string) => {
    await day.until(at(time))
    await Promise.all(everybody.map(({ page }) => page.clock.setSystemTime(day.now())))
  }
  /** Nothing that went wrong on a page is left unsaid. */
  const leave = async () => {
    for (const { context, troubles } of everybody.splice(0)) {
      expect(troubles).toEqual([])
      await context.close()
    }
  }
  const go = ({ page }: Person, path: string) => page.goto(`${day.url}${path}`)
  const seen = (id: string) => day.api<Seen>(`/v1/cases/${id}`)
  const listed = async (query = '') =>
    (await day.api<{ items: readonly Listed[] }>(`/v1/cases?limit=200${query}`)).items
  const does = (role: string, id: string, body: object) =>
    day.api<Listed>(`/v1/cases/${id}/commands`, { role, body })
  const becomesStage = (id: string, stage: Stage) =>
    expect.poll(async () => (await seen(id)).case.stage, { timeout: 60_000 }).toBe(stage)
  const look = async ({ page }: Person, name: string) => {
    expect(await seriousFindings(page)).toEqual([])
    await picture(page, `day-${name}`)
  }
  const photo = async ({ page }: Person, grey: number) => {
    const file = page.locator('input[type=file]').first()
    await file.setInputFiles({ name: 'there.png', mimeType: 'image/png', buffer: greyPng(grey) })
    await page.locator('.picked').waitFor()
  }
  /** A crew on its phone: takes the order, arrives and reports. */
  const handled = async (crew: Person, id: string, text: string, grey: number) => {
    await go(crew, `/crew/${id}`)
    await crew.press(actionWords.acceptOrder)
    await becomesStage(id, 'handling')
    await crew.press(actionWords.arrive)
    // What is done is no more what is to be done next.
    const again = crew.page.getByRole('button', {
      ...{ name: crew.say(formWords.arriveAgain), exact: true },
    })
    await again.waitFor({ timeout: 60_000 })
    expect(await again.getAttribute('class')).not.toContain('primary')
    await crew.press(actionWords.report)
    await crew.page.getByLabel(crew.say(formWords.reportText)).fill(text)
    await photo(crew, grey)
    await crew.press(formWords.submitReport)
    await becomesStage(id, 'verifying')
  }
  const passed = async (inspector: Person, id: string) => {
    await go(inspector, `/field/${id}`)
    await inspector.press(actionWords.verify)
    await inspector.page.getByLabel(inspector.say(caseWords.passed), { exact: true }).check()
    await inspector.press(answerWords.submit)
    await becomesStage(id, 'closed')
  }

  test('from the first patrol to the evaluation of the evening', async () => {
    day.says(cover, { tilt: 1, battery: 90, coverOpen: false })
    for (const gauge of gauges) day.says(gauge, { depth: 1, battery: 90 })
    await becomes('08:00')
    const operator = await come('operator', 'zh')
    const dispatcher = await come('dispatcher', 'en', { path: '/cases' })
    const inspector = await come('inspector', 'en', { phone: true, path: '/field/report' })
    const road = await come('crew-lj-road', 'zh', { phone: true })
    await operator.page.locator('canvas').first().waitFor()
    await look(operator, '0800-centre-zh')

    // 巡查: an inspector on his round meets a sunken pavement.
    await inspector.page.getByLabel(inspector.say(reportWords.category)).selectOption('0503')
    await inspector.page.getByLabel(inspector.say(caseWords.filing)).selectOption('0503-2')
    await inspector.page.getByLabel(inspector.say(reportWords.text)).fill('a hole at the kerb')
    await photo(inspector, 30)
    await look(inspector, '0805-patrol-en')
    await inspector.press(reportWords.submit)
    await expect.poll(async () => (await listed()).length, { timeout: 60_000 }).toBe(1)
    const patrol = String((await listed())[0]?.id)
    expect((await seen(patrol)).case.source).toBe('patrol')
    await go(operator, `/cases/${patrol}`)
    await operator.press(commandWords.file)
    await becomesStage(patrol, 'filed')
    await operator.press(commandWords.accept)
    await becomesStage(patrol, 'accepted')
    await go(dispatcher, `/cases/${patrol}`)
    await dispatcher.press(commandWords.dispatch)
    await dispatcher.dialog
      .getByLabel(dispatcher.say(caseWords.unit))
      .selectOption({ value: 'lj-road' })
    await dispatcher.press(commandWords.dispatch, dispatcher.dialog)
    await becomesStage(patrol, 'dispatched')
    await handled(road, patrol, '已填平', 40)
    await look(road, '0810-crew-zh')
    await passed(inspector, patrol)

    // 热线: somebody calls; an inspector looks first whether it is so.
    await becomes('09:10')
    await go(operator, '/cases')
    await operator.press(problemWords.report)
    const fill = (label: Bilingual, text: string) =>
      operator.dialog.getByLabel(operator.say(label)).fill(text)
    await operator.dialog.getByLabel(operator.say(caseWords.source)).selectOption('hotline')
    await fill(problemWords.titleZh, '路灯不亮')
    await fill(caseWords.category, '0503')
    await operator.dialog.getByLabel(operator.say(caseWords.filing)).selectOption('0503-1')
    await fill(problemWords.longitude, String(here.longitude))
    await fill(problemWords.latitude, String(here.latitude))
    await fill(problemWords.callNumber, '12345-20260630-7')
    await fill(problemWords.callerPhone, '13800000000')
    await look(operator, '0910-hotline-zh')
    await operator.press(problemWords.submit, operator.dialog)
    await operator.page.waitForURL('**/cases/C*')
    const call = operator.page.url().split('/').at(-1) ?? ''
    await operator.press(commandWords.askCheck)
    await operator.press(commandWords.askCheck, operator.dialog)
    await go(inspector, `/field/${call}`)
    await inspector.press(actionWords.confirmProblem)
    await inspector.press(answerWords.submit)
    const events = async (id: string) => (await seen(id)).timeline.map(({ event }) => event)
    await expect.poll(async () => events(call), { timeout: 60_000 }).toContain('problemConfirmed')
    await does('operator', call, { command: 'file' })
    await does('operator', call, { command: 'accept' })

    // 争议: three crews say that it is not theirs; the supervisor designates one.
    await becomes('09:40')
    const supervisor = await come('supervisor', 'zh', { path: '/deciding?waiting=dispute' })
    for (const unit of ['lj-lighting', 'lj-gas', 'lj-road']) {
      await does('dispatcher', call, { command: 'dispatch', unit })
      await does(`crew-${unit}`, call, { command: 'return', reason: `not of ${unit}` })
    }
    await supervisor.page.getByRole('link', { name: call }).click()
    await supervisor.press(commandWords.designate)
    await supervisor.dialog
      .getByLabel(supervisor.say(caseWords.unit))
      .selectOption({ value: 'lj-lighting' })
    await supervisor.dialog.getByLabel(supervisor.say(caseWords.reason)).fill('灯杆归路灯所')
    await look(supervisor, '0940-dispute-zh')
    await supervisor.press(commandWords.designate, supervisor.dialog)
    await becomesStage(call, 'dispatched')
    expect(await events(call)).toEqual(expect.arrayContaining(['disputed', 'designated']))

    // A sensor: a cover is opened, the owner shuts it, and the case knows.
    await becomes('10:00')
    day.says(cover, { tilt: 40, battery: 90, coverOpen: true })
    await becomes('10:05')
    const opened = async () => (await listed()).find(({ place }) => place.device === cover)
    await expect.poll(async () => (await opened())?.stage, { timeout: 60_000 }).toBe('dispatched')
    const open = await opened()
    const owner = await come(`crew-${String(open?.unit)}`, 'en', { phone: true })
    await go(operator, '/')
    await operator.page.locator('canvas').first().waitFor()
    await look(operator, '1005-open-cover-zh')
    await handled(owner, String(open?.id), 'shut and locked', 60)
    await look(owner, '1010-crew-en')
    // The sensor does not believe it yet.
    await go(inspector, `/field/${String(open?.id)}`)
    await isAskedWhy(inspector.page, 'en')
    await look(inspector, '1010-still-open-en')
    expect((await seen(String(open?.id))).case.stage).toBe('verifying')
    day.says(cover, { tilt: 1, battery: 90, coverOpen: false })
    await becomes('10:20')
    await passed(inspector, String(open?.id))

    // 督办: the manager wants the call answered today.
    await becomes('11:00')
    const manager = await come('manager', 'en', { path: `/cases/${call}` })
    await manager.press(commandWords.supervise)
    await manager.dialog
      .getByLabel(manager.say(caseWords.supervisionKind))
      .selectOption('important')
    await manager.dialog.getByLabel(manager.say(caseWords.demand)).fill('today, please')
    await look(manager, '1100-supervise-en')
    await manager.press(commandWords.supervise, manager.dialog)
    await expect.poll(async () => events(call), { timeout: 60_000 }).toContain('supervised')
    const lighting = await come('crew-lj-lighting', 'zh', { phone: true, path: `/crew/${call}` })
    await lighting.page.getByText('today, please').first().waitFor()
    await lighting.press(actionWords.answerSupervision)
    await lighting.page.getByLabel(lighting.say(formWords.supervisionAnswer)).fill('下午四点')
    await lighting.press(formWords.submitAnswer)
    await expect
      .poll(async () => events(call), { timeout: 60_000 })
      .toContain('supervisionAnswered')
    await does('manager', call, { command: 'liftSupervision' })
    await handled(lighting, call, '灯已修好', 80)
    await passed(inspector, call)

    // 暴雨: the whole west is under water within minutes.
    await becomes('14:00')
    const colleague = await come('operator', 'en')
    const listening = [operator, colleague].map(async (who) => {
      const tones = await tonesOf(who.page)
      await go(who, '/')
      await who.page.locator('canvas').first().waitFor()
      // A browser sounds only after a touch.
      await who.page.locator('h1').click()
      expect(await who.page.title()).not.toContain('⚠')
      return { ...who, tones }
    })
    const desks = await Promise.all(listening)
    for (const gauge of gauges) day.says(gauge, { depth: 35, battery: 90, rain: 60 })
    await becomes('14:12')
    const floods = async () => (await listed()).filter(({ category }) => category === '0506')
    // Twenty, and one of the cell in which two roads are under water; what comes more is folded.
    await expect.poll(async () => (await floods()).length, { timeout: 60_000 }).toBe(21)
    const waters = await day.api<{ items: readonly { rule: string; outcome: string }[] }>(
      '/v1/alarms?limit=200&standing=true',
    )
    const depths = waters.items.filter(({ rule }) => rule === 'water-road-depth')
    expect(depths).toHaveLength(gauges.length)
    expect(depths.filter(({ outcome }) => outcome === 'folded')).toHaveLength(gauges.length - 20)
    // It rings, says so also to who hears the page, and counts in the title until somebody has heard it; the gravest stand first.
    for (const { page, say, tones } of desks) {
      await expect.poll(() => page.title(), { timeout: 60_000 }).toMatch(/^\(\d+\) ⚠ /)
      const [banner = ''] = say(centreWords.newRed).split('{')
      await page.getByRole('alert').getByText(banner).waitFor()
      await expect.poll(tones).toBeGreaterThan(0)
    }
    // Heard at one desk, it is not at the other.
    await colleague.press(noticeWords.heard)
    await expect.poll(() => colleague.page.title()).not.toContain('⚠')
    const { page } = operator
    expect(await page.title()).toContain('⚠')
    await go(colleague, '/report')
    await expect
      .poll(() => page.locator('[data-list=case] li .severity-red').count(), { timeout: 60_000 })
      .toBeGreaterThan(0)
    const gravities = await page.locator('[data-list=case] li .badge[class*=severity]').all()
    const words = await Promise.all(gravities.map((badge) => badge.getAttribute('class')))
    const ranks = words.map((word) => severities.findIndex((one) => word?.includes(one)))
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a))
    await look(operator, '1412-storm-zh')
    await operator.press(noticeWords.heard)
    await expect.poll(() => page.title()).not.toContain('⚠')
    // On a wall of 3840 points all of it is twice as large and nothing has to be scrolled sideways.
    await page.setViewportSize({ width: 3_840, height: 2_160 })
    const root = 'document.documentElement'
    const wall = () =>
      page.evaluate(
        `[Math.round(parseFloat(getComputedStyle(${root}).fontSize)), ${root}.scrollWidth - innerWidth]`,
      )
    await expect.poll(wall).toEqual([32, 0])
    await picture(page, 'day-1412-wall-zh')
    await page.setViewportSize({ width: 1_440, height: 900 })
    // A map that nobody looks at any more is drawn anew at every event.
    await go(operator, '/report')
    const drainage = await come('crew-lj-drainage-west', 'en', { phone: true })
    await drainage.page.locator('main a.order-card').nth(19).waitFor()
    await look(drainage, '1415-storm-crew-en')
    for (const gauge of gauges) day.says(gauge, { depth: 1, battery: 90, rain: 0 })
    await becomes('15:30')
    // What is overdue says so at its head, and not below the fold.
    const [late] = await listed('&overdue=true')
    for (const [who, name] of [
      [supervisor, '1530-overdue-zh'],
      [manager, '1530-overdue-en'],
    ] as const) {
      await go(who, `/cases/${String(late?.id)}`)
      const head = who.page.locator('.case-page .countdown.overdue').first()
      await head.waitFor()
      expect((await head.boundingBox())?.y).toBeLessThan(250)
      await look(who, name)
    }
    for (const { id, unit } of await floods()) {
      if (unit === undefined) {
        await does('operator', id, { command: 'file' })
        await does('operator', id, { command: 'accept' })
        await does('dispatcher', id, { command: 'dispatch', unit: 'lj-drainage-west' })
      }
      const crew = `crew-${String((await seen(id)).case.unit)}`
      await does(crew, id, { command: 'acceptOrder' })
      await does(crew, id, { command: 'arrive' })
      await does(crew, id, { command: 'report', text: 'pumped dry' })
      await does('inspector', id, { command: 'verify', passed: true })
    }

    // The evening: nothing is left open, the record is whole, and the evaluation counts what happened.
    await becomes('17:30')
    const all = await listed()
    expect(all.filter(({ stage }) => !isFinal(stage))).toEqual([])
    expect(all).toHaveLength(3 + 21)
    for (const { id } of all)
      expect(await day.api<object>(`/v1/cases/${id}/verify-record`)).toMatchObject({ intact: true })
    const figures = `/evaluation?from=${date}&to=${date}`
    await go(manager, figures)
    await manager.page.locator('tfoot .figure').first().waitFor()
    await look(manager, '1730-evaluation-en')
    await go(supervisor, figures)
    await supervisor.page.locator('tfoot .figure').first().waitFor()
    await look(supervisor, '1730-evaluation-zh')
    // On paper nothing is left that can only be pressed.
    await go(supervisor, '/report')
    await supervisor.page.locator('main table').first().waitFor()
    await supervisor.page.emulateMedia({ media: 'print' })
    expect(
      await supervisor.page.locator('button:visible, nav:visible, input:visible').count(),
    ).toBe(0)
    await supervisor.page.getByText(signatureWords.signed.zh).waitFor()
    await picture(supervisor.page, 'day-1730-report-on-paper-zh')

    // They go home. The month is over: its evaluation is frozen, and signed by the manager.
    await leave()
    await day.leap(at('08:30', '2026-07-01'))
    await walkMonth({
      ...{ url: day.url, from: '2026-06-01', to: date, cases: all.length },
      supervisor: await come('supervisor', 'zh', { path: '/evaluation' }),
      manager: await come('manager', 'en', { path: '/evaluation' }),
    })
    await leave()
  })
})
