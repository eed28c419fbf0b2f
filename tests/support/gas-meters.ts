/** A kind that a city adds, as docs/kinds.md shows it. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { temporaryFolder } from './temporary-folder.ts'

/** Blocks of the document, each under the file that is named before it. */
async function exampleFiles(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile('docs/kinds.md', 'utf8')
  const blocks = text.matchAll(/`([\w./-]+\.(?:yaml|csv))`[^`]*\n\n```\w+\n([^`]+)```/g)
  return new Map([...blocks].map(([, file = '', body = '']) => [file, body]))
}

/** The folder of the sample city with what the document adds to it, and the shipped rules in `rules`. */
export async function gasCity(): Promise<string> {
  const city = await temporaryFolder()
  await cp('deploy/sample-city', city, { recursive: true })
  await cp('rules/catalogue', join(city, 'rules'), { recursive: true })
  for (const [file, body] of await exampleFiles()) {
    await mkdir(dirname(join(city, file)), { recursive: true })
    await writeFile(join(city, file), body)
  }
  return city
}
