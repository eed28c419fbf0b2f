import { useLocation } from 'preact-iso'

import { pathWith } from '../state/address.ts'
import { findWords } from '../words/find.ts'
import { say } from '../words/words.ts'

/** At the head of every page of a desk. */
export function FindForm() {
  const { query, path, route } = useLocation()
  return (
    <form
      class="find no-print"
      role="search"
      aria-label={say(findWords.search)}
      onSubmit={(event) => {
        event.preventDefault()
        const text = new FormData(event.currentTarget).get('q')
        if (typeof text === 'string') route(pathWith('/find', { q: text.trim() }))
      }}
    >
      <input
        type="search"
        name="q"
        maxLength={100}
        aria-label={say(findWords.search)}
        placeholder={say(findWords.hint)}
        defaultValue={path === '/find' ? (query['q'] ?? '') : ''}
      />
    </form>
  )
}
