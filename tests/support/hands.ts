/** How somebody works a page: by the keyboard alone, or with a mouse or finger. */
import type { Locator, Page } from 'playwright-core'

import { expect } from 'vitest'

import { seriousFindings } from './browser.ts'
import type { Language } from './console-city.ts'
import { chooseByKey, pressByKey, writeInto } from './keyboard.ts'

export interface Hands {
  readonly press: (target: Locator) => Promise<void>
  /** In the place of what stands there. */
  readonly write: (field: Locator, text: string) => Promise<void>
  readonly choose: (list: Locator, value: string) => Promise<void>
  /** A box: what is empty is ticked, and what is ticked is emptied. */
  readonly tick: (box: Locator) => Promise<void>
  /** The button of that name, its dialog filled in, and the same button there. */
  readonly give: (name: string, fill?: () => Promise<unknown>) => Promise<void>
}

/**
 * Who reads Chinese works by the keyboard alone, who reads English with the mouse: the page is one, so a way that is walked in both
 * languages is walked with both.
 */
export function handsOf(page: Page, language: Language): Hands {
  const hands =
    language === 'zh'
      ? {
          press: (target: Locator) => pressByKey(page, target),
          write: (field: Locator, text: string) => writeInto(page, field, text),
          choose: (list: Locator, value: string) => chooseByKey(page, list, value),
          tick: (box: Locator) => pressByKey(page, box, 'Space'),
        }
      : {
          press: (target: Locator) => target.click(),
          write: (field: Locator, text: string) => field.fill(text),
          choose: async (list: Locator, value: string) => void (await list.selectOption({ value })),
          tick: (box: Locator) => box.click(),
        }
  return {
    ...hands,
    async give(name, fill) {
      await hands.press(page.getByRole('button', { name, exact: true }))
      if (fill === undefined) return
      const dialog = page.getByRole('dialog')
      await fill()
      expect(await seriousFindings(page)).toEqual([])
      await hands.press(dialog.getByRole('button', { name, exact: true }))
      await dialog.waitFor({ state: 'detached' })
    },
  }
}
