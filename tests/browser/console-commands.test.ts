/** A device or station is told what to do on its page, at a desk and on a phone; simulated ones obey, refuse, or are silent. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { CommandView } from '../../console/api/types.ts'
import { commandWords, stageWords } from '../../console/words/device-commands.ts'
import {
  configurationStateWords,
  configurationWords,
} from '../../console/words/device-configuration.ts'
import { editWords } from '../../console/words/device-edits.ts'
import { linkWords } from '../../console/words/links.ts'
import { shellWords } from '../../console/words/shell.ts'
import { filled } from '../../core/bilingual.ts'
import { deviceCommands, type DeviceCommandName } from '../../core/device-command-table.ts'
import { codeWords } from '../../core/hj212/returned.ts'
import { silentObserver } from '../../core/observer.ts'
import { createFleet, type Fleet } from '../../simulators/fleet.ts'
import type { Obedience } from '../../simulators/orders.ts'
import { quietDay } from '../../simulators/script/scenarios/quiet-day.ts'
import { browserMissing, picture, seriousFindings } from '../support/browser.ts'
import { realClock } from '../support/clocks.ts'
import { openConsole, walkedIn, type ConsoleCity } from '../support/console-city.ts'
import { handsOf } from '../support/hands.ts'
import { deviceOf } from '../support/rules-city.ts'
import { freePort, register } from '../support/running-system.ts'
import { until } from '../support/until.ts'

const obedient = deviceOf({ id: 'wl-obeys', name: '听话的水位计' })
const refusing = deviceOf({ id: 'wl-refuses' })
const silent = deviceOf({ id: 'wl-silent' })
const station = deviceOf({
  id: 'hj-refuses',
  kind: 'dust',
  site: 'construction',
  mn: 'M-1',
  period: 5,
})

describe.skipIf(browserMissing() !== undefined)('commands at the console', () => {
  let city: ConsoleCity
  const fleets: Fleet[] = []
  beforeAll(async () => {
    let tokens: ReadonlyMap<string, string> = new Map()
    const [password, stationPort] = ['123456', await freePort()]
    city = await openConsole({
      environment: { URBAN_BRAIN_HJ212__PORT: String(stationPort) },
      before: async (data) => {
        tokens = await register(data, [obedient, refusing, silent, station])
      },
    })
    const credential = { method: 'POST', body: { password } }
    await city.system.api(`/v1/devices/${station.id}/credential`, credential)
    const play = async (commands: Obedience, device: typeof obedient) => {
      const isStation = device.mn !== undefined
      const to = isStation ? `hj212://127.0.0.1:${stationPort}` : undefined
      const fleet = createFleet({
        url: to ?? `mqtt://127.0.0.1:${city.system.mqttPort}`,
        devices: [device],
        credentials: (id) => (isStation ? password : tokens.get(id)),
        scenario: quietDay,
        seed: 1,
        clock: realClock,
        observer: silentObserver,
        connectSpread: 0,
        commands,
      })
      fleets.push(fleet)
      await fleet.start()
      await until(() => fleet.connected() === 1)
    }
    await play('obey', obedient)
    await play('refuse', refusing)
    await play('silent', silent)
    await play('refuse', station)
  })
  afterAll(async () => {
    for (const fleet of fleets) await fleet.stop()
    await city?.[Symbol.asyncDispose]()
  })

  const commandsOf = async (id: string) =>
    ((await city.system.api(`/v1/devices/${id}/commands`)) as { commands: readonly CommandView[] })
      .commands

  test.each(walkedIn('zh'))(
    'are given, and what becomes of each is seen (%s)',
    async (language) => {
      const come = (id: string, phone = false, role = 'dispatcher') =>
        city.come(role, language, { path: `/devices/${id}`, phone })
      const name = (command: DeviceCommandName) => deviceCommands[command][language]
      const { page, context, troubles } = await come(obedient.id)
      const hands = handsOf(page, language)
      const press = (label: string) =>
        hands.press(page.getByRole('button', { name: label, exact: true }))
      const form = page.getByRole('dialog')
      const send = () =>
        hands.press(form.getByRole('button', { name: commandWords.send[language], exact: true }))
      const close = () =>
        hands.press(form.getByRole('button', { name: shellWords.close[language], exact: true }))

      await press(name('interval'))
      const seconds = form.getByRole('textbox')
      await hands.write(seconds, '4')
      await send()
      await form.getByRole('alert').getByText('86400').waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `give-command-${language}`)
      const interval = language === 'zh' ? '7' : '8'
      await hands.write(seconds, interval)
      await send()
      await form.getByText(commandWords.sentNow[language]).waitFor()
      await close()
      const row = page.locator('tr[data-command=interval][data-stage=done]').first()
      await row.getByText(stageWords.done[language]).waitFor()
      // Its record says so, and its period in the register is another one.
      const record = page.getByRole('group', { name: editWords.title[language] })
      await record.getByText(stageWords.done[language]).first().waitFor()
      await until(async () => {
        const { period } = (await city.system.api(`/v1/devices/${obedient.id}`)) as {
          period: number
        }
        return String(period) === interval
      })

      await press(name('threshold'))
      await hands.choose(form.getByRole('combobox'), 'depth')
      await hands.write(form.getByLabel(/0–500 cm|0 to 500 cm/), '30.5')
      await send()
      await close()
      await page.locator('tr[data-command=threshold][data-stage=done]').first().waitFor()
      await press(name('valve-open'))
      await hands.write(form.getByLabel(commandWords.why[language]), '水泵试运行 pump test')
      await send()
      await close()
      const valve = page.locator('tr[data-command=valve-open][data-stage=done]').first()
      await valve.getByText('水泵试运行 pump test').waitFor()
      // What rules have it do is held, and let go.
      for (const [label, held] of [
        [linkWords.hold[language], 'held'],
        [linkWords.release[language], 'on'],
      ] as const) {
        await press(label)
        await hands.write(form.getByLabel(commandWords.why[language]), '水管检修 pipe works')
        await hands.press(form.getByRole('button', { name: label, exact: true }))
        await page.locator(`[data-links=${held}]`).waitFor()
        expect(await seriousFindings(page)).toEqual([])
      }
      await picture(page, `commands-${language}`)

      // What it should be set to: it takes it, says so, and is found to report by it.
      await press(configurationWords.edit[language])
      const label = /5–86400|5 to 86400/
      await hands.write(form.getByLabel(label), '4')
      await hands.write(form.getByLabel(commandWords.why[language]), '汛期加密 flood season')
      await press(configurationWords.save[language])
      await form.getByRole('alert').getByText('86400').waitFor()
      expect(await seriousFindings(page)).toEqual([])
      const period = language === 'zh' ? '21' : '22'
      await hands.write(form.getByLabel(label), period)
      await press(configurationWords.save[language])
      await form.getByText(configurationWords.saved[language]).waitFor()
      await close()
      const configured = page.getByRole('region', { name: configurationWords.title[language] })
      await configured.locator('[data-state=same]').waitFor()
      await configured.getByText(configurationStateWords.same[language]).waitFor()
      await configured.locator('tr[data-setting=period]').getByText(period).nth(1).waitFor()
      await record.getByText('汛期加密 flood season').first().waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `configuration-${language}`)

      // All of a kind at once: how many first, then it is kept; whoever refuses it stands in the list of those to look at.
      await page.goto(`${city.system.httpUrl}/devices?tab=configuration`)
      await press(configurationWords.many[language])
      await hands.choose(form.getByRole('combobox').first(), 'water')
      const every = language === 'zh' ? '31' : '32'
      await hands.write(form.getByLabel(label), every)
      await hands.write(form.getByLabel(commandWords.why[language]), '汛期加密 flood season')
      await press(configurationWords.check[language])
      await press(filled(configurationWords.setAll, { count: 3 })[language])
      await form.getByText(filled(configurationWords.setMany, { count: 3 })[language]).waitFor()
      await close()
      const denying = page.locator(`tr[data-device=${refusing.id}][data-state=refused]`)
      await denying.getByText('local control').waitFor({ timeout: 30_000 })
      await denying.getByText('汛期加密 flood season').waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `configurations-${language}`)
      await hands.choose(page.getByLabel(configurationWords.filter[language]), 'same')
      await page.locator(`tr[data-device=${obedient.id}][data-state=same]`).waitFor()
      expect(troubles.filter((text) => !text.includes('400'))).toEqual([])
      await context.close()

      // By that period it reports; the register has it when an administrator says so.
      const desk = await come(obedient.id, false, 'administrator')
      const take = filled(configurationWords.take, { reported: every })[language]
      await desk.page.getByRole('button', { name: take, exact: true }).click()
      await until(async () => {
        const found = (await city.system.api(`/v1/devices/${obedient.id}`)) as {
          readonly period: number
        }
        return String(found.period) === every
      })
      await desk.page
        .getByRole('button', { name: take, exact: true })
        .waitFor({ state: 'detached' })
      expect(desk.troubles).toEqual([])
      await desk.context.close()

      const phone = await come(refusing.id, true)
      await phone.page.getByRole('button', { name: name('siren-off'), exact: true }).click()
      const dialog = phone.page.getByRole('dialog')
      await dialog.getByRole('button', { name: commandWords.send[language] }).click()
      await dialog.getByRole('button', { name: shellWords.close[language] }).click()
      const refused = phone.page.locator('tr[data-command=siren-off][data-stage=refused]').first()
      await refused.getByText('local control').waitFor()
      const wide = await phone.page.evaluate('document.documentElement.scrollWidth')
      expect(wide).toBeLessThanOrEqual(390)
      // Nor is anything of a command beside the screen.
      const beyond = `[document.querySelector('tr[data-command]').closest('.scrolling')].map(
      (box) => box.scrollWidth - box.clientWidth)`
      expect(await phone.page.evaluate(beyond)).toEqual([0])
      expect(await seriousFindings(phone.page)).toEqual([])
      await picture(phone.page, `commands-phone-${language}`)
      expect(phone.troubles).toEqual([])
      await phone.context.close()

      const air = await come(station.id)
      await air.page.getByRole('button', { name: name('clock'), exact: true }).click()
      const order = air.page.getByRole('dialog')
      await order.getByRole('button', { name: commandWords.send[language] }).click()
      await order.getByRole('button', { name: shellWords.close[language] }).click()
      const denied = air.page.locator('tr[data-command=clock][data-stage=refused]').first()
      await denied.getByText(codeWords('QnRtn=2')[language]).waitFor()
      await air.page.getByRole('button', { name: name('minute-interval'), exact: true }).click()
      const minutes = deviceCommands['minute-interval'].arguments.minutes[language]
      await order.getByLabel(minutes).selectOption('10')
      await order.getByRole('button', { name: commandWords.send[language] }).click()
      await order.getByRole('button', { name: shellWords.close[language] }).click()
      await air.page
        .locator('tr[data-command=minute-interval][data-stage=refused]')
        .first()
        .waitFor()
      expect(air.troubles).toEqual([])
      await air.context.close()
    },
  )

  test('a device that does not answer is seen waiting; who may not open a valve is not offered it', async () => {
    const { page, context } = await city.come('operator', 'zh', { path: `/devices/${silent.id}` })
    await page.locator('button[data-offer=siren-off]').click()
    const form = page.getByRole('dialog')
    await form.getByRole('button', { name: commandWords.send.zh }).click()
    await page.locator('tr[data-command=siren-off][data-stage=sent]').waitFor()
    expect(await page.locator('button[data-offer^=valve]').count()).toBe(0)
    await context.close()
    const crew = await city.come('inspector', 'en', { path: `/devices/${silent.id}` })
    await crew.page.locator('tr[data-command=siren-off]').waitFor()
    expect(await crew.page.locator('button[data-offer]').count()).toBe(0)
    await crew.context.close()
    expect((await commandsOf(silent.id)).map(({ stage, by }) => [stage, by])).toEqual([
      ['sent', 'operator'],
    ])
  })
})
