/** A cloudburst (暴雨) over the sample city, as the command centre sees it: played by the simulators, judged by the real program. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { overWords } from '../../console/words/area-rules.ts'
import { alarmWords, centreWords } from '../../console/words/centre.ts'
import { acknowledgeWords, suppressionPageWords } from '../../console/words/suppressions.ts'
import { caseWords } from '../../console/words/cases.ts'
import { causeWords } from '../../console/words/causes.ts'
import { componentWords } from '../../console/words/components.ts'
import { auditWords } from '../../console/words/deadline-audit.ts'
import { proofWords } from '../../console/words/record-proof.ts'
import { shellWords } from '../../console/words/shell.ts'
import { whyWords } from '../../console/words/why.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import {
  browserMissing,
  picture,
  regionsOfOneName,
  seriousFindings,
  type Visitor,
} from '../support/browser.ts'
import { deskPages } from '../support/desk-pages.ts'
import { walkDraft } from '../support/draft-walk.ts'
import { walkEvaluation } from '../support/evaluation-walk.ts'
import { handsOf } from '../support/hands.ts'
import { chooseByKey, pressByKey, typeInto } from '../support/keyboard.ts'
import { walkFirstPage } from '../support/first-page-walk.ts'
import { walkWall } from '../support/wall-walk.ts'
import {
  languages,
  openConsole,
  walkedIn,
  type ConsoleCity,
  type Language,
} from '../support/console-city.ts'
import type { RunningSystem } from '../support/running-system.ts'

/** Ten minutes of the storm in one of ours: faster, and wells fall below their limits before the alarms have held. */
const speed = '10'

interface Alarms {
  readonly items: readonly {
    readonly alarm: string
    readonly device: string
    readonly outcome: string
    readonly case?: string
    readonly acknowledged?: unknown
  }[]
}

interface Placed {
  readonly id: string
  readonly names?: { readonly device?: string }
  readonly place: {
    readonly longitude: number
    readonly latitude: number
    readonly cell?: string
  }
}

/** Pixels from the tip of a pin up into it. */
const insidePin = 14

/** A case with no other within a hundred metres, so that only its pin stands there. */
const standsAlone = (cases: readonly Placed[]): Placed | undefined =>
  cases.find(({ id, place }) =>
    cases.every(
      (other) =>
        other.id === id ||
        Math.abs(other.place.longitude - place.longitude) > 0.001 ||
        Math.abs(other.place.latitude - place.latitude) > 0.001,
    ),
  )

