/**
 * A day's work by the keyboard alone: the administrator registers devices from a spreadsheet, the dispatcher sends a crew, the manager
 * supervises and reads the figures; and a case goes from its report to what is answered to whoever reported it.
 */
import { readFile } from 'node:fs/promises'

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { writeWorkbook } from '../../cases/xlsx/workbook.ts'
import { commandWords } from '../../console/words/case-commands.ts'
import { reportWords } from '../../console/words/case-report.ts'
import { whyWords } from '../../console/words/case-record.ts'
import { caseWords } from '../../console/words/cases.ts'
import { importWords } from '../../console/words/device-import.ts'
import { commandWords as deviceCommandWords } from '../../console/words/device-commands.ts'
import { deviceWords } from '../../console/words/devices.ts'
import { versionWords } from '../../console/words/rule-versions.ts'
import { linkWords } from '../../console/words/links.ts'
import { togetherWords } from '../../console/words/together.ts'
import { shellWords } from '../../console/words/shell.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { browserMissing, picture, seriousFindings } from '../support/browser.ts'
import { openConsole, walkedIn, type ConsoleCity, type Language } from '../support/console-city.ts'
import { chooseByKey, pressByKey, tabTo, typeInto } from '../support/keyboard.ts'
import { walkEnrolment } from '../support/enrolment-walk.ts'
import { walkByKeys } from '../support/keys-walk.ts'

const unit = 'lj-road'
const place = { longitude: 123.5275, latitude: 29.4994 }
/** On the clocks of the sample city. */
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

