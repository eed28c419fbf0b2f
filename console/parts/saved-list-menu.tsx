import { useState } from 'preact/hooks'

import { savedWords } from '../words/saved-lists.ts'
import { say } from '../words/words.ts'
import { longestName, savedIn, withSaved, type ListPage, type SavedList } from './saved-lists.ts'

const remembered = {
  '/cases': 'urban-brain.saved-lists',
  '/alarms': 'urban-brain.saved-lists.alarms',
} as const satisfies Record<ListPage, string>

export interface SavedListsProps {
  readonly page: ListPage
  /** Of the page as it is, with all its filters. */
  readonly address: string
}

/** Filters under a name, to come back to. */
export function SavedLists({ page, address }: SavedListsProps) {
  const [lists, setLists] = useState(() => savedIn(localStorage.getItem(remembered[page]), page))
  const [name, setName] = useState('')
  const keep = (changed: readonly SavedList[]) => {
    setLists(changed)
    try {
      localStorage.setItem(remembered[page], JSON.stringify(changed))
    } catch {
      // A full browser keeps them until the page is closed.
    }
  }
  return (
    <details class="saved-lists no-print">
      <summary>{say(savedWords.lists, { count: lists.length })}</summary>
      <ul>
        {lists.map((list) => (
          <li key={list.name} class="row">
            <a href={list.address} {...(list.address === address && { 'aria-current': 'page' })}>
              {list.name}
            </a>
            <button
              type="button"
              class="plain"
              aria-label={say(savedWords.remove, { name: list.name })}
              onClick={() => keep(lists.filter((other) => other.name !== list.name))}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
      <form
        class="row"
        aria-label={say(savedWords.save)}
        onSubmit={(event) => {
          event.preventDefault()
          keep(withSaved(lists, { name, address }))
          setName('')
        }}
      >
        <input
          aria-label={say(savedWords.name)}
          placeholder={say(savedWords.name)}
          required
          maxLength={longestName}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <button type="submit">{say(savedWords.save)}</button>
      </form>
    </details>
  )
}