describe.skipIf(browserMissing() !== undefined)('the command centre in a cloudburst', () => {
  let city: ConsoleCity
  let system: RunningSystem
  let browser: Browser

  beforeAll(async () => {
    city = await openConsole({
      arguments: ['--sample-city'],
      environment: {
        URBAN_BRAIN_SIMULATORS__SCENARIO: 'cloudburst',
        URBAN_BRAIN_SIMULATORS__SPEED: speed,
        // Eight wells overflow or more, as fast as the machine is: the last of them are one storm.
        URBAN_BRAIN_CASES__STORM__UNIT: '4',
      },
    })
    ;({ system, browser } = city)
  })
  afterAll(() => city?.[Symbol.asyncDispose]())

  const come = (language: Language, path = '/'): Promise<Visitor> =>
    city.come('operator', language, { path })

  // Before the first case, which takes a minute and a half to come.
  test('a limit is drafted, checked, put in force and taken back; a broken rule is not', () =>
    walkDraft(browser, system))

  test.each(walkedIn('en'))(
    'its cases come to an open page by themselves, on list and map (%s)',
    async (language) => {
      const { page, context, troubles } = await come(language)
      await page.locator('.map[data-map=ready]').waitFor({ timeout: 60_000 })
      await page.locator('[data-list=case] button[data-id]').first().waitFor({ timeout: 240_000 })
      await page.locator('[data-list=alarm] button[data-id]').first().waitFor()
      const { items } = (await system.api('/v1/cases')) as { readonly items: readonly Placed[] }
      const id = standsAlone(items)?.id ?? ''
      const selected = page.locator('.selected-thing')
      // Cases of one rain are told apart by where they are.
      const called = items.find((one) => one.id === id)?.names?.device ?? 'no name'
      expect(await page.locator(`[data-list=case] button[data-id="${id}"]`).innerText()).toContain(
        called,
      )
      // From the list to the map, and what is known of it beside.
      await page.locator(`[data-list=case] button[data-id="${id}"]`).click()
      await expect.poll(() => selected.textContent()).toContain(id)
      // What is not part of the first view comes by itself after it.
      await page.locator('[data-vital=filedToday] [data-before]').waitFor()
      await page.locator('[data-crews=on-site]').waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `centre-${language}`)
      // Crews are left off the map, which the address keeps.
      const crews = page.getByRole('checkbox', { name: centreWords.crews[language] })
      await crews.uncheck()
      await expect.poll(() => page.url()).toContain('hidden=crews')
      await crews.check()
      // What is chosen is held back from here, with its cell filled in.
      await selected.locator('.hold-menu summary').click()
      await selected.getByRole('button', { name: suppressionPageWords.ofCell[language] }).click()
      const form = page.getByRole('dialog')
      const { cell } = items.find((one) => one.id === id)?.place ?? {}
      expect(await form.getByLabel(suppressionPageWords.cells[language]).inputValue()).toBe(cell)
      await page.keyboard.press('Escape')
      await form.waitFor({ state: 'detached' })
      // And back: the map has gone there, so the pin of the case stands on the middle of it.
      await selected.getByRole('button', { name: centreWords.unselect[language] }).click()
      await expect.poll(() => selected.textContent()).toBe(centreWords.nothingSelected[language])
      const map = await page.locator('.map canvas').boundingBox()
      if (map === null) throw new Error('the map has no place on the page')
      const pin = [map.x + map.width / 2, map.y + map.height / 2 - insidePin] as const
      await expect
        .poll(() => page.mouse.click(...pin).then(() => selected.textContent()), {
          timeout: 60_000,
          interval: 500,
        })
        .toContain(id)
      const row = page.locator(`[data-list=case] button[data-id="${id}"]`)
      expect(await row.getAttribute('aria-pressed')).toBe('true')
      expect(troubles).toEqual([])
      await context.close()
    },
  )

  test.each(walkedIn('zh'))(
    'one click leads from an alarm to its evidence, and another to why (%s)',
    async (language) => {
      const word = (words: Bilingual) => words[language]
      const { page, context, troubles } = await come(language)
      const hands = handsOf(page, language)
      const row = page.locator('[data-list=alarm] li', {
        has: page.locator('button[data-id]'),
      })
      await row.first().waitFor({ timeout: 60_000 })
      // What happened before the page was opened; and a filter is still chosen after a reload.
      await page.locator('.ticker li').first().waitFor()
      const severity = page.getByLabel(word(centreWords.severity))
      await hands.choose(severity, 'yellow')
      await page.reload()
      await expect.poll(() => severity.inputValue()).toBe('yellow')
      await hands.choose(severity, '')
      await hands.press(row.first().getByRole('link', { name: word(centreWords.evidence) }))
      await page.locator('main .curve canvas').first().waitFor()
      await page.getByText(word(alarmWords.condition)).first().waitFor()
      // The rule by what it is called; legends say the newest value and not nothing; a word for what was not measured before.
      const id = decodeURIComponent(page.url().split('/').at(-1) ?? '')
      const opened = (await system.api(`/v1/alarms/${encodeURIComponent(id)}`)) as {
        readonly rule: string
        readonly title: Bilingual
        readonly device: string
      }
      const named = page.locator('dd', { hasText: opened.rule }).first()
      await named.getByRole('link', { name: opened.title[language], exact: true }).waitFor()
      const legend = page.locator('main .curve .u-legend').first()
      expect(await legend.innerText()).not.toContain('--')
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `alarm-${language}`)
      await hands.press(page.getByRole('link', { name: word(centreWords.onMap), exact: true }))
      const chosen = page.locator('.selected-thing')
      await expect.poll(() => chosen.textContent()).toContain(opened.device)
      await page.goBack()
      await hands.press(page.getByRole('link', { name: word(whyWords.ask) }))
      const rule = page.locator('[data-rule]')
      await rule.first().waitFor()
      expect(await rule.count()).toBe(1)
      expect(await rule.textContent()).toContain('limits.')
      const notes = await page.locator('[data-notes]').textContent()
      expect(notes).toContain(language === 'zh' ? '登记册现状' : 'those of the register now')
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `why-${language}`)
      expect(troubles).toEqual([])
      await context.close()
    },
  )

  test.each(walkedIn('zh'))(
    'an alarm is acknowledged and held back until somebody ends that, by the keyboard alone (%s)',
    async (language) => {
      const held = suppressionPageWords
      const { items } = (await system.api('/v1/alarms?standing=true')) as Alarms
      const { alarm = '', device = '' } =
        items.find(({ acknowledged }) => acknowledged === undefined) ?? {}
      const path = `/alarms/${encodeURIComponent(alarm)}`
      const { page, context, troubles } = await come(language, path)
      const form = page.getByRole('dialog')
      const press = (words: Bilingual, within: Page | Locator = form) =>
        pressByKey(page, within.getByRole('button', { name: words[language] }))
      await typeInto(page, page.getByLabel(acknowledgeWords.note[language]), 'seen')
      await press(acknowledgeWords.acknowledge, page)
      await page.getByText(/operator.* · seen/).waitFor()
      await press(held.ofAlarm, page)
      expect(await form.getByLabel(held.devices[language]).inputValue()).toBe(device)
      await typeInto(page, form.getByLabel(held.reason[language]), `works ${language}`)
      await chooseByKey(page, form.getByLabel(held.upTo[language]), 'red')
      await press(held.preview)
      const reach = held.previewed[language].replace('{devices}', '1').replace('{standing}', '1')
      await form.getByText(reach).waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await press(held.add)
      await form.waitFor({ state: 'detached' })
      await page.goto(`${system.httpUrl}/suppressions`)
      const row = page.getByRole('row').filter({ hasText: `works ${language}` })
      expect(await row.textContent()).toContain(held.inForce[language])
      await press(held.end, row)
      await typeInto(page, form.getByLabel(held.reason[language]), 'done')
      await press(held.end)
      await row.waitFor({ state: 'detached' })
      expect(troubles).toEqual([])
      await context.close()
    },
  )

  test('every page of the desk opens with its figures and without a serious finding, and is read in the other language', async () => {
    let [language, other]: readonly [Language, Language] = languages
    const { page, context, troubles } = await come(language, deskPages[0][1])
    const { items } = (await system.api('/v1/alarms?standing=true')) as Alarms
    const device = items[0]?.device ?? ''
    const isThere = async (path: string) => {
      await page.locator('main#content h1').waitFor()
      const loading = page.getByText(shellWords.loading[language], { exact: true })
      await expect.poll(() => loading.count()).toBe(0)
      const alerts = await page.locator('main [role=alert]').allTextContents()
      expect.soft([path, language, alerts]).toEqual([path, language, []])
    }
    for (const [name, path] of [...deskPages, ['device', `/devices/${device}`] as const]) {
      await page.goto(`${system.httpUrl}${path}`)
      await isThere(path)
      expect.soft([path, await seriousFindings(page)]).toEqual([path, []])
      await picture(page, `${name}-${language}`)
      // The next page is opened in that one.
      await page.getByRole('button', { name: shellWords.language[language], exact: true }).click()
      ;[language, other] = [other, language]
      await isThere(path)
      await picture(page, `${name}-${language}`)
    }
    await page.goto(`${system.httpUrl}/rules?tab=areas`)
    const flooding = page.locator('[data-area-rule=water-area-flooding]')
    await flooding.waitFor()
    expect(await regionsOfOneName(page)).toEqual([])
    expect(await flooding.locator('dd').allTextContents()).toEqual(
      expect.arrayContaining([
        overWords.cell[language],
        expect.stringContaining('water-road-depth'),
      ]),
    )
    expect(troubles).toEqual([])
    await context.close()
  })

  test.each(walkedIn('zh'))(
    'an evaluation leads to its cases, is frozen, signed and opened again, and a sample is drawn (%s)',
    (language) => walkEvaluation(browser, system, language),
  )

  test.each(walkedIn('en'))('whoever comes first enters as anybody by one press (%s)', (language) =>
    walkFirstPage(browser, system, language),
  )

  test.each(walkedIn('en'))(
    'a wall shows its views in turn without scrolling, and the map the hour again (%s)',
    (language) => walkWall(browser, system, language),
  )

  // Last but one: the storm has grown meanwhile.
  test.each(walkedIn('zh'))(
    'what is folded says why, and stands with its case (%s)',
    async (language) => {
      const find = async () => {
        const { items } = (await system.api('/v1/alarms/not-opened?limit=200')) as Alarms
        return items.find(({ outcome }) => outcome === 'folded')
      }
      await expect.poll(find, { timeout: 120_000, interval: 1_000 }).toBeDefined()
      const { alarm = '', device = '', case: id = '' } = (await find()) ?? {}
      const path = `/alarms/${encodeURIComponent(alarm)}`
      const { page, context, troubles } = await come(language, path)
      const list = page.getByRole('region', {
        name: causeWords.folded[language].replace('{id}', id),
      })
      await page
        .locator('dd', { hasText: causeWords.storm[language].split('{')[0] ?? '' })
        .waitFor()
      const called = ((await system.api(`/v1/devices/${device}`)) as { readonly name: string }).name
      await list.getByRole('link', { name: called, exact: true }).first().waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `folded-${language}`)
      await page.goto(`${system.httpUrl}/cases/${id}`)
      await list.getByRole('link', { name: called, exact: true }).first().waitFor()
      // Its paper has the curve that proves it, and waits for it.
      const print = page.getByRole('button', { name: caseWords.print[language], exact: true })
      await expect.poll(() => print.isEnabled()).toBe(true)
      await page.emulateMedia({ media: 'print' })
      const curve = page.locator('.still-curve')
      await curve.waitFor()
      expect(await curve.locator('[data-limit]').count()).toBeGreaterThan(0)
      expect(await curve.locator('.still-line').getAttribute('d')).toMatch(/^M.*L/)
      await picture(page, `case-on-paper-${language}`)
      await page.emulateMedia({ media: null })
      expect(await page.getByText(componentWords.unknown[language], { exact: true }).count()).toBe(
        0,
      )
      expect(await seriousFindings(page)).toEqual([])
      expect(await regionsOfOneName(page)).toEqual([])
      expect(troubles).toEqual([])
      await context.close()
    },
  )

  test.each(walkedIn('en'))(
    'the record is proven at once for who may ask for it (%s)',
    async (language) => {
      const path = '/report'
      const { page, context, troubles } = await city.come('supervisor', language, { path })
      const proof = page.getByRole('region', { name: proofWords.title[language] })
      await proof.getByRole('button', { name: proofWords.check[language] }).click()
      const [, cases = ''] = proofWords.intact[language].split(/\{at\}|\{cases\}/)
      await proof.getByText(cases.trim()).waitFor()
      const audit = page.getByRole('region', { name: auditWords.title[language] })
      await audit.getByRole('button', { name: auditWords.check[language] }).click()
      const [, , fine = ''] = auditWords.fine[language].split(/\{at\}|\{cases\}/)
      await audit.getByText(fine.trim()).waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `record-proof-${language}`)
      expect(troubles).toEqual([])
      await context.close()
    },
  )
})
