/** The map of a city under the command centre, in Chromium: a browser loads the tiles that it looks at, and says who made them. */
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { centreWords } from '../../console/words/centre.ts'
import { browserMissing, openBrowser, picture, signedIn } from '../support/browser.ts'
import { startDeskServer } from '../support/desk-server.ts'
import { mapArchive } from '../support/map-archive.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const token = 'the-token-of-the-operator'
const tokens = [{ name: 'olga', role: 'operator', token }] as const
/** Of the grid of the sample city. */
const bounds = { west: 123.5, south: 29.492, east: 123.541, north: 29.51 }
const feature = (properties: object, coordinates: unknown, type = 'LineString') => ({
  ...{ type: 'Feature', properties, geometry: { type, coordinates } },
})
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
    const file = join(await temporaryFolder(), name)
    await writeFile(file, content())
    await using desk = await startDeskServer({ tokens, settings: { console: { map: file } } })
    const { page, context, troubles } = await signedIn(browser, { url: desk.url, token, language })
    const loaded: Promise<number>[] = []
    context.on('requestfinished', (request) => {
      if (!request.url().includes('/v1/map/')) return
      loaded.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
    })
    await page.reload()
    await page.locator('.map[data-map=ready]').waitFor({ timeout: 60_000 })
    await page.getByText('© 测绘院 survey', { exact: true }).waitFor()
    await expect.poll(() => loaded.length, { timeout: 60_000 }).toBeGreaterThan(0)
    await page.waitForLoadState('networkidle')
    const bytes = (await Promise.all(loaded)).reduce((sum, size) => sum + size, 0)
    expect(bytes).toBeGreaterThan(0)
    if (name === 'map.geojson') expect(bytes).toBeLessThan((await stat(file)).size / 20)
    expect(await page.getByText(centreWords.groundAway[language]).count()).toBe(0)
    await picture(page, `${name}-${language}`)
    expect(troubles).toEqual([])
    await context.close()
  })
})
