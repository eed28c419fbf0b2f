/** What a person waits for at the console, measured in a real browser on the real program. */
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Browser } from 'playwright-core'

import { deviceSchema, type Device } from '../../core/device.ts'
import { startInfluxdb } from '../services/influxdb.ts'
import { openBrowser, signedIn } from '../support/browser.ts'
import { freePort, register, startSystem, type RunningSystem } from '../support/running-system.ts'
import { heapOverTime, longTasksOf, sharesOf } from './console-page.ts'
import { seenLatencies } from './seen.ts'
import { spreadOf } from './spread.ts'

export interface ConsoleBenchOptions {
  readonly devices: number
  readonly cases: number
  /** How long the command centre stays open for its memory to be looked at; 0: not. */
  readonly minutes: number
  /** `view`: the first view alone. */
  readonly only: string
  readonly progress: (line: string) => void
}

const replayed = 20
/** How often the first view is opened. */
const openings = 8
/** Milliseconds without a question of the page: what it reads by pages has come. */
const quiet = 1_500
/** Of what the first view loads. */
const listed = 12
/** Their alarms make the notices; the unit of the sample city that gets them. */
const breaches = 100
const unit = 'lj-gas'
const database = 'bench'

export async function consoleBench({
  devices,
  cases,
  minutes,
  only,
  progress,
}: ConsoleBenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-bench-'))
  await using influx = await startInfluxdb()
  const city = Array.from({ length: devices }, (_, index) => manhole(index))
  const tokens = await register(data, city)
  const system = await startSystem({
    data,
    mqttPort: await freePort(),
    httpPort: await freePort(),
    environment: {
      URBAN_BRAIN_INFLUX__URL: influx.url,
      URBAN_BRAIN_INFLUX__VERSION: '1',
      URBAN_BRAIN_INFLUX__DATABASE: database,
      // Each breach is a case with an order of its own.
      URBAN_BRAIN_CASES__STORM__CELL: '1000',
      URBAN_BRAIN_CASES__STORM__UNIT: '1000',
    },
  })
  const browser = await openBrowser({ whole: true })
  try {
    progress(`${devices} devices; ${cases} cases are being reported`)
    for (let index = 0; index < cases; index++) await report(system, index)
    progress('first view of the command centre')
    const view = await firstViews(browser, system)
    progress(JSON.stringify(view))
    const about = {
      ...{ bench: 'console', node: process.version },
      ...{ cores: cpus().length, cpu: cpus()[0]?.model, devices, cases },
    }
    if (only === 'view') return { ...about, firstView: view }
    progress('moving the map')
    const frames = await mapFrames(browser, system)
    progress(JSON.stringify(frames))
    progress(`${breaches} breaches, with a phone, a desk, the command centre and the wall looking`)
    const some = city.slice(0, breaches).map(({ id }) => ({ id, token: tokens.get(id) ?? '' }))
    const seen = await seenLatencies({
      ...{ browser, system, unit, devices: some },
      influx: { url: influx.url, database },
    })
    progress('the last hour again')
    const replay = await replaySteps(browser, system)
    progress(JSON.stringify(replay))
    const heap = minutes > 0 ? await openFor(browser, system, minutes, progress) : undefined
    return {
      ...about,
      firstView: view,
      mapFramesMs: frames,
      breachSeenMs: seen,
      replayLongTasks: replay,
      ...(heap && { openHeap: heap }),
    }
  } finally {
    await browser.close()
    await system.stop()
    await rm(data, { recursive: true, force: true })
  }
}

/** Evenly over the grid of the sample city and in no rows, which would compress better than a city does (R2 sequence). */
const somewhere = (index: number) => ({
  longitude: sixDecimals(123.5 + 0.041 * ((index * 0.754_877_666_246_692_7) % 1)),
  latitude: sixDecimals(29.492 + 0.018 * ((index * 0.569_840_290_998_053_2) % 1)),
})
const sixDecimals = (degrees: number): number => Number(degrees.toFixed(6))

function manhole(index: number): Device {
  return deviceSchema.parse({
    id: `manhole-${String(index).padStart(5, '0')}`,
    kind: 'manhole',
    site: 'road',
    component: `9901020103${String(index).padStart(6, '0')}`,
    ...somewhere(index),
    cell: '990102001001001',
    owner: unit,
    period: 3_600,
    active: true,
  })
}

const report = (system: RunningSystem, index: number): Promise<unknown> =>
  system.api('/v1/cases', {
    method: 'POST',
    role: 'operator',
    body: {
      category: '0201',
      title: { zh: `路面破损 ${index}`, en: `Broken pavement ${index}` },
      limit: '1 working day',
      lead: 'road',
      ...somewhere(index),
    },
  })

/** Each time another person who is signed in and has an empty cache. */
async function firstViews(browser: Browser, system: RunningSystem) {
  const views: Awaited<ReturnType<typeof firstView>>[] = []
  for (let view = 0; view < openings; view++) views.push(await firstView(browser, system))
  const of = (
    key: 'firstPaintMs' | 'headingMs' | 'mapMs' | 'placesMs' | 'kilobytes' | 'requests',
  ) =>
    spreadOf(
      views.map((view) => view[key]),
      0,
    )
  return {
    openings,
    firstPaintMs: of('firstPaintMs'),
    headingMs: of('headingMs'),
    mapMs: of('mapMs'),
    placesMs: of('placesMs'),
    kilobytes: of('kilobytes'),
    requests: of('requests'),
    largestKilobytes: views.at(-1)?.largestKilobytes,
  }
}

