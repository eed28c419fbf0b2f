/** An inspector walks patrols with a phone, and a supervisor sees how; on the real program. */
import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import { lookWords } from '../../console/words/looks.ts'
import { patrolDeskWords, walkWords } from '../../console/words/patrols.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { patrolStateWords } from '../../core/patrol-terms.ts'
import { days, hours, instant } from '../../core/time.ts'
import { browserMissing, picture, seriousFindings } from '../support/browser.ts'
import { languages, openConsole, walkedIn, type ConsoleCity } from '../support/console-city.ts'
import { handsOf } from '../support/hands.ts'

/** In two unit grids of the sample city, 200 metres apart. */
const east = { longitude: 123.503367, latitude: 29.503579, accuracy: 10 }
const west = { longitude: 123.501304, latitude: 29.503579, accuracy: 10 }
const points = `东门=${east.longitude} ${east.latitude} 30; 西门=${west.longitude} ${west.latitude} 30`

interface Task {
  readonly id: string
  readonly plan: string
  readonly state: string
  readonly coverage?: { readonly points: readonly string[]; readonly cells: number }
  readonly cases?: readonly string[]
}

/** Plans of the whole day that hold since three days: two days were missed, and today can be walked. */
async function plan(data: string): Promise<void> {
  await using store = await openSqliteCases(join(data, 'cases.sqlite'))
  const at = instant(Date.now() - days(3))
  const from = new Date(at + hours(8)).toISOString().slice(0, 10)
  const rows = [...languages, 'none'].map((name) => ({
    ...{ plan: name, name: `东片 ${name}`, cells: '990102001001', days: 'daily' },
    ...{ from: '00:00', to: '24:00', points, look: '占道经营 stalls', people: 'inspector' },
  }))
  await store.addCatalogue({
    head: { table: 'patrols', version: 1, from, at, by: 'max', reason: 'order', rows: rows.length },
    rows,
  })
  // The start has made what the city folder has to walk: these plans are worked off from when they were put.
  await store.setPosition('patrols', at)
}

describe.skipIf(browserMissing() !== undefined)('patrols at the console', () => {
  let city: ConsoleCity
  beforeAll(async () => {
    city = await openConsole()
    await plan(city.data)
  })
  afterAll(() => city?.[Symbol.asyncDispose]())

  const taskOf = async (plan: string): Promise<Task> => {
    const all = (await city.system.api('/v1/patrols/mine', {
      role: 'inspector',
    })) as readonly Task[]
    const open = all.find((one) => one.plan === plan && one.state === 'open')
    if (open === undefined) throw new Error(`no task of ${plan}: ${JSON.stringify(all)}`)
    return open
  }
  const seen = (id: string) =>
    city.system.api(`/v1/patrols/${id}`, { role: 'supervisor' }) as Promise<Task>
  const press = (page: Page, name: string) =>
    page.getByRole('button', { name, exact: true }).click()

  test.each(walkedIn('zh'))(
    'an inspector walks a patrol, most of it without network (%s)',
    async (language) => {
      const word = (words: Bilingual) => words[language]
      const { id } = await taskOf(language)
      const { page, context } = await city.come('inspector', language, {
        ...{ phone: true, path: '/field/patrols' },
      })
      await context.setGeolocation(east)
      const card = page.locator(`[data-patrol="${id}"]`)
      await card.waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `patrol-today-${language}`)
      await card.getByRole('button', { name: word(walkWords.start), exact: true }).click()
      await page.locator('[data-reached="true"]').getByText('东门').waitFor({ timeout: 60_000 })
      await expect.poll(async () => (await seen(id)).state).toBe('walking')
      expect(await seriousFindings(page)).toEqual([])
      await picture(page, `patrol-under-way-${language}`)

      await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
      await context.setOffline(true)
      // A phone that has just told where it is is believed again after five seconds.
      await page.waitForTimeout(6_000)
      await context.setGeolocation(west)
      await page.locator('[data-reached="true"]').getByText('西门').waitFor({ timeout: 60_000 })
      await page.getByRole('link', { name: word(walkWords.problem) }).click()
      const onPatrol = word(walkWords.onPatrol).replace('{name}', `东片 ${language}`)
      await page.getByText(onPatrol).waitFor()
      await page.goBack()
      await page.getByLabel(word(walkWords.endText)).fill('无异常 all well')
      await press(page, word(walkWords.end))
      await page.locator('.waiting').waitFor()
      await picture(page, `patrol-without-network-${language}`)
      await page.reload()
      await page.locator('.waiting').waitFor()
      expect((await seen(id)).state).toBe('walking')
      await context.setOffline(false)
      await expect.poll(async () => (await seen(id)).state, { timeout: 60_000 }).toBe('done')
      expect(await seen(id)).toMatchObject({
        coverage: { points: ['东门', '西门'], cells: 2 },
        ended: { text: '无异常 all well' },
      })
      await page.locator('.waiting').waitFor({ state: 'detached', timeout: 60_000 })
      await card.getByText(word(patrolStateWords.done)).waitFor()
      await context.close()

      const desk = await city.come('supervisor', language, { path: '/patrols' })
      const hands = handsOf(desk.page, language)
      await hands.press(desk.page.getByRole('button', { name: `东片 ${language}` }))
      await desk.page.getByText('无异常 all well').waitFor()
      await hands.write(desk.page.getByLabel(word(lookWords.purpose)), '抽查 sample')
      const reveal = { name: word(patrolDeskWords.reveal), exact: true }
      await hands.press(desk.page.getByRole('button', reveal))
      await desk.page.getByRole('img', { name: word(patrolDeskWords.map) }).waitFor()
      expect(await seriousFindings(desk.page)).toEqual([])
      await picture(desk.page, `patrols-desk-${language}`)
      const looks = (await city.system.api('/v1/personal-looks', { role: 'administrator' })) as {
        readonly items: readonly { readonly what: string; readonly fields: readonly string[] }[]
      }
      expect(
        looks.items.filter(({ what, fields }) => what === 'track' && fields[0] === id),
      ).toHaveLength(1)
      const yesterday = new Date(Date.now() - days(1) + hours(8)).toISOString().slice(0, 10)
      const before = new Date(Date.parse(yesterday) - days(1)).toISOString().slice(0, 10)
      await desk.page.goto(`${city.system.httpUrl}/patrols?day=${before}`)
      const late = word(patrolDeskWords.late).replace('{count}', '3')
      await desk.page.getByRole('heading', { name: late, exact: true }).waitFor()
      await picture(desk.page, `patrols-missed-${language}`)
      await desk.context.close()
    },
  )

  test('a phone that may not say where it is says so, and the patrol can be walked', async () => {
    const { id } = await taskOf('none')
    const { page, context } = await city.come('inspector', 'zh', {
      ...{ phone: true, path: '/field/patrols' },
    })
    await context.clearPermissions()
    const card = page.locator(`[data-patrol="${id}"]`)
    await card.getByRole('button', { name: walkWords.start.zh, exact: true }).click()
    await page.getByText(walkWords.noPermission.zh).waitFor()
    await picture(page, 'patrol-no-permission-zh')
    await press(page, walkWords.end.zh)
    await expect.poll(async () => (await seen(id)).state, { timeout: 60_000 }).toBe('done')
    expect((await seen(id)).coverage).toBeUndefined()
    await context.close()
  })
})
