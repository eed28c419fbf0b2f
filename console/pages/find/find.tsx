/** What somebody looked for from the head of any page: cases of every stage, and devices. */
import { useEffect } from 'preact/hooks'

import type { Case } from '../../api/types.ts'
import { call } from '../../api/client.ts'
import { loadNames } from '../../parts/case-names.ts'
import { devicePath, kindName } from '../../parts/device-names.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Section } from '../../parts/section.tsx'
import { pathWith, useAddress } from '../../state/address.ts'
import { useResource } from '../../state/resource.ts'
import { findWords } from '../../words/find.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { addressOf, isSearched, longestSearch, noFilters } from '../cases/filters.ts'
import { QueueTable } from '../cases/queue-table.tsx'
import '../cases/cases.css'

const mostCases = 30
const mostDevices = 30

export function FindPage() {
  const text = (useAddress().query.get('q') ?? '').trim().slice(0, longestSearch)
  useEffect(() => {
    void loadNames()
  }, [])
  return (
    <main id="content" class="page">
      <h1>{text === '' ? say(findWords.search) : say(findWords.title, { text })}</h1>
      {text === '' ? (
        <p>{say(findWords.nothingAsked)}</p>
      ) : isSearched(text) ? (
        <>
          <FoundCases text={text} />
          <FoundDevices text={text} />
        </>
      ) : (
        <p>{say(findWords.tooShort)}</p>
      )}
    </main>
  )
}

interface FoundProps {
  readonly text: string
}

function FoundCases({ text }: FoundProps) {
  const cases = useResource<{ readonly items: readonly Case[]; readonly next?: string }>(
    `find cases ${text}`,
    (signal) =>
      call('GET /v1/cases', { query: { q: text, limit: mostCases, order: 'newest' }, signal }),
  )
  return (
    <Section title={say(shellWords.cases)} at={cases.at} wide>
      <Loaded resource={cases} isEmpty={({ items }) => items.length === 0}>
        {({ items, next }) => (
          <>
            <QueueTable key={text} cases={items} />
            {next === undefined ? null : (
              <p>
                {say(findWords.firstCases, { count: items.length })} ·{' '}
                <a href={addressOf('open', { ...noFilters, search: text })}>
                  {say(findWords.allOpen)}
                </a>
              </p>
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

function FoundDevices({ text }: FoundProps) {
  const devices = useResource(`find devices ${text}`, (signal) =>
    call('GET /v1/devices', { query: { q: text, limit: mostDevices }, signal }),
  )
  return (
    <Section title={say(shellWords.devices)} at={devices.at}>
      <Loaded resource={devices} isEmpty={({ devices: found }) => found.length === 0}>
        {({ devices: found, total }) => (
          <>
            <ul>
              {found.map(({ id, name, kind }) => (
                <li key={id}>
                  <a href={devicePath(id)}>{name ?? id}</a>{' '}
                  <span class="quiet">
                    {id} · {kindName(kind)}
                  </span>
                </li>
              ))}
            </ul>
            {total > found.length ? (
              <p>
                {say(findWords.firstDevices, { count: found.length })} ·{' '}
                <a href={pathWith('/devices', { tab: 'registry', q: text })}>
                  {say(findWords.allDevices)}
                </a>
              </p>
            ) : null}
          </>
        )}
      </Loaded>
    </Section>
  )
}