/** Until heading, map and the places of all devices are there, and what went over the line until two seconds after the map. */
async function firstView(browser: Browser, system: RunningSystem) {
  const { page, context } = await operator(browser, system, true)
  const session = await context.newCDPSession(page)
  // Signing in has opened the page already; what that still loads is not counted.
  await page.goto('about:blank')
  await delay(500)
  await session.send('Network.clearBrowserCache')
  const parts: Promise<Part>[] = []
  context.on('requestfinished', (request) => {
    const { pathname } = new URL(request.url())
    const bytes = request
      .sizes()
      .then((found) => found.responseBodySize + found.responseHeadersSize)
      .catch(() => 0)
    parts.push(bytes.then((size) => [pathname.replace(/-[\w-]{8}\./, '.'), size]))
  })
  const began = performance.now()
  await page.goto(system.httpUrl)
  await page.locator('main#content h1').waitFor()
  const heading = performance.now() - began
  await page.locator('canvas').first().waitFor()
  const map = performance.now() - began
  await delay(2_000)
  const all = await Promise.all([...parts, workerSize(system)])
  const bytes = all.reduce((sum, [, size]) => sum + size, 0)
  // The pages of a list are one part.
  const sums = new Map<string, number>()
  for (const [path, size] of all) sums.set(path, (sums.get(path) ?? 0) + size)
  await page.waitForFunction(
    (wait) => {
      const last = performance.getEntriesByType('resource').at(-1)
      return last !== undefined && performance.now() - last.startTime > wait
    },
    quiet,
    { timeout: 60_000 },
  )
  const { paint, places } = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    places: performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.includes('/v1/devices-places'))
      .reduce((last, { startTime, duration }) => Math.max(last, startTime + duration), 0),
  }))
  await context.close()
  return {
    firstPaintMs: paint ?? Number.NaN,
    headingMs: heading,
    mapMs: map,
    placesMs: places,
    kilobytes: Math.round(bytes / 1_024),
    requests: all.length,
    largestKilobytes: Object.fromEntries(
      [...sums]
        .toSorted(([, a], [, b]) => b - a)
        .slice(0, listed)
        .map(([path, size]) => [path, Number((size / 1_024).toFixed(1))]),
    ),
  }
}

/** What is asked for, and how many bytes came of it over the line. */
type Part = readonly [path: string, bytes: number]

/** The file of the map's worker, of which the browser tells nothing. */
async function workerSize({ httpUrl }: RunningSystem): Promise<Part> {
  const path = '/map-worker.js'
  const response = await fetch(`${httpUrl}${path}`, {
    method: 'HEAD',
    headers: { 'accept-encoding': 'br' },
  })
  const size = Number(response.headers.get('content-length'))
  if (!response.ok || size === 0) throw new Error('the file of the map worker has no size')
  return [path, size]
}

/** The map is dragged and zoomed for ten seconds. */
async function mapFrames(browser: Browser, system: RunningSystem) {
  const { page, context } = await operator(browser, system)
  await page.goto(`${system.httpUrl}/?frames`)
  const map = page.locator('canvas').first()
  await map.waitFor()
  await delay(3_000)
  const box = await map.boundingBox()
  if (box === null) throw new Error('the map has no place on the page')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const shares = await sharesOf(browser, page, async () => {
    for (let turn = 0; turn < 10; turn++) {
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x + 150 * (turn % 2 === 0 ? 1 : -1), y + 60, { steps: 20 })
      await page.mouse.up()
      await page.mouse.wheel(0, turn % 2 === 0 ? -200 : 200)
      await delay(400)
    }
  })
  const main = page.locator('main#content')
  const figure = async (name: string) => Number(await main.getAttribute(`data-frame-${name}`))
  const figures = { median: await figure('median'), p95: await figure('p95'), shares }
  await context.close()
  return figures
}

/** Steps of the slider of the replay, one by one: what holds the page up for longer than a person does not notice. */
async function replaySteps(browser: Browser, system: RunningSystem) {
  const { page, context } = await operator(browser, system)
  await page.locator('.map[data-map=ready]').waitFor({ timeout: 120_000 })
  await page.locator('section.replay button').first().click()
  const slider = page.locator('section.replay input[type=range]')
  await slider.press('End')
  await delay(5_000)
  const tasks = await longTasksOf(browser, page, async () => {
    for (let step = 0; step < replayed; step++) {
      await slider.press(step % 2 === 0 ? 'Home' : 'End')
      await delay(1_000)
    }
  })
  await context.close()
  return { steps: replayed, ...tasks }
}

async function openFor(
  browser: Browser,
  system: RunningSystem,
  minutes: number,
  progress: (line: string) => void,
) {
  const { page, context } = await operator(browser, system)
  await page.locator('canvas').first().waitFor()
  // What a page keeps of its first minute it keeps for good.
  await delay(30_000)
  const seen = await heapOverTime(page, system, minutes, progress)
  await context.close()
  return seen
}

const operator = (browser: Browser, system: RunningSystem, first = false) =>
  signedIn(browser, {
    url: system.httpUrl,
    token: system.token('operator'),
    language: 'en',
    first,
  })
