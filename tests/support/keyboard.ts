import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** More stops than any page has before what somebody looks for. */
const mostStops = 150

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === element.ownerDocument.activeElement)

/** So many stops are gone on between two looks at where it stands: a look costs as much as two of them. */
const stride = 6

/** Goes on by the Tab key until it stands there, as somebody without a mouse does, and sees that it does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let stop = 0; stop < mostStops; stop += stride) {
    if (await staysAt(target)) return expectInSight(target)
    // Held down, as somebody does who has far to go.
    for (let press = 0; press < stride; press += 1) await page.keyboard.down('Tab')
    await page.keyboard.up('Tab')
  }
  throw new Error(`the Tab key does not lead to ${String(target)}`)
}

/** Whether it stands there. If not, the Tab key leads no further than there until the next look, and who strides on stops at it. */
const staysAt = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => {
    const view = globalThis as unknown as KeysOfPage
    view.looked?.abort()
    const isThere = () => element === element.ownerDocument.activeElement
    if (isThere()) return true
    view.looked = new AbortController()
    const stay = (event: KeyOfPage) => {
      if (event.key !== 'Tab' || !isThere()) return
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    view.addEventListener('keydown', stay, { capture: true, signal: view.looked.signal })
    return false
  })

interface KeyOfPage {
  readonly key: string
  preventDefault(): void
  stopImmediatePropagation(): void
}

interface KeysOfPage {
  looked?: AbortController
  addEventListener(
    type: 'keydown',
    heard: (event: KeyOfPage) => void,
    options: { readonly capture: boolean; readonly signal: AbortSignal },
  ): void
}

/** Marked, and nothing lies over it; a list that comes in above moves it first. */
async function expectInSight(target: Locator): Promise<void> {
  await expect.poll(() => sightOf(target), { message: String(target) }).toBe('seen')
}

/** Where a field is out of sight by design, what follows it is marked in its place. */
const sightOf = (target: Locator): Promise<'seen' | 'covered' | 'not marked' | 'not shown'> =>
  target.evaluate((element) => {
    const { ownerDocument, nextElementSibling } = element
    const view = ownerDocument.defaultView
    if (view === null) return 'not shown'
    const marked = [element, nextElementSibling].find(
      (one) => one !== null && view.getComputedStyle(one).outlineStyle !== 'none',
    )
    if (!marked) return 'not marked'
    const { left, right, top, bottom } = marked.getBoundingClientRect()
    const x = (Math.max(left, 0) + Math.min(right, view.innerWidth)) / 2
    const y = (Math.max(top, 0) + Math.min(bottom, view.innerHeight)) / 2
    const there = ownerDocument.elementFromPoint(x, y)
    return there !== null && (marked.contains(there) || there.contains(marked)) ? 'seen' : 'covered'
  })

export async function pressByKey(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.type(text)
}

/** In the place of what stands there. */
export async function writeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('Delete')
  await page.keyboard.type(text)
}

/** Of a list of choices, by the arrow keys. */
export async function chooseByKey(page: Page, list: Locator, value: string): Promise<void> {
  await tabTo(page, list)
  await page.keyboard.press('Home')
  for (let stop = 0; stop < mostStops; stop += 1) {
    if ((await list.inputValue()) === value) return
    await page.keyboard.press('ArrowDown')
  }
  throw new Error(`there is no choice ${value}`)
}

/** Of choices of which one holds, by the arrow keys. */
export async function pickByKey(page: Page, name: string): Promise<void> {
  const choices = page.getByRole('radio')
  await pressByKey(page, choices.first(), 'Space')
  const wanted = page.getByRole('radio', { name, exact: true })
  const count = await choices.count()
  for (let stop = 0; stop < count; stop += 1) {
    if (await wanted.isChecked()) return
    await page.keyboard.press('ArrowDown')
  }
  throw new Error(`there is no choice ${name}`)
}

/** The dialog that it opens is left again, by Escape and by its button: both lead back to where one was. */
export async function opensAndLeaves(page: Page, opener: Locator, cancel: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  const leaves = [
    () => page.keyboard.press('Escape'),
    () => pressByKey(page, dialog.getByRole('button', { name: cancel, exact: true })),
  ]
  for (const leave of leaves) {
    await pressByKey(page, opener)
    await dialog.waitFor()
    await leave()
    await dialog.waitFor({ state: 'detached' })
    // Given back a moment after the dialog is gone.
    await expect.poll(() => isFocused(opener), { message: 'the focus is back' }).toBe(true)
  }
}
