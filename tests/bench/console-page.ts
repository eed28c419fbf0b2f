/** What an open page takes of the machine: where the time of its frames goes, and whether its memory grows. */
import { setTimeout as delay } from 'node:timers/promises'

import type { Browser, CDPSession, Page } from 'playwright-core'

import type { RunningSystem } from '../support/running-system.ts'

/** Seconds of a processor. */
interface Taken {
  readonly at: number
  /** The page's own thread, and of it what its scripts took. */
  readonly thread: number
  readonly script: number
  /** The process that draws: without a graphics card the processor does. */
  readonly drawing: number
}

async function taken(browser: Browser, session: CDPSession): Promise<Taken> {
  const metric = await metricsOf(session)
  const whole = await browser.newBrowserCDPSession()
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo')
  await whole.detach()
  const drawing = processInfo
    .filter(({ type }) => type === 'GPU')
    .reduce((sum, { cpuTime }) => sum + cpuTime, 0)
  return {
    at: performance.now() / 1_000,
    thread: metric('TaskDuration'),
    script: metric('ScriptDuration'),
    drawing,
  }
}

async function metricsOf(session: CDPSession): Promise<(name: string) => number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (wanted) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
}

/** Shares of one processor that `work` takes, with the page in front. */
export async function sharesOf(browser: Browser, page: Page, work: () => Promise<void>) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const before = await taken(browser, session)
  await work()
  const after = await taken(browser, session)
  await session.detach()
  const share = (name: 'thread' | 'script' | 'drawing') =>
    Number(((after[name] - before[name]) / (after.at - before.at)).toFixed(2))
  return { pageThread: share('thread'), ofItScripts: share('script'), drawing: share('drawing') }
}

/** Tasks of more than 50 ms on the page's own thread, as the browser counts them, in milliseconds; and who took that time. */
export async function longTasksOf(browser: Browser, page: Page, work: () => Promise<void>) {
  await page.evaluate(`globalThis.longTasks = []
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration)
    }).observe({ type: 'longtask' })`)
  const shares = await sharesOf(browser, page, work)
  const tasks = await page.evaluate<readonly number[]>('globalThis.longTasks')
  const sum = tasks.reduce((total, one) => total + one, 0)
  return { count: tasks.length, sum: Math.round(sum), longest: Math.max(0, ...tasks), shares }
}

/** What one collection frees, the next ones find to be free of its nodes. */
async function collected(session: CDPSession): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await session.send('HeapProfiler.collectGarbage')
    await delay(500)
  }
}

/** The heap of the page after a collection, each minute, while a case is written into every second. */
export async function heapOverTime(
  page: Page,
  system: RunningSystem,
  minutes: number,
  progress: (line: string) => void,
) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const { items } = (await system.api('/v1/cases?limit=1', { role: 'operator' })) as {
    items: readonly { id: string }[]
  }
  const path = `/v1/cases/${items[0]?.id ?? ''}/commands`
  const seen: { heapMiB: number; nodes: number; listeners: number }[] = []
  for (let minute = 0; ; minute++) {
    await collected(session)
    const metric = await metricsOf(session)
    seen.push({
      heapMiB: Number((metric('JSHeapUsedSize') / 1_048_576).toFixed(1)),
      nodes: metric('Nodes'),
      listeners: metric('JSEventListeners'),
    })
    progress(`minute ${minute}: ${JSON.stringify(seen.at(-1))}`)
    if (minute === minutes) break
    for (let second = 0; second < 60; second++) {
      const body = { command: 'comment', text: `${minute}:${second}` }
      await system.api(path, { method: 'POST', role: 'operator', body })
      await delay(1_000)
    }
  }
  await session.detach()
  return seen
}
