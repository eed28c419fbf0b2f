/** What a page sounds. */
import type { Page } from 'playwright-core'

/** Counts the tones that the page sounds from its next load on. */
export async function tonesOf(page: Page): Promise<() => Promise<number>> {
  const content = `globalThis.tones = 0
    const { createOscillator } = BaseAudioContext.prototype
    BaseAudioContext.prototype.createOscillator = function () {
      globalThis.tones += 1
      return createOscillator.call(this)
    }`
  await page.addInitScript({ content })
  return async () => Number(await page.evaluate('globalThis.tones'))
}
