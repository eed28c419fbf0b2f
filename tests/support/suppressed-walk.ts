/** What holds alarms back (搁置、检修、作业许可) in two districts of the sample city, and the page of it for whoever has a part of the city alone. */
import { join } from 'node:path'

import { expect } from 'vitest'

import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import { qualityWords } from '../../console/words/alarm-quality.ts'
import { suppressionPageWords as words } from '../../console/words/suppressions.ts'
import type { CellCode, DeviceId } from '../../core/identity.ts'
import { hours } from '../../core/time.ts'
import { alarmRow, heldAlarm } from '../contract/case-store-samples.ts'
import { picture, seriousFindings, type Visitor } from './browser.ts'
import type { Language } from './console-city.ts'
import type { DeskServer } from './desk-server.ts'

/** One in each of three streets, the last in a district of its own. */
const devices = [
  { id: 'ns-wangjiang', name: '望江口', longitude: 123.500985, latitude: 29.50906 },
  { id: 'ns-liuxi', name: '柳溪口', longitude: 123.500999, latitude: 29.500044 },
  { id: 'ns-shiqiao', name: '石桥口', longitude: 123.521583, latitude: 29.509149 },
] as const
const cells = ['990102001001001', '990102002001001', '990103001001001'] as const

/** Each known by its reason. */
const held = [
  { kind: 'shelving', matcher: { devices: ['ns-wangjiang'] }, reason: '探头移位 probe moved' },
  { kind: 'maintenance', matcher: { cells: ['990102'] }, reason: '全区检修 works of the west' },
  {
    ...{ kind: 'permit', permit: '城管许〔2026〕7号', matcher: { cells: ['990103001'] } },
    reason: '夜间施工 night works in the east',
  },
  { kind: 'shelving', matcher: { devices: devices.map(({ id }) => id) }, reason: '更换 replaced' },
  { kind: 'shelving', matcher: { devices: ['ns-liuxi'] }, reason: '溪边 by the brook' },
] as const
const reasons = held.map(({ reason }) => reason)

/** Registers the devices and holds their alarms back; the shelf of all three has held one of each. */
export async function holdBack(desk: DeskServer, folder: string, token: string): Promise<void> {
  const post = async (path: string, type: string, body: string) => {
    const headers = { 'content-type': type }
    const answer = await desk.ask(path, { token, method: 'POST', body, headers })
    expect([path, answer.status]).toEqual([path, expect.toBeOneOf([200, 201])])
    return (await answer.json()) as { readonly id: string }
  }
  const rows = devices.map(({ id, name, longitude, latitude }) =>
    [id, 'noise', 'street', name, longitude, latitude].join(),
  )
  const file = ['id,kind,site,name,longitude,latitude', ...rows].join('\n')
  await post('/v1/devices/import?format=csv', 'text/csv', file)
  const made: string[] = []
  for (const one of held) {
    const body = JSON.stringify({ ...one, until: Date.now() + hours(8) })
    made.push((await post('/v1/suppressions', 'application/json', body)).id)
  }
  const suppression = made[3] ?? ''
  await using store = await openSqliteCases(join(folder, 'cases.sqlite'))
  for (const [n, { id }] of devices.entries()) {
    const place = { device: id as DeviceId, cell: cells[n] as CellCode }
    const row = {
      ...alarmRow(`held of ${id}`),
      ...place,
      outcome: 'suppressed',
      suppression,
    } as const
    await store.holdBack({ row, transition: `${id} raised` }, heldAlarm(suppression, row.alarm))
  }
}

export interface SeenPart {
  /** Of the reasons above, by their places. */
  readonly reasons: readonly number[]
  /** Of the devices, by their places. */
  readonly devices: readonly number[]
}

/** Somebody sees that part and no name of another, may change nothing, and hears which alarms of theirs were held back. */
export async function walkSuppressed(
  { page, context, troubles }: Visitor,
  url: string,
  language: Language,
  seen: SeenPart,
  name: string,
): Promise<void> {
  const main = page.locator('main#content')
  const fits = async () => {
    expect(await seriousFindings(page)).toEqual([])
    // Only the table is wider than a phone.
    const room = 'document.documentElement.scrollWidth <= document.documentElement.clientWidth'
    expect(await page.evaluate(room)).toBe(true)
  }
  const rows = main.locator('tbody tr')
  await expect.poll(() => rows.count(), { timeout: 60_000 }).toBe(seen.reasons.length)
  const said = await main.innerText()
  expect(reasons.filter((reason) => said.includes(reason))).toEqual(
    reasons.filter((_, n) => seen.reasons.includes(n)),
  )
  const own = devices.filter((_, n) => seen.devices.includes(n)).map(({ id }) => id)
  expect(devices.filter(({ id }) => said.includes(id)).map(({ id }) => id)).toEqual(own)
  const called = async () => new Set(await main.locator('a[href^="/devices/"]').allInnerTexts())
  await expect.poll(called).toEqual(new Set(seen.devices.map((n) => devices[n]?.name)))
  for (const change of [words.add, words.end])
    expect(await main.getByRole('button', { name: change[language] }).count()).toBe(0)
  const all = rows.filter({ hasText: held[3].reason })
  await all.getByText(words.partial[language]).waitFor()
  if (seen.reasons.includes(1))
    await rows.filter({ hasText: held[1].reason }).getByText('西城区').waitFor()
  await fits()
  await picture(page, `${name}-${language}`)

  await all.getByRole('button', { name: words.held[language] }).click()
  const dialog = page.getByRole('dialog')
  await expect.poll(() => dialog.locator('tbody tr').count()).toBe(own.length)
  const listed = await dialog
    .locator('tbody tr a[href^="/devices/"]')
    .evaluateAll((links) =>
      links.map((link) => String(link.getAttribute('href')).split('/').at(-1)),
    )
  expect(new Set(listed)).toEqual(new Set(own))
  await fits()
  await picture(page, `${name}-held-${language}`)
  await page.keyboard.press('Escape')

  await main.getByRole('link', { name: qualityWords.quality[language] }).click()
  await main.getByRole('heading', { name: qualityWords.worst[language] }).waitFor()
  expect(await main.getByRole('alert').count()).toBe(0)
  // A rule by what it is called, though they may open none.
  const { title, rule } = alarmRow('')
  const named = async () => {
    await main.getByText(title[language], { exact: true }).first().waitFor()
    expect(await main.locator(`a[href="/rules/${rule}"]`).count()).toBe(0)
  }
  await named()
  await fits()
  await page.goto(`${url}/alarms/${encodeURIComponent(`held of ${own[0]}`)}`)
  await named()
  expect(troubles).toEqual([])
  await context.close()
}