describe.skipIf(browserMissing() !== undefined)('a day at the console, by keyboard', () => {
  let city: ConsoleCity
  beforeAll(async () => {
    city = await openConsole()
  })
  afterAll(() => city?.[Symbol.asyncDispose]())

  const order = (id: string, role: string, body: object) =>
    city.system.api(`/v1/cases/${id}/commands`, { method: 'POST', role, body })

  /** A case of a hole in the road, as far as somebody has to send a crew. */
  async function accepted(title: Bilingual): Promise<string> {
    const body = { category: '0503', standard: '0503-1', severity: 'orange', title, ...place }
    const made = await city.system.api('/v1/cases', { method: 'POST', role: 'operator', body })
    const { id } = made as { readonly id: string }
    for (const command of ['file', 'accept']) await order(id, 'operator', { command })
    return id
  }
  const shown = async (id: string) =>
    ((await city.system.api(`/v1/cases/${id}`)) as { case: { stage: string; unit?: string } }).case

  /** By the head of the page. */
  const open = (page: Page, words: string) =>
    pressByKey(page, page.locator('header.top').getByRole('link', { name: words, exact: true }))

  const heads = {
    zh: ['编号', '类别', '点位类型', '经度（度）', '纬度（度）', '设备名称', '标牌'],
    en: ['Id', 'Device type', 'Site', 'lng', 'lat', 'Name', 'Plate'],
  } as const
  const workbook = async (
    language: Language,
    count: number,
    kind: string,
    of: string = language,
  ) => {
    const rows = Array.from({ length: count }, (_, n) => [
      ...[`ns-${of}-${n}`, n === 1 ? kind : 'noise', 'street'],
      ...[place.longitude, place.latitude, `噪声 ${n}`, `P${n}`],
    ])
    const sheet = { name: 'Sheet1', head: heads[language], rows }
    return Buffer.from(await writeWorkbook([sheet], () => 0))
  }

  test.each(walkedIn('zh'))(
    'the administrator puts a spreadsheet right, imports it, and gives out credentials (%s)',
    async (language) => {
      const word = (words: Bilingual) => words[language]
      const { page, context, troubles } = await city.come('administrator', language)
      const button = (name: string) => page.getByRole('button', { name, exact: true })
      await open(page, word(shellWords.devices))
      await pressByKey(page, page.getByRole('link', { name: word(importWords.tab), exact: true }))
      const choose = async (name: string, buffer: Buffer) => {
        await tabTo(page, page.locator('input[type=file]'))
        await page.locator('input[type=file]').setInputFiles({
          ...{ name, buffer, mimeType: 'application/octet-stream' },
        })
      }

      // A column that nobody knows is left out by hand.
      await choose('devices.xlsx', await workbook(language, 3, 'tree'))
      const unknown = word(importWords.unknownColumns).replace('{count}', '1')
      await page.getByText(unknown).waitFor()
      const plate = word(importWords.readAsOf).replace('{heading}', heads[language][6])
      expect(await page.getByLabel(plate).inputValue()).toBe('')
      expect(await seriousFindings(page)).toEqual([])
      await pressByKey(page, button(word(importWords.checkAgain)))

      // Then a kind that there is not, told by row and column.
      const mistakes = page.locator('[data-mistakes="1"] tbody')
      const said = { zh: "没有设备种类 'tree'", en: "there is no kind 'tree'" }
      await mistakes.getByText(said[language]).waitFor()
      expect(await mistakes.getByRole('cell').allInnerTexts()).toMatchObject([
        '3',
        word(deviceWords.kind),
        expect.stringContaining(said[language]),
      ])
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `import-mistakes-${language}`)
      const download = page.waitForEvent('download')
      await pressByKey(page, button(word(importWords.downloadMistakes)))
      const list = await readFile(await (await download).path(), 'utf8')
      expect(list).toContain(`3,${word(deviceWords.kind)},`)

      await choose('devices.xlsx', await workbook(language, 3, 'noise'))
      await page.getByText(unknown).waitFor()
      for (const field of ['component', '']) await chooseByKey(page, page.getByLabel(plate), field)
      await pressByKey(page, button(word(importWords.checkAgain)))
      await page.locator('[data-difference="3"]').waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `import-difference-${language}`)
      await pressByKey(page, button(word(importWords.put).replace('{count}', '3')))
      const counts = word(importWords.done)
        .replace('{added}', '3')
        .replace('{changed}', '0')
        .replace('{unchanged}', '0')
      await page.getByText(counts).waitFor()
      await pressByKey(page, button(word(importWords.give).replace('{count}', '3')))
      await page.locator('[data-given="3"] code').nth(2).waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `import-credentials-${language}`)
      expect(await city.system.api('/v1/devices?limit=1')).toMatchObject({
        devices: [{ credential: true }],
      })

      // Others fetch theirs themselves: imported, and a batch made of them.
      await pressByKey(page, button(word(importWords.another)))
      await choose('more.xlsx', await workbook(language, 2, 'noise', `more-${language}`))
      await page.getByText(unknown).waitFor()
      for (const field of ['component', '']) await chooseByKey(page, page.getByLabel(plate), field)
      await pressByKey(page, button(word(importWords.checkAgain)))
      await pressByKey(page, button(word(importWords.put).replace('{count}', '2')))
      await walkEnrolment(page, language, city.system.httpUrl, `ns-more-${language}-0`)
      expect(troubles).toEqual([])
      await context.close()
    },
  )

  test('5,000 rows of a workbook are looked at, imported and given credentials', async () => {
    const { page, context, troubles } = await city.come('administrator', 'zh', {
      path: '/devices?tab=import',
    })
    const rows = Array.from({ length: 5_000 }, (_, n) => [
      ...[`big-${n}`, '噪声', 'street', place.longitude, place.latitude],
    ])
    const head = ['设备编号', '设备类型', '场所', '经度', '纬度']
    const buffer = Buffer.from(await writeWorkbook([{ name: '设备', head, rows }], () => 0))
    await page.locator('input[type=file]').setInputFiles({
      ...{ name: 'devices.xlsx', buffer, mimeType: 'application/octet-stream' },
    })
    await page.locator('[data-difference="5000"]').waitFor()
    await page.getByRole('button', { name: importWords.put.zh.replace('{count}', '5000') }).click()
    await page
      .getByRole('button', { name: importWords.give.zh.replace('{count}', '5,000') })
      .click()
    await page.locator('[data-given="5000"] code').first().waitFor()
    expect(await city.system.api('/v1/devices?limit=1&q=big-4999')).toMatchObject({
      ...{ total: 1, devices: [{ id: 'big-4999', credential: true }] },
    })
    expect(troubles).toEqual([])
    await context.close()
  })

  test.each(walkedIn('en'))(
    'the dispatcher finds what waits, and sends a crew (%s)',
    async (language) => {
      const word = (words: Bilingual) => words[language]
      const id = await accepted({ zh: `坑洞 ${language}`, en: `Pothole ${language}` })
      const { page, context, troubles } = await city.come('dispatcher', language)
      await open(page, word(shellWords.cases))
      // What waits for a dispatcher comes first.
      await pressByKey(page, page.getByRole('link', { name: id }).first())
      const dispatch = word(commandWords.dispatch)
      await pressByKey(page, page.getByRole('button', { name: dispatch, exact: true }))
      const dialog = page.getByRole('dialog')
      // Whom it goes to if nobody is named stands there before.
      const ofItself = dialog.getByLabel(word(caseWords.unit)).locator('option[value=""]')
      const [named = ''] = word(caseWords.automaticTo).split('{')
      await expect.poll(() => ofItself.textContent()).toContain(named)
      expect(await ofItself.textContent()).toContain(word(whyWords.table))
      await chooseByKey(page, dialog.getByLabel(word(caseWords.unit)), unit)
      expect(await seriousFindings(page)).toEqual([])
      await pressByKey(page, dialog.getByRole('button', { name: dispatch, exact: true }))
      await expect.poll(() => shown(id)).toMatchObject({ stage: 'dispatched', unit })
      // Whoever does not see the button go hears that it was done.
      const told = word(caseWords.done).replace('{command}', dispatch)
      await page.getByRole('status').getByText(told).waitFor()
      expect(
        await page.evaluate('document.activeElement.getAttribute("role")'),
        'the focus stands at what was done',
      ).toBe('status')
      await picture(page, `daily-dispatched-${language}`)
      expect(troubles).toEqual([])
      // Who reloads while the server is away reads so on a page of ours, and not on one of the browser.
      await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
      await context.setOffline(true)
      await page.reload()
      await page.getByText(word(shellWords.away)).first().waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `server-away-${language}`)
      await context.close()
    },
  )

  test.each(walkedIn('zh'))(
    'the dispatcher puts the list in order, reads why a case came back, and sends several at once (%s)',
    async (language) => {
      const word = (words: Bilingual) => words[language]
      const back = await accepted({ zh: `退回 ${language}`, en: `Back ${language}` })
      const first = await accepted({ zh: `第一 ${language}`, en: `First ${language}` })
      const second = await accepted({ zh: `第二 ${language}`, en: `Second ${language}` })
      await order(back, 'dispatcher', { command: 'dispatch', unit })
      await order(back, `crew-${unit}`, { command: 'return', reason: '管线属燃气公司 gas main' })
      const { page, context, troubles } = await city.come('dispatcher', language, {
        path: '/cases?queue=dispatch',
      })
      const row = (id: string) => page.locator('.queue-table tbody tr').filter({ hasText: id })
      await row(back).locator('[data-note=came-back]').getByText('管线属燃气公司').waitFor()
      // The list goes into a spreadsheet as it stands.
      for (const type of ['csv', 'xlsx'] as const) {
        const link = page.getByRole('link', { name: word(reportWords[type]), exact: true })
        const file = await page.request.get(
          `${city.system.httpUrl}${await link.getAttribute('href')}`,
        )
        expect(file.headers()['content-disposition']).toContain(`.${type}"`)
        if (type === 'csv') expect(await file.text()).toContain(back)
      }
      const age = page.getByRole('columnheader', { name: word(caseWords.age), exact: true })
      await pressByKey(page, age.getByRole('button'))
      await expect.poll(() => age.getAttribute('aria-sort')).toBe('ascending')
      const mine = async () => {
        const numbers = await page.locator('.queue-table tbody th').allInnerTexts()
        return numbers.filter((number) => [first, second, back].includes(number))
      }
      await expect.poll(mine).toEqual([second, first, back])
      const gravest = { name: word(caseWords.severity), exact: true }
      const severity = page.getByRole('columnheader', gravest)
      await pressByKey(page, severity.getByRole('button'))
      await expect.poll(() => severity.getAttribute('aria-sort')).toBe('descending')
      expect(await age.getAttribute('aria-sort')).toBeNull()

      for (const id of [first, second]) {
        const box = page.getByLabel(word(togetherWords.choose).replace('{id}', id))
        await tabTo(page, box)
        await page.keyboard.press('Space')
      }
      await page.getByText(word(togetherWords.chosen).replace('{count}', '2')).waitFor()
      await pressByKey(page, page.locator('[data-together=dispatch]'))
      const dialog = page.getByRole('dialog')
      await chooseByKey(page, dialog.getByLabel(word(caseWords.unit)), unit)
      await typeInto(page, dialog.getByLabel(word(caseWords.noteToUnit)), '同一路段 one street')
      expect(await seriousFindings(page)).toEqual([])
      const dispatch = { name: word(commandWords.dispatch), exact: true }
      await pressByKey(page, dialog.getByRole('button', dispatch))
      const done = word(togetherWords.done)
        .replace('{command}', word(commandWords.dispatch))
        .replace('{count}', '2')
      await page.getByRole('status').getByText(done).waitFor()
      for (const id of [first, second])
        expect(await shown(id)).toMatchObject({
          ...{ stage: 'dispatched', unit, note: '同一路段 one street' },
        })
      await row(first).waitFor({ state: 'detached' })
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `several-at-once-${language}`)
      expect(troubles).toEqual([])
      await context.close()
    },
  )

  test.each(walkedIn('en'))(
    'links of rules are held in the whole city, and let go on (%s)',
    async (language) => {
      const word = (words: Bilingual) => words[language]
      const { page, context, troubles } = await city.come('administrator', language, {
        path: '/rules',
      })
      const line = page.locator('[data-links]')
      const dialog = page.getByRole('dialog')
      const change = async (words: Bilingual, reason: string) => {
        const button = { name: word(words), exact: true }
        await pressByKey(page, line.getByRole('button', button))
        await typeInto(page, dialog.getByLabel(word(deviceCommandWords.why)), reason)
        expect(await seriousFindings(page)).toEqual([])
        await pressByKey(page, dialog.getByRole('button', button))
        await dialog.waitFor({ state: 'detached' })
      }
      await change(linkWords.holdCity, '防汛演练 drill')
      await page.locator('[data-links=held]').getByText('防汛演练 drill').waitFor()
      const held = () => city.system.api('/v1/link-holds')
      expect(await held()).toMatchObject({ held: [{ reason: '防汛演练 drill' }] })
      await picture(page, `links-held-${language}`)
      await change(linkWords.releaseCity, '演练结束 over')
      await page.locator('[data-links=on]').waitFor()
      expect(await held()).toMatchObject({ held: [] })
      expect(troubles).toEqual([])
      await context.close()
    },
  )

  test.each(walkedIn('zh'))(
    'an operator, a crew, an inspector, who reported it and a supervisor walk one case (%s)',
    (language) => walkByKeys(city, language, unit),
  )

  test('a dispatcher who drafts a share of a radius reads why it is refused, and what to write', async () => {
    const text = [
      'id: water-nearby',
      'title: { zh: 附近积水, en: Water nearby }',
      'over: { radius: 300m }',
      'alarms: [water-road-depth]',
      'levels: [{ severity: orange, share: 50% }]',
      'case: { category: "0506", filing: confirm, limit: 2 urgent hours, lead: drainage }',
    ]
    await city.system.api('/v1/rules/drafts', {
      ...{ method: 'POST', role: 'dispatcher' },
      body: { why: 'a try', documents: { 'water-nearby.yaml': `${text.join('\n')}\n` } },
    })
    const reason = { zh: '一台设备会同时落在多个圆内', en: 'one device lies in several circles' }
    for (const language of walkedIn('zh')) {
      const path = '/rules?tab=versions'
      const { page, context, troubles } = await city.come('dispatcher', language, { path })
      const look = versionWords.lookAt[language].replace('{version}', '1')
      await pressByKey(page, page.getByRole('button', { name: look, exact: true }))
      await page.getByRole('dialog').getByText(reason[language]).waitFor()
      expect(await seriousFindings(page)).toEqual([])
      expect(troubles).toEqual([])
      await context.close()
    }
  })

  test.each(walkedIn('en'))(
    'the manager supervises an order and reads the figures of the day (%s)',
    async (language) => {
      const word = (words: Bilingual) => words[language]
      const id = await accepted({ zh: `沉降 ${language}`, en: `Sinking ${language}` })
      await order(id, 'dispatcher', { command: 'dispatch', unit })
      const { page, context, troubles } = await city.come('manager', language, { byForm: true })
      const tops = await page
        .locator('header.top nav a')
        .evaluateAll((links: readonly { readonly offsetTop: number }[]) =>
          links.map(({ offsetTop }) => offsetTop),
        )
      expect(new Set(tops).size, 'rows of the head of a page').toBe(1)
      await open(page, word(shellWords.cases))
      await pressByKey(page, page.getByRole('link', { name: id }).first())
      const supervise = word(commandWords.supervise)
      await pressByKey(page, page.getByRole('button', { name: supervise, exact: true }))
      const dialog = page.getByRole('dialog')
      const kind = dialog.getByLabel(word(caseWords.supervisionKind))
      await chooseByKey(page, kind, 'important')
      await typeInto(page, dialog.getByLabel(word(caseWords.demand)), 'today')
      expect(await seriousFindings(page)).toEqual([])
      await pressByKey(page, dialog.getByRole('button', { name: supervise, exact: true }))
      await dialog.waitFor({ state: 'detached' })
      await page.goto(`${city.system.httpUrl}/evaluation?from=${today()}&to=${today()}`)
      await pressByKey(page, page.locator('tfoot .figure').first())
      await dialog.waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      await open(page, word(shellWords.report))
      await page.locator('main#content table').first().waitFor()
      const chart = page.getByRole('img', { name: word(reportWords.casesByHour) })
      await chart.locator('rect').first().waitFor({ state: 'attached' })
      await pressByKey(page, page.getByLabel(new RegExp(`${word(reportWords.casesByHour)}$`)))
      await expect.poll(() => page.locator('.bar-chart tbody tr').count()).toBe(24)
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `daily-report-${language}`)
      expect(troubles).toEqual([])
      await context.close()
    },
  )
})
