/** `npm run grafana`: opens every board in a real Grafana in Chromium, says what is wrong on it and keeps its picture. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import type { BrowserContext } from 'playwright-core'

import { openBrowser } from '../support/browser.ts'
import { allDashboards, root, type DashboardModel } from '../support/dashboards.ts'
import { faultsOf, seenPanels } from '../support/grafana-page.ts'

const usage = `npm run grafana -- [options]

Opens every board in Grafana in Chromium and waits for every panel. Ends with 1 when a panel has an error corner or stays empty.
Some panels need a full hour of data.

  --up               first starts the city with its simulated devices and Grafana in containers (needs docker compose)
  --wait <minutes>   how long to wait before it looks, for data to come (0)
  --url <address>    of Grafana (http://localhost:3000)
  --user <name>      (admin)
  --password <word>  (GRAFANA_PASSWORD of deploy/.env)
  --seconds <n>      how long a board may take to be drawn (90)
  --out <folder>     where the pictures go (dist/grafana)
  --help             this text
`

const { values } = parseArgs({
  options: {
    up: { type: 'boolean', default: false },
    wait: { type: 'string', default: '0' },
    url: { type: 'string', default: 'http://localhost:3000' },
    user: { type: 'string', default: 'admin' },
    password: { type: 'string' },
    seconds: { type: 'string', default: '90' },
    out: { type: 'string', default: join(root, 'dist/grafana') },
    help: { type: 'boolean', default: false },
  },
})

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const address = values.url.replace(/\/+$/, '')

function startCity(): void {
  const engine = spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 20_000 })
  if (engine.status !== 0) throw new Error('no container engine answers here: --up needs one')
  const started = spawnSync(process.execPath, ['deploy/up.js'], { cwd: root, stdio: 'inherit' })
  if (started.status !== 0) throw new Error('the city did not start')
}

function passwordOf(): string {
  const file = join(root, 'deploy/.env')
  const written = existsSync(file)
    ? /^GRAFANA_PASSWORD=(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1]
    : undefined
  const password = values.password ?? written
  if (password === undefined) throw new Error('say --password: there is no deploy/.env')
  return password
}

/** The wall as it hangs there; of the others all panels at once, since Grafana asks only for those that are seen. */
const sizeOf = ({ uid, panels }: DashboardModel) =>
  uid.startsWith('ub-wall-')
    ? { width: 1_920, height: 1_080 }
    : {
        width: 1_920,
        height: Math.max(...panels.map(({ gridPos: { y, h } }) => y + h)) * 38 + 1_200,
      }

async function look(context: BrowserContext, model: DashboardModel): Promise<readonly string[]> {
  const page = await context.newPage()
  try {
    await page.setViewportSize(sizeOf(model))
    await page.goto(`${address}/d/${model.uid}?kiosk`)
    const until = Date.now() + Number(values.seconds) * 1_000
    let faults = ['no panel is drawn']
    while (faults.length > 0 && Date.now() < until) {
      await delay(1_000)
      faults = [...faultsOf(await seenPanels(page))]
    }
    await page.screenshot({ path: join(values.out, `${model.uid}.png`) })
    if (model.uid.startsWith('ub-wall-')) {
      const beyond = 'document.documentElement.scrollHeight - window.innerHeight'
      const lines = Number(await page.evaluate(beyond))
      if (lines > 0) faults.push(`the wall is ${lines} lines too high`)
    }
    return faults
  } finally {
    await page.close()
  }
}

async function main(): Promise<number> {
  if (values.up) startCity()
  await delay(Number(values.wait) * 60_000)
  mkdirSync(values.out, { recursive: true })
  const browser = await openBrowser()
  try {
    const context = await browser.newContext({ timezoneId: 'Asia/Shanghai' })
    const login = await context.request.post(`${address}/login`, {
      data: { user: values.user, password: passwordOf() },
    })
    if (!login.ok()) throw new Error(`Grafana lets nobody in: ${login.status()}`)
    let wrong = 0
    for (const { model } of allDashboards()) {
      const faults = await look(context, model)
      wrong += faults.length
      say(`${model.uid}: ${faults.length === 0 ? 'all panels are drawn' : faults.join('; ')}`)
    }
    say(`${wrong} faults; pictures in ${values.out}`)
    return wrong === 0 ? 0 : 1
  } finally {
    await browser.close()
  }
}

if (values.help) process.stdout.write(usage)
else {
  try {
    process.exitCode = await main()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 2
  }
}
