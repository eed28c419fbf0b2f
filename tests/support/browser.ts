/** A real browser without a window. Each person of a test has a context of their own, with cookies and storage of their own. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import axe from 'axe-core'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core'

import { findProgram } from '../services/programs.ts'

const browsers = ['chromium', 'chromium-browser', 'google-chrome'] as const
/** The same engine without the frame of a window, which nobody sees and which takes a quarter of the processor's time. */
const shell = 'chromium-headless-shell'
const pictures = fileURLToPath(new URL('../../dist/screenshots', import.meta.url))

/** Why there is none; undefined when there is one. Thrown where the servers of tests are required. */
export function browserMissing(): string | undefined {
  if (browsers.some((name) => findProgram(name) !== undefined)) return undefined
  const why = 'chromium is not installed; run: bash tests/services/install.sh'
  if (process.env['TEST_SERVICES'] === 'required') throw new Error(why)
  process.stdout.write(`skipped: ${why}\n`)
  return why
}

export interface BrowserOptions {
  /** With all that a person has: the shell shows no notices. */
  readonly whole?: boolean
}

export async function openBrowser({ whole = false }: BrowserOptions = {}): Promise<Browser> {
  const names = whole ? browsers : [shell, ...browsers]
  const executablePath = names.map(findProgram).find((found) => found !== undefined)
  if (executablePath === undefined) throw new Error(browserMissing())
  return chromium.launch({
    executablePath,
    // Without a graphics card the map is drawn by the processor.
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      // Only the map: all else is put together faster without that.
      '--disable-gpu-compositing',
    ],
  })
}

export interface PersonOptions {
  readonly url: string
  readonly token: string
  readonly language: 'zh' | 'en'
  readonly phone?: boolean
  /** Without the service worker, which answers from what it has kept. */
  readonly first?: boolean
  /** Where the page is then; the first page without it. */
  readonly path?: string
  /** As a person does, by typing the token; else the page is opened with the cookie, which spares a page. */
  readonly byForm?: boolean
}

/** Somebody without anything of another's. */
export async function newContext(
  browser: Browser,
  options: BrowserContextOptions,
): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(stepWithin)
  return context
}

/** Somebody who has signed in, in a context of their own. */
export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  /** What the page wrote to the console as errors, and what was thrown in it. */
  readonly troubles: readonly string[]
}

const phone = { width: 390, height: 844 } as const

/** Milliseconds that a step may take: a full machine is no fault, and a step that succeeds does not wait. */
const stepWithin = 90_000

export async function signedIn(browser: Browser, options: PersonOptions): Promise<Visitor> {
  const { url, token, language, phone: isPhone = false, first = false } = options
  const { path = '/', byForm = false } = options
  const context = await newContext(browser, {
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    serviceWorkers: first ? 'block' : 'allow',
    ...(isPhone
      ? {
          viewport: phone,
          deviceScaleFactor: 2,
          hasTouch: true,
          isMobile: true,
        }
      : { viewport: { width: 1440, height: 900 } }),
    permissions: ['geolocation'],
    geolocation: { longitude: 120.001, latitude: 30.001 },
  })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(error.message))
  if (!byForm) {
    const answer = await context.request.post(`${url}/v1/session`, { data: { token } })
    if (!answer.ok()) throw new Error(`nobody came in: ${answer.status()}`)
  }
  await page.goto(`${url}${path}`)
  if (byForm) {
    await page.locator('input[name=token]').fill(token)
    await page.locator('button[type=submit]').click()
  }
  await page.locator('header.top nav').waitFor()
  // Who is not signed in yet is refused what a page asks for.
  if (byForm) troubles.length = 0
  return { page, context, troubles }
}

export interface Violation {
  readonly rule: string
  readonly impact: string
  readonly where: readonly string[]
}

type Axe = typeof axe

/** What axe finds on the page as it is now, as far as it is serious. */
export async function seriousFindings(page: Page): Promise<readonly Violation[]> {
  const violations = await violationsOn(page, { rules: notSerious })
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
}

/** Only moderate to axe; who hears a page goes by the names of its regions. */
export const regionsOfOneName = (page: Page): Promise<readonly Violation[]> =>
  violationsOn(page, { runOnly: ['landmark-unique'] })

/** Never more than moderate, and a tenth of what a table of a hundred rows takes. */
const notSerious = { region: { enabled: false }, 'empty-table-header': { enabled: false } }

async function violationsOn(
  page: Page,
  rules: Pick<axe.RunOptions, 'rules' | 'runOnly'>,
): Promise<readonly Violation[]> {
  // Said to the page by the debugger, which its content security policy does not concern; once for each document.
  if (await page.evaluate('globalThis.axe === undefined')) await page.evaluate(axe.source)
  return page.evaluate(async (chosen) => {
    const found = globalThis as unknown as { readonly axe: Axe }
    // Of what passes nobody wants the details.
    const options = { resultTypes: ['violations' as const], preload: false, ...chosen }
    const { violations } = await found.axe.run(options)
    return violations.map(({ id, impact, nodes }) => ({
      rule: id,
      impact: String(impact),
      where: nodes.map(({ html }) => html.slice(0, 160)),
    }))
  }, rules)
}

/** What of the dialog lies beside the screen of a phone: the first words of each element. */
export async function besidePhone(page: Page): Promise<readonly string[]> {
  const before = page.viewportSize()
  await page.setViewportSize(phone)
  const beside = await page.evaluate<readonly string[]>(
    `[...document.querySelectorAll('dialog[open], dialog[open] *')]
      .filter((box) => box.getBoundingClientRect().right > innerWidth || box.matches('dialog') && box.scrollWidth > box.clientWidth)
      .map((box) => box.localName + ' ' + box.textContent.slice(0, 40))`,
  )
  if (before !== null) await page.setViewportSize(before)
  return beside
}

/** Keeps a picture of the page in `dist/screenshots`. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}
