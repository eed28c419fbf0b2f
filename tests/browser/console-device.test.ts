/** What an operator is told of a device that is new: at its adoption, on its page and among the dead letters, of which one becomes a binding; tables of the city put in force. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { connectAsync } from 'mqtt'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Device, WrittenVersion } from '../../console/api/types.ts'
import { catalogueTableWords, catalogueWords } from '../../console/words/catalogue.ts'
import { componentWords } from '../../console/words/components.ts'
import { credentialWords } from '../../console/words/device-credential.ts'
import { editWords } from '../../console/words/device-edit.ts'
import { hoursWords } from '../../console/words/device-hours.ts'
import { numberWords } from '../../console/words/device-numbers.ts'
import { deviceWords } from '../../console/words/devices.ts'
import { trialWords } from '../../console/words/dispatch-trial.ts'
import { fieldWords } from '../../console/words/field-mistakes.ts'
import { shellWords } from '../../console/words/shell.ts'
import { versionWords } from '../../console/words/rule-versions.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import type { DeviceId } from '../../core/identity.ts'
import { browserMissing, picture, seriousFindings } from '../support/browser.ts'
import { languages, openConsole, walkedIn, type ConsoleCity } from '../support/console-city.ts'
import { walkBinding } from '../support/binding-walk.ts'
import { walkDeviceEdit } from '../support/device-edit-walk.ts'
import { handsOf } from '../support/hands.ts'
import { deviceOf } from '../support/rules-city.ts'
import { register } from '../support/running-system.ts'

const gateway = 'gw-console' as DeviceId

describe.skipIf(browserMissing() !== undefined)('a new device at the console', () => {
  let city: ConsoleCity
  /** Of bindings, of which there is none yet. */
  let folder = ''
  beforeAll(async () => {
    let token = ''
    folder = await mkdtemp(join(tmpdir(), 'urban-brain-'))
    city = await openConsole({
      environment: { URBAN_BRAIN_BINDINGS__FOLDER: folder },
      before: async (data) => {
        token = (await register(data, [deviceOf({ id: gateway })])).get(gateway) ?? ''
      },
    })
    const client = await connectAsync(`mqtt://127.0.0.1:${city.system.mqttPort}`, {
      clientId: gateway,
      username: gateway,
      password: token,
    })
    // The first hundred refused items of a frame have a letter each; the others are gathered by device.
    const items = languages.flatMap((language) =>
      Array.from({ length: 120 }, (_, n) => ({
        device: `river-${language}`,
        m: { stage: n / 10 },
      })),
    )
    await client.publishAsync(`ub/v1/${gateway}/telemetry`, JSON.stringify(items), { qos: 1 })
    const cover = { tilt: 22.4, bat: '89', status: 'abnormal', ts: Math.floor(Date.now() / 1_000) }
    await client.publishAsync(`/vendor/well/${gateway}`, JSON.stringify(cover), { qos: 1 })
    await client.endAsync()
  })
  afterAll(async () => {
    await city?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  /** A dispatcher drafts a limit of its own for the device, on its page. */
  async function differs(id: string): Promise<void> {
    const language = 'zh'
    const path = `/devices/${id}`
    const { page, context, troubles } = await city.come('dispatcher', language, { path })
    const name = numberWords.differOf[language].replace('{name}', 'river.near_m')
    const { press, write } = handsOf(page, language)
    await press(page.getByRole('button', { name }).first())
    const form = page.getByRole('dialog')
    await write(form.getByLabel(numberWords.value[language]), '0.5')
    const why = form.getByLabel(versionWords.why[language], { exact: true })
    await write(why, 'a bend above it')
    expect(await seriousFindings(page)).toEqual([])
    await press(form.getByRole('button', { name: versionWords.draft[language] }))
    await page.locator('[data-draft="1"]').waitFor()
    const draft = (await city.system.api('/v1/rules/versions/1')) as WrittenVersion
    expect(draft.documents['limits.yaml']).toContain(
      `overrides:\n  - device: ${id}\n    source: a bend above it\n`,
    )
    await press(form.getByRole('button', { name: shellWords.close[language] }))
    const time = numberWords.differOf[language].replace('{name}', 'water-silent.blue.after')
    await press(page.getByRole('button', { name: time }))
    await form.getByText(numberWords.timeHelp[language]).waitFor()
    await write(form.getByLabel(numberWords.value[language]), '3 periods')
    await write(why, 'a weak signal')
    expect(await seriousFindings(page)).toEqual([])
    await press(form.getByRole('button', { name: versionWords.draft[language] }))
    await page.locator('[data-draft="2"]').waitFor()
    const next = (await city.system.api('/v1/rules/versions/2')) as WrittenVersion
    expect(next.documents['limits.yaml']).toMatch(/water-silent:\n +blue:\n +after: 3 periods/)
    expect(troubles).toEqual([])
    await context.close()
  }

  /** The session has ended while something was typed. */
  async function signsInAgain(page: Page, role: string, language: 'zh' | 'en'): Promise<void> {
    const again = page.getByRole('dialog', { name: shellWords.sessionOver[language] })
    await again.getByLabel(shellWords.token[language]).fill(city.system.token(role))
    expect(await seriousFindings(page)).toEqual([])
    await again.getByRole('button', { name: shellWords.signIn[language], exact: true }).click()
    await again.waitFor({ state: 'detached' })
  }

  /** An administrator writes its business hours into the register, on its page. */
  async function opens(id: string): Promise<void> {
    const language = 'en'
    const path = `/devices/${id}`
    const { page, context, troubles } = await city.come('administrator', language, { path })
    await page.getByRole('button', { name: hoursWords.edit[language] }).click()
    const form = page.getByRole('dialog')
    const hours = form.getByLabel(hoursWords.hours[language])
    await hours.fill('Mo-Fr late')
    await form.getByRole('button', { name: editWords.save[language] }).click()
    const written = { zh: '时段写作', en: 'hours are written' }
    await form.getByRole('alert').getByText(written[language]).waitFor()
    await hours.fill('Mo-Fr 10:00-14:00, 16:30-21:00')
    expect(await seriousFindings(page)).toEqual([])
    await context.clearCookies()
    // Whatever the page asks first by itself may have put the sign-in over it already.
    await form.getByRole('button', { name: editWords.save[language] }).dispatchEvent('click')
    await signsInAgain(page, 'administrator', language)
    expect(await hours.inputValue()).toBe('Mo-Fr 10:00-14:00, 16:30-21:00')
    await form.getByRole('button', { name: editWords.save[language] }).click()
    await form.getByText(editWords.saved[language]).waitFor()
    await page.locator('dd').getByText('Mo-Fr 10:00-14:00, 16:30-21:00').waitFor()
    const device = (await city.system.api(`/v1/devices/${id}`)) as Device
    expect(device).toMatchObject({ site: 'river', hours: 'Mo-Fr 10:00-14:00, 16:30-21:00' })
    await form.getByRole('button', { name: shellWords.close[language] }).click()
    const edit = page.locator('tr[data-edit=administrator]')
    await edit.filter({ hasText: hoursWords.hours[language] }).waitFor()
    expect(await edit.count()).toBe(1)
    expect(troubles.filter((text) => !text.includes('401'))).toEqual([])
    await context.close()
  }

  test.each(languages)('is told what will have no effect (%s)', async (language) => {
    const id = `river-${language}`
    const path = '/devices?tab=unknown'
    const { page, context, troubles } = await city.come('operator', language, { path })
    const word = (name: keyof typeof deviceWords) => deviceWords[name][language]

    const title = word('adoptTitle').replace('{id}', id)
    const { press, write, choose } = handsOf(page, language)
    await press(page.getByRole('button', { name: title }))
    const form = page.getByRole('dialog')
    // Its sample says what it is; a field that is missing is told in the language of the page, not of the browser.
    expect(await form.getByRole('combobox').nth(0).inputValue()).toBe('water')
    await press(form.getByRole('button', { name: word('save') }))
    const name = form.getByLabel(`${word('name')} · ${word('required')}`)
    expect(
      await name.evaluate((field: { validationMessage: string }) => field.validationMessage),
    ).toBe(fieldWords.missing[language])
    await write(name, `河道 ${language}`)
    await choose(form.getByRole('combobox').nth(1), 'river')
    await write(form.getByLabel(word('longitude')), '123.5275')
    await write(form.getByLabel(word('latitude')), '29.4994')
    await write(form.getByLabel(word('externalId')), `86850806480735-${language}`)
    await write(form.getByLabel(word('period')), '90000')
    await press(form.getByRole('button', { name: word('save') }))
    const warnings = page.locator('[data-note=warnings]')
    await warnings.waitFor()
    expect(await warnings.textContent()).toContain(word('adoptWarnings'))
    const day = {
      zh: '上报周期（秒）：90000 秒超过一天',
      en: 'period: 90000 s are more than a day',
    }
    expect(await warnings.textContent()).toContain(day[language])
    expect(await seriousFindings(page)).toEqual([])

    await press(page.getByRole('link', { name: word('openDevice') }))
    await page.getByRole('heading', { level: 1 }).getByText(`河道 ${language}`).waitFor()
    await page.locator('dd').getByText(`86850806480735-${language}`).waitFor()
    const never = page.locator('[data-note=never-fires]').first()
    await never.waitFor()
    expect(await never.textContent()).toContain(word('neverFires'))
    expect(await never.locator('li').count()).toBeGreaterThan(0)
    expect(await seriousFindings(page)).toEqual([])

    await (language === 'zh' ? differs(id) : opens(id))

    await page.goto(`${city.system.httpUrl}/devices?tab=dead&device=${id}`)
    const why = { zh: `"${id}" 未登记`, en: `"${id}" is not registered` }
    await page.locator('td.detail', { hasText: why[language] }).first().waitFor()
    const count = language === 'zh' ? '20' : '120'
    const row = page.getByRole('row').filter({ hasText: word('itemsOf').replace('{count}', count) })
    await press(row.getByRole('button', { name: new RegExp(`^${word('open')}`) }))
    await page.getByRole('dialog').getByText(word('items')).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    expect(troubles).toEqual([])
    await context.close()
  })

  test.each(walkedIn('zh'))(
    'is given a credential, once, by an administrator, who then changes what it is (%s)',
    async (language) => {
      const path = `/devices/river-${language}`
      const { page, context, troubles } = await city.come('administrator', language, { path })
      const button = (words: Bilingual) => page.getByRole('button', { name: words[language] })
      const { press } = handsOf(page, language)
      await press(button(credentialWords.give))
      const form = page.getByRole('dialog')
      await form.getByText(credentialWords.first[language]).waitFor()
      await press(form.getByRole('button', { name: credentialWords.give[language] }))
      const token = await form.locator('output code').innerText()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `credential-${language}`)
      const client = await connectAsync(`mqtt://127.0.0.1:${city.system.mqttPort}`, {
        ...{ clientId: `river-${language}`, username: `river-${language}`, password: token },
      })
      await client.endAsync()
      await press(form.getByRole('button', { name: shellWords.close[language] }))
      await button(credentialWords.giveAnother).waitFor()
      expect(await page.content()).not.toContain(token)
      await walkDeviceEdit(page, language)
      await page.goto(`${city.system.httpUrl}/devices?tab=dead&reason=topic-not-allowed`)
      await walkBinding({ page, language, folder, source: gateway })
      expect(troubles.filter((text) => !text.includes('400'))).toEqual([])
      await context.close()
    },
  )

  test.each(walkedIn('en'))(
    'stands in the register, counted, found and put in order (%s)',
    async (language) => {
      const path = '/devices'
      const { page, context, troubles } = await city.come('operator', language, { path })
      const ids = page.locator('tbody th')
      await expect.poll(() => ids.allInnerTexts()).toEqual([gateway, 'river-en', 'river-zh'])
      const total = deviceWords.page[language].replace('{total}', '3').replace('{count}', '3')
      await page.getByText(total).waitFor()
      await page.getByRole('button', { name: deviceWords.id[language] }).click()
      await expect.poll(() => ids.allInnerTexts()).toEqual(['river-zh', 'river-en', gateway])
      // Whoever types has to press nothing, and goes on typing.
      const search = page.getByLabel(deviceWords.search[language])
      await search.pressSequentially('river-', { delay: 20 })
      await expect.poll(() => ids.allInnerTexts()).toEqual(['river-zh', 'river-en'])
      await search.pressSequentially('zh')
      await expect.poll(() => ids.allInnerTexts()).toEqual(['river-zh'])
      await page.getByRole('button', { name: deviceWords.clear[language] }).click()
      await expect.poll(() => ids.count()).toBe(3)
      expect(await search.inputValue()).toBe('')
      expect(await seriousFindings(page)).toEqual([])
      expect(troubles).toEqual([])
      await context.close()
    },
  )

  test.each(walkedIn('en'))(
    'whoever opens a page whose code is on its way reads so (%s)',
    async (language) => {
      // Without the service worker, past which nothing can be held up.
      const { page, context } = await city.come('operator', language, {
        ...{ first: true, path: '/alarms' },
      })
      let come = () => {}
      const held = new Promise<void>((resolve) => {
        come = resolve
      })
      await page.route('**/evaluation-*.js', async (route) => {
        await held
        await route.continue()
      })
      await page.getByRole('link', { name: shellWords.evaluation[language], exact: true }).click()
      await page.getByRole('status').getByText(shellWords.loading[language]).first().waitFor()
      come()
      await page.locator('main#content h1').waitFor()
      await context.close()
    },
  )

  test('a manager puts a table in force after a look at its mistakes and its difference, and goes back', async () => {
    for (const [time, language] of walkedIn('zh').entries()) {
      const text = (words: Bilingual) => words[language]
      const { page, context } = await city.come('manager', language, { path: '/report' })
      const { press, write, choose: pick } = handsOf(page, language)
      await press(page.getByRole('link', { name: text(shellWords.catalogue), exact: true }))
      await page.locator('[data-version="0"]').waitFor()
      const answer = await page.request.get(
        `${city.system.httpUrl}/v1/catalogue/standards/versions/0/table.csv`,
      )
      const table = await answer.text()
      const choose = async (csv: string) => {
        await page
          .locator('input[type=file]')
          .setInputFiles({ name: 'table.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
        await press(page.getByRole('button', { name: text(catalogueWords.check), exact: true }))
      }
      await choose(`${table}506,1,drainage,1 urgent hour,x,y\r\n`)
      const mistakes = page.getByRole('alert')
      const wrong = {
        zh: '类别（category）："506" 不是四位数字',
        en: 'category: "506" is not four digits',
      }
      await mistakes.getByText(wrong[language]).waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await choose(
        table.replace('2 urgent hours', language === 'zh' ? '3 urgent hours' : '4 urgent hours'),
      )
      await page.locator('[data-difference]').waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `catalogue-${language}`)
      await write(page.getByLabel(text(versionWords.why), { exact: true }), `order ${language}`)
      await press(page.getByRole('button', { name: text(catalogueWords.put), exact: true }))
      const newest = 2 * time + 1
      const put = page.locator(`[data-version="${newest}"]`)
      await put.getByText(text(catalogueWords.today)).waitFor()
      await press(
        page.locator('[data-version="0"]').getByRole('button', { name: text(catalogueWords.back) }),
      )
      const dialog = page.getByRole('dialog')
      await write(dialog.getByLabel(text(versionWords.why), { exact: true }), 'withdrawn')
      await press(dialog.getByRole('button', { name: text(catalogueWords.put), exact: true }))
      const again = page.locator(`[data-version="${newest + 1}"]`)
      await again.getByText(text(catalogueWords.today)).waitFor()
      expect(await again.textContent()).toContain('withdrawn')
      await press(page.getByRole('link', { name: text(componentWords.title), exact: true }))
      await page.locator('#components').waitFor()
      const code = `990102010200000${newest}`
      await choose('code,name\n99010201020000,x\n')
      await mistakes.getByText('99010201020000').waitFor()
      await choose(`code,name,owner,census\n${code},污水井盖,lj-road,2026-01-31\n`)
      await page.locator('[data-difference]').waitFor()
      await write(page.getByLabel(text(versionWords.why), { exact: true }), `census ${language}`)
      await press(page.getByRole('button', { name: text(catalogueWords.put), exact: true }))
      await press(page.getByRole('button', { name: code }))
      await page.getByRole('dialog').getByText(`census ${language}`).waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `components-${language}`)
      await page.goto(`${city.system.httpUrl}/catalogue?table=dispatch`)
      await page.locator('[data-version="0"]').waitFor()
      const read = async (name: string) => {
        const path = `/v1/catalogue/${name}/versions/0/table.csv`
        return (await page.request.get(`${city.system.httpUrl}${path}`)).text()
      }
      // Above the row that sends it to the drainage crew of the east.
      await choose(`${await read('dispatch')}0.5,0102,990103,,lj-road\r\n`)
      const effect = page.locator('[data-effects]')
      await effect
        .getByText(language === 'zh' ? '市政道路养护队' : 'Road maintenance crew')
        .waitFor()
      expect(await effect.textContent()).toContain(
        language === 'zh' ? '东城排水抢险队' : 'Drainage crew east',
      )
      const trial = page.locator('section[aria-labelledby="trial"]')
      await pick(trial.getByLabel(text(trialWords.category)), '0102')
      await write(trial.getByLabel(text(trialWords.cell)), '990103001001001')
      await press(trial.getByRole('button', { name: text(trialWords.ask) }))
      const tried = await trial.locator('[data-tried]').textContent()
      expect(tried).toContain(text(trialWords.table).replace('{row}', '7'))
      expect(tried).toContain(text(trialWords.table).replace('{row}', '1'))
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `dispatch-${language}`)
      await write(page.getByLabel(text(versionWords.why), { exact: true }), 'roads first')
      await press(page.getByRole('button', { name: text(catalogueWords.put), exact: true }))
      await put.getByText(text(catalogueWords.today)).waitFor()
      await press(
        page.locator('[data-version="0"]').getByRole('button', { name: text(catalogueWords.back) }),
      )
      await write(dialog.getByLabel(text(versionWords.why), { exact: true }), 'withdrawn')
      await press(dialog.getByRole('button', { name: text(catalogueWords.put), exact: true }))
      await again.getByText(text(catalogueWords.today)).waitFor()
      await press(page.getByRole('link', { name: text(catalogueTableWords.units), exact: true }))
      await page.locator('[data-version="0"]').waitFor()
      const gone = (await read('units')).replace(/^lj-gas,.*\r\n/m, '')
      await choose(gone)
      // Rows of the dispatch table name it: nobody puts that in force.
      await page.locator('[data-concerns] strong').first().waitFor()
      expect(await page.getByLabel(text(versionWords.why), { exact: true }).count()).toBe(0)
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `units-${language}`)
      const made = await city.system.api('/v1/cases', {
        ...{ method: 'POST', role: 'operator' },
        body: {
          ...{ category: '0102', standard: '0102-1', component: code },
          title: { zh: '井盖', en: 'Cover' },
        },
      })
      const { id: of } = made as { readonly id: string }
      await page.goto(`${city.system.httpUrl}/cases/${of}`)
      await page.locator(`[data-component="${code}"]`).getByText('污水井盖').first().waitFor()
      await context.close()
    }
  })
})
