/** What a start says on the terminal about what it found; the same stands in the log as events. */
import type { Fields } from '../../../core/observer.ts'

interface Found {
  readonly event: string
  readonly fields: Fields
}

export const wordsOf = (found: readonly Found[]): readonly string[] =>
  found.flatMap(({ event, fields }) => {
    const said = sayings[event]?.(fields)
    return said === undefined ? [] : [said]
  })

const sayings: Readonly<Record<string, (fields: Fields) => string>> = {
  'installation.adopted': ({ id }) =>
    `this data folder is of a version before; it is installation ${id} from now on`,
  'store.renewed': ({ store }) => `${store} was missing and is made anew, empty`,
  'store.set-aside': ({ store, to, message }) =>
    `${message}; ${store} is kept as ${to}, and a new one is ${store === 'series.duckdb' ? 'filled from the log' : 'begun'}`,
  'log.set-back': ({ group, from, to, store }) =>
    store === undefined
      ? `${group} is set back from ${from} to ${to}, which is what the log holds`
      : `${store} lacks what the log says it holds: ${Number(from) - Number(to)} records are read again; older history is in the backup`,
}
