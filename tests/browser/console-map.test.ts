/**
 * The map of a city under the command centre, in Chromium: a browser loads the tiles that it looks at, and says who made them; whoever
 * presses a dot of several devices comes near enough to choose one.
 */
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { centreWords } from '../../console/words/centre.ts'
import {
  browserMissing,
  openBrowser,
  picture,
  seriousFindings,
  signedIn,
} from '../support/browser.ts'
import { startDeskServer } from '../support/desk-server.ts'
import { mapArchive } from '../support/map-archive.ts'
import { deviceOf } from '../support/rules-city.ts'
import { register } from '../support/running-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const token = 'the-token-of-the-operator'
const tokens = [{ name: 'olga', role: 'operator', token }] as const
/** Of the grid of the sample city. */
const bounds = { west: 123.5, south: 29.492, east: 123.541, north: 29.51 }
const feature = (properties: object, coordinates: unknown, type = 'LineString') => ({
  ...{ type: 'Feature', properties, geometry: { type, coordinates } },
})
/** 50 metres from each other, about the middle of what is seen at first: from afar one dot. */
const pair = [
  deviceOf({ id: 'wl-left', name: '左岸', longitude: 123.520343, latitude: 29.501003 }),
  deviceOf({ id: 'wl-right', name: '右岸', longitude: 123.52086, latitude: 29.501003 }),
]
/** From side to side, so that whoever sees the city sees it. */
const across = (latitude: number) =>
  Array.from({ length: 42 }, (_, n) => [bounds.west + n / 1_000, latitude])

const archive = () =>
  mapArchive({
    ...{ bounds, zooms: [11, 12, 13, 14] },
    layers: {
      roads: [29.498, 29.504].map((latitude) => feature({ kind: 'major_road' }, across(latitude))),
      water: [feature({ kind: 'river', name: '临江河' }, across(29.501))],
    },
    metadata: { attribution: '<a href="https://example.com">&copy; 测绘院 <b>survey</b></a>' },
  })

/** A few mebibytes of lanes in the whole region, of which the city sees few. */
const lanes = () => {
  const features = Array.from({ length: 6_000 }, (_, n) => {
    const [west, south] = [123.1 + (n % 100) / 125, 29.1 + Math.floor(n / 100) / 75]
    const corners = Array.from({ length: 30 }, (_, m) => [
      west + m / 5_000,
      south + (m % 3) / 5_000,
    ])
    return feature({ kind: n % 10 === 0 ? 'road' : 'street' }, corners)
  })
  return JSON.stringify({ type: 'FeatureCollection', attribution: '© 测绘院 survey', features })
}

/** Where on the middle line of the map, in points from its middle, the pointer says that something can be pressed: as stretches. */
async function pressable(page: Page): Promise<readonly (readonly [from: number, to: number])[]> {
  const found: [number, number][] = []
  const canvas = page.locator('.map canvas')
  for (let x = -reach; x <= reach; x += stride) {
    await page.mouse.move(...(await onMap(page, x)))
    if (!(await canvas.evaluate((map) => map.classList.contains('pointing')))) continue
    const last = found.at(-1)
    if (last !== undefined && last[1] === x - stride) last[1] = x
    else found.push([x, x])
  }
  return found
}
const [reach, stride] = [60, 3]

async function onMap(page: Page, x: number): Promise<[number, number]> {
  const box = await page.locator('.map canvas').boundingBox()
  if (box === null) throw new Error('the map has no place on the page')
  return [box.x + box.width / 2 + x, box.y + box.height / 2]
}

/** A browser takes a touch for a long one when a full machine lets it lift the finger late, and then nobody hears of a click: once more. */
async function tapsOn(page: Page): Promise<(x: number, y: number) => Promise<void>> {
  await page.evaluate(
    'addEventListener("click", () => { window.clicks = (window.clicks ?? 0) + 1 }, true)',
  )
  const clicks = async () => Number(await page.evaluate('window.clicks ?? 0'))
  return async (x, y) => {
    const before = await clicks()
    await expect
      .poll(
        async () => {
          await page.touchscreen.tap(x, y)
          const from = Date.now()
          while (Date.now() - from < 3_000 && (await clicks()) === before) await delay(50)
          return clicks()
        },
        { timeout: 60_000 },
      )
      .toBe(before + 1)
  }
}

/** From one dot to two, each of which is a device. */
async function comesNearer(page: Page, press: (x: number, y: number) => Promise<void>) {
  const dots = async () => (await pressable(page)).length
  const selected = page.locator('.selected-thing')
  const nothing = await selected.textContent()
  await expect.poll(dots).toBe(1)
  await press(...(await onMap(page, 0)))
  await expect.poll(dots).toBe(2)
  expect(await selected.textContent()).toBe(nothing)
  for (const [n, [from, to]] of (await pressable(page)).entries()) {
    // At once after the one before, while dots are drawn anew.
    await press(...(await onMap(page, (from + to) / 2)))
    await expect.poll(() => selected.textContent()).toContain(pair[n]?.name)
  }
}

describe.skipIf(browserMissing() !== undefined)('the map of a city', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  test.each([
    ['map.pmtiles', 'zh', archive],
    ['map.geojson', 'en', lanes],
  ] as const)('of %s is loaded by tiles (%s)', async (name, language, content) => {
    const folder = await temporaryFolder()
    const file = join(folder, name)
    await writeFile(file, content())
    await register(folder, pair)
    const settings = { console: { map: file } }
    await using desk = await startDeskServer({ tokens, settings, folder })
    const { page, context, troubles } = await signedIn(browser, { url: desk.url, token, language })
    // What is pressed is there at once.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    // Signing in has opened the page, and some of its map.
    await page.goto('about:blank')
    const session = await context.newCDPSession(page)
    await session.send('Network.clearBrowserCache')
    const loaded: Promise<number>[] = []
    context.on('requestfinished', (request) => {
      if (!request.url().includes('/v1/map/')) return
      loaded.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
    })
    await page.goto(desk.url)
    await page.locator('.map[data-map=ready]').waitFor({ timeout: 60_000 })
    await page.getByText('© 测绘院 survey', { exact: true }).waitFor()
    await expect.poll(() => loaded.length, { timeout: 60_000 }).toBeGreaterThan(0)
    // All that is looked at: for a second nothing more came.
    let seen = 0
    await expect
      .poll(
        () => {
          const before = seen
          seen = loaded.length
          return seen === before
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBe(true)
    const bytes = (await Promise.all(loaded)).reduce((sum, size) => sum + size, 0)
    expect(bytes).toBeGreaterThan(0)
    if (name === 'map.geojson') expect(bytes).toBeLessThan((await stat(file)).size / 20)
    expect(await page.getByText(centreWords.groundAway[language]).count()).toBe(0)
    await picture(page, `${name}-${language}`)

    await comesNearer(page, (x, y) => page.mouse.click(x, y))
    expect(troubles).toEqual([])
    await context.close()

    const phone = await signedIn(browser, { url: desk.url, token, language, phone: true })
    await phone.page.emulateMedia({ reducedMotion: 'reduce' })
    await phone.page.locator('.map[data-map=ready]').waitFor({ timeout: 60_000 })
    await phone.page.locator('.map').scrollIntoViewIfNeeded()
    expect(await seriousFindings(phone.page)).toEqual([])
    await comesNearer(phone.page, await tapsOn(phone.page))
    await picture(phone.page, `map-phone-${language}`)
    expect(phone.troubles).toEqual([])
    await phone.context.close()
  })
})
