import { useLocation } from 'preact-iso'

import { fieldWords } from '../../words/field.ts'
import { say } from '../../words/words.ts'

const tabs = [
  { path: '/field', words: fieldWords.inspections },
  { path: '/field/patrols', words: fieldWords.patrols },
  { path: '/field/report', words: fieldWords.report },
] as const

/** What somebody in the field does: answers, reports. */
export function Tabs() {
  const { path } = useLocation()
  return (
    <nav class="row field-tabs" aria-label={say(fieldWords.tabs)}>
      {tabs.map((tab) => (
        <a
          key={tab.path}
          class="touch"
          href={tab.path}
          {...(path === tab.path ? { 'aria-current': 'page' as const } : {})}
        >
          {say(tab.words)}
        </a>
      ))}
    </nav>
  )
}
