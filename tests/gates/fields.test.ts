/**
 * A field with a `value` that nothing follows is written anew at every drawing of its page: what a person has typed is gone as soon as an
 * answer comes. A form that is only sent says with `defaultValue` what stands there at first.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import ts from 'typescript'
import { describe, expect, it } from 'vitest'

import { sources } from '../support/architecture.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the fields of the console', () => {
  it('keep what is typed while the page is drawn again', async () => {
    const pages = (await sources(root)).filter((file) => /^console\/.*\.tsx$/.test(file))
    expect(pages.length).toBeGreaterThan(100)
    const lost = await Promise.all(
      pages.map(async (file) =>
        losing(await readFile(join(root, file), 'utf8')).map((field) => `${file}: ${field}`),
      ),
    )
    expect(lost.flat()).toEqual([])
  })
})

describe('the look at the fields', () => {
  it.each([
    ['<input name="a" value={b} />', 1],
    ['<textarea value={b}></textarea>', 1],
    ['<input type="checkbox" checked={b} />', 1],
    ['<input name="a" defaultValue={b} />', 0],
    ['<input value={b} onInput={c} />', 0],
    ['<select value={b} onChange={c}></select>', 0],
    ['<input type="hidden" value={b} />', 0],
    ['<input type="radio" name="a" value="b" />', 0],
    ['<input value={b} readOnly />', 0],
    ['<input {...field} value={b} />', 0],
  ])('finds in %s %i', (page, found) => {
    expect(losing(`export const Page = () => ${page}`)).toHaveLength(found)
  })
})

const follows = ['onInput', 'onChange', 'onClick', 'readOnly', 'disabled']

/** The fields of a page that write over what is typed. */
function losing(page: string): readonly string[] {
  const found: string[] = []
  const look = (node: ts.Node): void => {
    if (
      (ts.isJsxSelfClosingElement(node) || ts.isJsxOpeningElement(node)) &&
      ['input', 'select', 'textarea'].includes(node.tagName.getText())
    ) {
      const given = new Map(
        node.attributes.properties.map((one) =>
          ts.isJsxAttribute(one)
            ? [one.name.getText(), one.initializer?.getText() ?? '']
            : ['...', ''],
        ),
      )
      const said = /"(hidden|radio|checkbox)"/.test(given.get('type') ?? '') ? 'checked' : 'value'
      if (given.has(said) && ![...follows, '...'].some((name) => given.has(name)))
        found.push(node.getText())
    }
    ts.forEachChild(node, look)
  }
  look(ts.createSourceFile('page.tsx', page, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX))
  return found
}
