/** What the rows of an evaluation are called; a code that nobody named stands as it is. */
import type { Bilingual } from '../../core/bilingual.ts'
import { sourceWords } from '../../core/case-terms.ts'
import { categoryWords } from '../../core/categories.ts'
import type { Dimension } from '../../core/evaluation-dimensions.ts'
import type { Say } from './sheet.ts'

/** A cell of the grid, with the names of what it lies in. */
export interface NamedCell {
  readonly code: string
  readonly district: string
  readonly street: string
  readonly community: string
}

export interface NameSources {
  readonly units: ReadonlyMap<string, { readonly name: Bilingual }>
  readonly cells: readonly NamedCell[]
  /** The register; names of devices are of today. */
  readonly directory: {
    get(id: string): { readonly device: { readonly name?: string | undefined } } | undefined
  }
  /** Responsibility grids (责任网格) of the day. */
  readonly grids?: readonly { readonly grid: string; readonly name: string }[]
}

export type NameOf = (by: Dimension | 'device', key: string | undefined) => string

const none = { zh: '（无）', en: '(none)' }
const wordsOf = (table: Readonly<Record<string, Bilingual>>, key: string): Bilingual | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

export function namesOf({ units, cells, directory, grids = [] }: NameSources, say: Say): NameOf {
  const said = (words: Bilingual | undefined, key: string) =>
    words === undefined ? key : say(words)
  const found = new Map<string, NamedCell | undefined>()
  const cellOf = (code: string) => {
    if (!found.has(code))
      found.set(
        code,
        cells.find((cell) => cell.code.startsWith(code)),
      )
    return found.get(code)
  }
  return (by, key) => {
    if (key === undefined) return say(none)
    switch (by) {
      case 'unit':
        return said(units.get(key)?.name, key)
      case 'category':
        return said(wordsOf(categoryWords(), key), key)
      case 'source':
        return said(wordsOf(sourceWords, key), key)
      case 'person':
        return key
      case 'device':
        return directory.get(key)?.device.name ?? key
      case 'grid':
        return grids.find(({ grid }) => grid === key)?.name ?? key
      case 'district':
        return cellOf(key)?.district ?? key
      case 'street':
      case 'community':
        break
    }
    const cell = cellOf(key)
    if (cell === undefined) return key
    return by === 'street' ? `${cell.district} ${cell.street}` : `${cell.street} ${cell.community}`
  }
}
