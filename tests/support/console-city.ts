/** The real program and a browser, for all tests of a file: what there has to be before anybody comes. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Browser } from 'playwright-core'

import {
  openBrowser,
  signedIn,
  type BrowserOptions,
  type PersonOptions,
  type Visitor,
} from './browser.ts'
import { freePort, startSystem, type RunningSystem, type StartOptions } from './running-system.ts'

export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]

/** The pages are one, whatever is read on them: each way is walked in one language, so that both have their share; in both if asked. */
export const walkedIn = (language: Language): readonly Language[] =>
  process.env['WALK_LANGUAGES'] === 'both' ? languages : [language]

type More = Omit<PersonOptions, 'url' | 'token' | 'language'>

export interface ConsoleCity extends AsyncDisposable {
  readonly system: RunningSystem
  readonly browser: Browser
  readonly data: string
  /** Somebody of a role, signed in, in a context of their own. */
  come(role: string, language: Language, more?: More): Promise<Visitor>
}

type CityOptions = Omit<Partial<StartOptions>, 'data'> &
  BrowserOptions & {
    /** What stands in the data folder before the start. */
    readonly before?: (data: string) => Promise<unknown>
  }

export async function openConsole({
  before,
  whole = false,
  ...options
}: CityOptions = {}): Promise<ConsoleCity> {
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-'))
  const ends = [() => rm(data, { recursive: true, force: true })]
  const end = async () => {
    for (const one of ends.reverse()) await one()
  }
  try {
    await before?.(data)
    const ports = { mqttPort: await freePort(), httpPort: await freePort() }
    const system = await startSystem({ data, ...ports, ...options })
    ends.push(async () => void (await system.stop()))
    const browser = await openBrowser({ whole })
    ends.push(() => browser.close())
    const come: ConsoleCity['come'] = (role, language, more) =>
      signedIn(browser, { url: system.httpUrl, token: system.token(role), language, ...more })
    return { system, browser, data, come, [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw error
  }
}
