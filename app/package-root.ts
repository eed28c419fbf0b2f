import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder with package.json, from the sources as from `dist`. Files that are data (rules, city) lie there. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('package.json of urban-brain was not found')
    folder = parent
  }
  return folder
}

/** Whether this is the program in `dist`, and not its sources. */
export const isCompiled = (): boolean => import.meta.url.endsWith('.cjs')

export const shippedCatalogue = (): string => join(packageRoot(), 'rules', 'catalogue')

export function programVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}
