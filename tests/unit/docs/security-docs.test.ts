/** docs/security.md promises nothing without a test of that name, and names no setting that there is not. */
import { readdir, readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

/** Cells of the table under a heading. */
async function rows(heading: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile('docs/security.md', 'utf8')
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .slice(1)
    .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\||\|$/g, '').trim()))
}

const threats = async () => [
  ...(await rows('What is tried, what holds')),
  ...(await rows('Stations of HJ 212')),
]

test('every threat has a test that exists', async () => {
  const table = await threats()
  expect(table.length).toBeGreaterThan(15)
  for (const row of table) {
    const [, file = '', name = ''] = /^`([\w/-]+\.test\.ts)`: (.+)$/.exec(row[3] ?? '') ?? []
    const source = await readFile(`tests/${file}`, 'utf8')
    expect.soft(source, row[0]).toContain(`'${name}'`)
    expect.soft(row[1]?.length, row[0]).toBeGreaterThan(2)
  }
})

test('every setting is one that docs/operations.md describes', async () => {
  const settings = await readFile('docs/operations.md', 'utf8')
  for (const row of await threats())
    for (const [, name = ''] of (row[2] ?? '').matchAll(/`([\w.]+)`/g))
      expect.soft(settings, row[0]).toMatch(new RegExp(`\\| \`${name.replaceAll('.', '\\.')}[\`.]`))
})

test('the tests of the HTTP server are named', async () => {
  const named = (await rows('What is tried, what holds')).map((row) => row[3] ?? '').join('\n')
  // How answers look is no threat.
  const files = (await readdir('tests/unit/app/http')).filter((name) => name !== 'errors.test.ts')
  for (const file of files) expect.soft(named).toContain(`unit/app/http/${file}`)
})
