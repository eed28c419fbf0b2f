/** The frame around every page: where one is, who one is, whether what one sees is live. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useLocation } from 'preact-iso'

import { feedState } from './state/feed.ts'
import { headPages, mayOpen, pages } from './state/rights.ts'
import type { Person } from './api/types.ts'
import { FindForm } from './parts/find-form.tsx'
import { areaName, unitName } from './parts/case-names.ts'
import { signOut } from './state/session.ts'
import { now } from './state/clock.ts'
import { paint, theme } from './state/theme.ts'
import { roleWords } from '../core/actor.ts'
import { showInstant } from './words/format.ts'
import { accountWords } from './words/account.ts'
import { shellWords } from './words/shell.ts'
import { language, say, speak } from './words/words.ts'

export interface ShellProps {
  readonly person: Person | undefined
  readonly children: ComponentChildren
}

const feedWords = {
  connecting: shellWords.connecting,
  live: shellWords.live,
  away: shellWords.broken,
}

export const Shell = ({ person, children }: ShellProps) => (
  <>
    <a class="skip" href="#content">
      {say(shellWords.skip)}
    </a>
    <header class="top">
      <strong class="product">{say(shellWords.product)}</strong>
      {person === undefined || person.duty !== undefined ? (
        <span class="fill" />
      ) : (
        <Navigation person={person} />
      )}
      {person === undefined ? null : (
        <>
          {person.duty === undefined && mayOpen(person, 'cases') ? <FindForm /> : null}
          <span class={`feed feed-${feedState.value}`} role="status">
            {say(feedWords[feedState.value])}
          </span>
          <time class="clock">{showInstant(now.value, 'time')}</time>
        </>
      )}
      <button
        type="button"
        class="plain"
        onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}
      >
        {say(shellWords.language)}
      </button>
      <button
        type="button"
        class="plain"
        onClick={() => paint(theme.value === 'dark' ? 'light' : 'dark')}
      >
        {say(theme.value === 'dark' ? shellWords.light : shellWords.dark)}
      </button>
      {person === undefined ? null : (
        <>
          {person.person === undefined ? null : (
            <a class="person" href="/account" title={say(accountWords.mine)}>
              {person.person}
            </a>
          )}
          <span class="quiet person">
            {say(roleWords[person.role])}
            {person.unit === undefined ? '' : ` · ${unitName(person.unit)}`}
            {person.areas === undefined ? '' : ` · ${person.areas.map(areaName).join(' ')}`}
          </span>
          <button type="button" class="plain" onClick={() => void signOut()}>
            {say(shellWords.signOut)}
          </button>
        </>
      )}
    </header>
    {children}
  </>
)

function Navigation({ person }: { readonly person: Person }) {
  const { path } = useLocation()
  const open = headPages.filter((page) => mayOpen(person, page))
  const nav = useRef<HTMLElement>(null)
  // On a phone the row is wider than the screen.
  useEffect(() => {
    const here = nav.current?.querySelector<HTMLElement>('[aria-current]')
    if (nav.current === null || here === null || here === undefined) return
    nav.current.scrollLeft = here.offsetLeft - nav.current.offsetLeft - here.offsetWidth
  }, [path])
  return (
    <nav
      ref={nav}
      class={open.length > 2 ? 'fill' : 'fill short'}
      aria-label={say(shellWords.pages)}
    >
      {open.map((page) => {
        const target = pages[page].path
        const here = target === '/' ? path === '/' : path.startsWith(target)
        return (
          <a key={page} href={target} {...(here ? { 'aria-current': 'page' as const } : {})}>
            {say(shellWords[page])}
          </a>
        )
      })}
    </nav>
  )
}
