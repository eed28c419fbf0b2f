/** Lists that somebody looks at again and again: a name and the address with its filters, kept on this machine. Pure. */

export interface SavedList {
  readonly name: string
  /** Of the page with all its filters. */
  readonly address: string
}

export const mostSaved = 20
export const longestName = 40

/** Pages that show a list. */
export type ListPage = '/cases' | '/alarms'

const isSaved = (value: unknown, page: ListPage): value is SavedList =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'address' in value &&
  typeof value.address === 'string' &&
  // What stands in the storage of a browser leads nowhere else than to a list.
  value.address.startsWith(`${page}?`)

/** What a browser has kept; what cannot be read is none. */
export function savedIn(kept: string | null, page: ListPage): readonly SavedList[] {
  try {
    const all: unknown = JSON.parse(kept ?? '[]')
    return Array.isArray(all) ? all.filter((value) => isSaved(value, page)).slice(0, mostSaved) : []
  } catch {
    return []
  }
}

/** The newest last; of one name there is one. */
export function withSaved(lists: readonly SavedList[], added: SavedList): readonly SavedList[] {
  const name = added.name.trim().slice(0, longestName)
  if (name === '') return lists
  const others = lists.filter((list) => list.name !== name)
  return [...others, { name, address: added.address }].slice(-mostSaved)
}
