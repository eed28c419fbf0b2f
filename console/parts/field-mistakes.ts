/**
 * What is wrong with a field, in the language of the page: the browser says it in its own, which is the language of whoever
 * installed the machine.
 */
import { say } from '../words/words.ts'
import { mistakeOf } from './mistake-of.ts'

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

const isField = (target: unknown): target is Field =>
  target instanceof HTMLInputElement ||
  target instanceof HTMLSelectElement ||
  target instanceof HTMLTextAreaElement

/** Before a form is looked at once more, nothing is wrong with it because of what was said the last time. */
function forget(form: HTMLFormElement | null): void {
  for (const field of form?.elements ?? []) if (isField(field)) field.setCustomValidity('')
}

/** From now on, for every form of every page. */
export function sayMistakes(page: Document): void {
  page.addEventListener(
    'invalid',
    ({ target }) => {
      if (!isField(target)) return
      target.setCustomValidity('')
      if (target.validity.valid) return
      const { min = '', max = '' } = target instanceof HTMLInputElement ? target : {}
      target.setCustomValidity(say(mistakeOf(target.validity, target), { min, max }))
    },
    true,
  )
  for (const name of ['input', 'change'])
    page.addEventListener(name, ({ target }) => isField(target) && forget(target.form), true)
  // Sending a form by the Enter key presses its button too.
  page.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null
      forget(button?.form ?? null)
    },
    true,
  )
}
