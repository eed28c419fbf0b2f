/** From the publish of a breach to each who has to see it: the order on a phone, the desk, the command centre, the wall of the console and the one in Grafana. */
import { setTimeout as delay } from 'node:timers/promises'

import mqtt from 'mqtt'
import type { Browser, Page } from 'playwright-core'

import {
  allDashboards,
  drawnPanels,
  intervalOf,
  rangeOf,
  substituted,
} from '../support/dashboards.ts'
import { signedIn, type PersonOptions } from '../support/browser.ts'
import type { RunningSystem } from '../support/running-system.ts'

export interface SeenOptions {
  readonly browser: Browser
  readonly system: RunningSystem
  /** An InfluxDB of 1.x that the system writes to. */
  readonly influx: { readonly url: string; readonly database: string }
  /** Name of the unit whose crew gets the orders. */
  readonly unit: string
  readonly devices: readonly { readonly id: string; readonly token: string }[]
}

/** Where somebody looks; undefined while the breach of the device is not there. */
type Look = (device: string) => Promise<number | undefined>

const patience = 30_000
const pause = 50

export async function seenLatencies({ browser, system, influx, unit, devices }: SeenOptions) {
  const url = system.httpUrl
  const phone = await watcher(browser, { ...person(system, `crew-${unit}`), phone: true }, url, {
    shown: 'main#content a[href^="/crew/"]',
  })
  const desk = await watcher(
    browser,
    person(system, 'operator'),
    `${url}/cases?queue=open&order=newest`,
    {
      shown: 'main#content th a[href^="/cases/"]',
    },
  )
  const centre = await watcher(browser, person(system, 'operator'), url, {
    shown: '[data-list=alarm] button[data-id]',
  })
  // Its number of standing alarms, in view whichever of its lists has its turn.
  const wall = await watcher(browser, person(system, 'wall'), `${url}/wall`, {
    shown: '[data-vital=standing] dd',
  })
  const pages = { phone, desk, centre, wall }
  const looks = {
    ...Object.fromEntries(Object.entries(pages).map(([name, { look }]) => [name, look])),
    grafana: grafana(influx),
  }
  const found = Object.fromEntries(Object.keys(looks).map((name) => [name, [] as number[]]))
  for (const { id, token } of devices) {
    await Promise.all(Object.values(pages).map((each) => each.forget()))
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${system.mqttPort}`, {
      clientId: id,
      username: id,
      password: token,
    })
    const published = Date.now()
    const body = JSON.stringify({ t: published, m: { ch4: 60 } })
    await client.publishAsync(`ub/v1/${id}/telemetry`, body, { qos: 1 })
    await Promise.all(
      Object.entries(looks).map(async ([name, look]) => {
        found[name]?.push((await until(name, id, look)) - published)
      }),
    )
    await client.endAsync()
  }
  for (const { close } of Object.values(pages)) await close()
  return {
    breaches: devices.length,
    ...Object.fromEntries(Object.entries(found).map(([name, all]) => [name, quantiles(all)])),
    grafanaRefreshMs: refresh,
  }
}

const person = (system: RunningSystem, role: string): PersonOptions => ({
  url: system.httpUrl,
  token: system.token(role),
  language: 'zh',
})

async function until(name: string, device: string, look: Look): Promise<number> {
  const end = Date.now() + patience
  while (Date.now() < end) {
    const at = await look(device)
    if (at !== undefined) return at
    await delay(pause)
  }
  throw new Error(`${name} did not show the breach of ${device} within ${patience} ms`)
}

/** A page that writes down by its own clock, which is that of this machine, when something new is shown. */
async function watcher(
  browser: Browser,
  options: PersonOptions,
  address: string,
  { shown }: { readonly shown: string },
) {
  const { page, context } = await signedIn(browser, options)
  await page.goto(address)
  await page.locator('#content h1').waitFor()
  await delay(2_000)
  await page.evaluate(watchIn(shown))
  return {
    look: () => firstSeen(page),
    forget: () => page.evaluate('globalThis.seenAt = undefined'),
    close: () => context.close(),
  }
}

/** Runs in the page: `seenAt` is when something was shown that had not been there. */
const watchIn = (shown: string): string => `{
  const known = new Set()
  const look = () => {
    for (const element of document.querySelectorAll(${JSON.stringify(shown)})) {
      const name = element.getAttribute('data-id') ?? element.getAttribute('href') ?? element.textContent
      if (known.has(name)) continue
      known.add(name)
      globalThis.seenAt ??= Date.now()
    }
  }
  look()
  globalThis.seenAt = undefined
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true })
}`

const firstSeen = (page: Page): Promise<number | undefined> => page.evaluate('globalThis.seenAt')

const board = allDashboards().find(({ file }) => file.endsWith('ub-wall-zh.json'))
const alarms = board && drawnPanels(board.model).find(({ title }) => title === '最严重的未解除告警')
const refresh = lengthOfRefresh(board?.model['refresh'])

function lengthOfRefresh(text: unknown): number {
  const [, seconds] = /^(\d+)s$/.exec(String(text)) ?? []
  return Number(seconds) * 1_000
}

/** Asks what the list of the wall asks, again and again; Grafana asks every `refresh`. */
function grafana({ url, database }: SeenOptions['influx']): Look {
  const query = alarms?.targets[0]?.query
  if (board === undefined || query === undefined) throw new Error('the wall lists no alarms')
  return async (device) => {
    const now = Date.now()
    const range = rangeOf(board.model, alarms, now)
    const variables = board.model.templating.list
    const q = substituted(query, variables, new Map(), range, intervalOf(range))
    const form = new URLSearchParams({ db: database, epoch: 'ms', q })
    const answer = await fetch(`${url}/query`, { method: 'POST', body: form })
    return (await answer.text()).includes(`"${device}"`) ? Date.now() : undefined
  }
}

function quantiles(all: readonly number[]) {
  const sorted = all.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1]
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) }
}
