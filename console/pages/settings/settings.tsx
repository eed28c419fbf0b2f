/** What the program works with, and where each value is written (系统设置), for administrators. */
import { useMemo, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useResource } from '../../state/resource.ts'
import { settingSourceWords, settingWords as words } from '../../words/settings.ts'
import { say } from '../../words/words.ts'

type Setting = AnswerOf<'GET /v1/settings'>['items'][number]

export function SettingsPage() {
  const settings = useResource('settings', (signal) => call('GET /v1/settings', { signal }))
  const [text, setText] = useState('')
  const [said, setSaid] = useState(false)
  return (
    <main id="content" class="page">
      <h1>{say(words.title)}</h1>
      <p class="quiet">{say(words.help)}</p>
      <form class="row no-print" onSubmit={(event) => event.preventDefault()}>
        <label>
          {say(words.find)}{' '}
          <input
            type="search"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <label class="row">
          <input
            type="checkbox"
            checked={said}
            onChange={(event) => setSaid(event.currentTarget.checked)}
          />
          {say(words.said)}
        </label>
      </form>
      <Loaded resource={settings}>
        {({ process, items }) => <SettingTable {...{ process, items, text, said }} />}
      </Loaded>
    </main>
  )
}

interface SettingTableProps {
  readonly process: string
  readonly items: readonly Setting[]
  readonly text: string
  readonly said: boolean
}

function SettingTable({ process, items, text, said }: SettingTableProps) {
  const shown = useMemo(() => {
    const wanted = text.trim().toLowerCase()
    return items.filter(
      ({ name, variable = '', source }) =>
        !(said && source === 'default') &&
        (name.toLowerCase().includes(wanted) || variable.toLowerCase().includes(wanted)),
    )
  }, [items, text, said])
  return (
    <>
      <p role="status" class="quiet">
        {say(words.count, { shown: shown.length, all: items.length, process })}
      </p>
      <Scrolling label={say(words.title)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say(words.name)}</th>
              <th scope="col">{say(words.value)}</th>
              <th scope="col">{say(words.source)}</th>
              <th scope="col">{say(words.otherwise)}</th>
              <th scope="col">{say(words.variable)}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ name, value, source, otherwise, variable }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="broken-anywhere">{written(value)}</td>
                <td class="unbroken">{say(settingSourceWords[source])}</td>
                <td class="broken-anywhere">{otherwise === undefined ? '' : written(otherwise)}</td>
                <td>
                  <code>{variable ?? '-'}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </>
  )
}

/** As it stands in a file. */
const written = (value: unknown): string =>
  typeof value === 'string' && value !== '' ? value : JSON.stringify(value)
