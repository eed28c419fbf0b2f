/** A screen on a wall, at both its sizes: the views take turns, nothing has to be scrolled; and the hour again on the map. */
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'

import { views, type View } from '../../console/pages/wall/rotation.ts'
import { replayWords } from '../../console/words/replay.ts'
import { wallWords } from '../../console/words/wall.ts'
import { picture, seriousFindings, signedIn } from './browser.ts'
import type { RunningSystem } from './running-system.ts'

const sizes = [
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
] as const

/** What has more to show than fits, by its class. */
const tooLong = (page: Page): Promise<readonly string[]> =>
  page.evaluate<readonly string[]>(
    `[document.documentElement, ...document.querySelectorAll('.wall, .wall-list, .wall-map')]
      .filter((box) => box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth)
      .map((box) => box.className || box.tagName)`,
  )

export async function walkWall(
  browser: Browser,
  system: RunningSystem,
  language: 'zh' | 'en',
): Promise<void> {
  const { page, context, troubles } = await signedIn(browser, {
    url: system.httpUrl,
    token: system.token('wall'),
    language,
    path: '/alarms',
  })
  const shown = (view: string) => page.locator(`main[data-view=${view}]`).waitFor()
  await page.setViewportSize(sizes[0])
  await page.goto(`${system.httpUrl}/wall?every=5&colours=night`)
  // By itself, until somebody pauses.
  await page.locator('main.wall:not([data-view=map])').waitFor({ timeout: 60_000 })
  await page.keyboard.press(' ')
  await page.locator('main[data-paused=true]').waitFor()
  await page.keyboard.press('1')
  await page.locator('.map[data-map=ready]').waitFor({ timeout: 60_000 })
  const fits = async (view: View, height: number) => {
    await shown(view)
    expect([height, view, await tooLong(page)]).toEqual([height, view, []])
  }
  for (const view of views) {
    await fits(view, sizes[0].height)
    await picture(page, `wall-${view}-${sizes[0].height}-${language}`)
    await page.keyboard.press('ArrowRight')
  }
  // Backwards, and the map last: without a graphics card one of this size takes its time.
  await page.keyboard.press('ArrowLeft')
  await page.setViewportSize(sizes[1])
  for (const view of views.toReversed()) {
    await fits(view, sizes[1].height)
    if (view === 'cases') await picture(page, `wall-${view}-${sizes[1].height}-${language}`)
    if (view !== views[0]) await page.keyboard.press('ArrowLeft')
  }
  await page.setViewportSize(sizes[0])
  expect(await seriousFindings(page)).toEqual([])
  await page.getByLabel(wallWords.colours[language]).selectOption('day')
  await page.locator('html[data-theme=light]').waitFor()
  expect(await seriousFindings(page)).toEqual([])

  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('link', { name: wallWords.leave[language] }).click()
  // What the machine had before.
  await page.locator('html[data-theme=dark]').waitFor()
  const controls = page.getByRole('region', { name: replayWords.controls[language] })
  await controls.getByLabel(replayWords.heat[language]).check()
  await controls.getByRole('button', { name: replayWords.replay[language] }).press('Enter')
  const slider = controls.getByRole('slider', { name: replayWords.time[language] })
  await slider.press('Home')
  const text = () => slider.getAttribute('aria-valuetext')
  const devices = async () => Number(/(\d+)\D*$/.exec((await text()) ?? '')?.[1])
  expect(await devices()).toBe(0)
  await slider.press('End')
  await expect.poll(devices, { timeout: 60_000 }).toBeGreaterThan(0)
  await page.locator('.map[data-map=ready]').waitFor({ timeout: 60_000 })
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `replay-${language}`)
  await controls.getByRole('button', { name: replayWords.live[language] }).click()
  await slider.waitFor({ state: 'detached' })
  expect(troubles).toEqual([])
  await context.close()
}
