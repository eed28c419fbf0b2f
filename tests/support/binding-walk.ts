/** An administrator writes a binding against a captured message, has it put in force, and puts the letter back. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect } from 'vitest'
import type { Page } from 'playwright-core'

import { bindingWords } from '../../console/words/bindings.ts'
import { picture, seriousFindings } from './browser.ts'
import type { Language } from './console-city.ts'
import { handsOf } from './hands.ts'

export interface BindingWalk {
  /** On the page of the dead letters. */
  readonly page: Page
  readonly language: Language
  /** Of the bindings in force. */
  readonly folder: string
  /** Who sent the message, on `/vendor/well/<source>`. */
  readonly source: string
}

export async function walkBinding({ page, language, folder, source }: BindingWalk): Promise<void> {
  const word = (name: keyof typeof bindingWords) => bindingWords[name][language]
  const { press, write, choose } = handsOf(page, language)
  const button = (name: keyof typeof bindingWords) =>
    page.getByRole('button', { name: word(name), exact: true })
  const of = (name: 'useOf' | 'wordsOf', place: string) =>
    page.getByLabel(word(name).replace('{place}', place))

  await press(page.getByRole('link', { name: word('write') }).first())
  await page.getByRole('heading', { level: 1, name: word('title') }).waitFor()
  const text = page.getByLabel(word('text'))
  const result = page.getByRole('region', { name: word('result') })
  await result.getByText('tilt').waitFor()
  expect(await text.inputValue()).toContain('/vendor/well/{device}')
  expect(await result.getByRole('link', { name: source }).count()).toBe(1)

  await choose(of('useOf', '/bat'), 'value:battery')
  await result.getByText('battery').waitFor()
  await choose(of('useOf', '/status'), 'value:displaced')
  await write(of('wordsOf', '/status'), 'abnormal=1, normal=0')
  await page.keyboard.press('Tab')
  await result.getByText('displaced').waitFor()
  expect(await text.inputValue()).toContain('words: { abnormal: 1, normal: 0 }')

  // By hand, with a mistake, whose line is told; and mended.
  const good = await text.inputValue()
  await text.fill(`${good}more: 1\n`)
  const line = good.split('\n').length
  await page.getByText(word('line').replace('{line}', String(line)).split('{')[0] ?? '').waitFor()
  await result.getByText(word('mended')).waitFor()
  expect(await button('tryAll').isDisabled()).toBe(true)
  // A choice in a text with mistakes is none: what is typed behind it keeps its words.
  await of('useOf', '/status').selectOption({ value: 'value:displaced' })
  await text.fill(good)
  await result.getByText('displaced').waitFor()

  await press(button('tryAll'))
  const read = word('read').replace('{count}', '1').replace('{readings}', '1')
  await page.getByText(read).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `binding-${language}`)

  const id = /^id: (\S+)/m.exec(good)?.[1] ?? ''
  await writeFile(join(folder, `${id}.yaml`), good)
  await page.getByText(word('forceSame').replace('{id}', id)).waitFor()
  await press(button('putBack'))
  await page.getByText(word('putBackDone').replace('{count}', '1')).waitFor()
  expect(await seriousFindings(page)).toEqual([])
}
