/** Components of the city (部件): found by code or name, and what versions of the table say of one. */
import { useState } from 'preact/hooks'

import { componentClassWords, componentStateWords } from '../../../core/component-terms.ts'
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { unitName } from '../../parts/case-names.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useResource } from '../../state/resource.ts'
import { catalogueWords } from '../../words/catalogue.ts'
import { componentWords as words } from '../../words/components.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'

type Component = AnswerOf<'GET /v1/components'>['items'][number]

export function Components() {
  const [asked, setAsked] = useState('')
  const [q, setQ] = useState('')
  const [after, setAfter] = useState<string>()
  const [shown, setShown] = useState<string>()
  const found = useResource(`components ${q} ${after}`, (signal) =>
    call('GET /v1/components', { query: { ...(q !== '' && { q }), after }, signal }),
  )
  return (
    <section class="sheet wide" aria-labelledby="components">
      <h2 id="components">{say(words.title)}</h2>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault()
          setAfter(undefined)
          setQ(asked.trim())
        }}
      >
        <label>
          {say(words.search)}
          <input value={asked} onInput={(event) => setAsked(event.currentTarget.value)} />
        </label>
        <button type="submit">{say(words.find)}</button>
      </form>
      <Loaded
        resource={found}
        isEmpty={({ items }) => items.length === 0}
        empty={<p class="quiet">{say(words.none)}</p>}
      >
        {({ items, next }) => (
          <>
            <ComponentTable items={items} onShow={setShown} />
            {next === undefined ? null : (
              <button type="button" onClick={() => setAfter(next)}>
                {say(words.more)}
              </button>
            )}
          </>
        )}
      </Loaded>
      {shown === undefined ? null : (
        <Dialog title={`${say(words.title)} ${shown}`} onClose={() => setShown(undefined)}>
          <History code={shown} />
        </Dialog>
      )}
    </section>
  )
}

interface TableProps {
  readonly items: readonly Component[]
  readonly onShow: (code: string) => void
}

const ComponentTable = ({ items, onShow }: TableProps) => (
  <Scrolling label={say(words.title)}>
    <table>
      <thead>
        <tr>
          {[
            ...[words.code, words.name, words.kind, words.owner, words.maintenance],
            ...[words.state, words.cell, words.census, words.cases],
          ].map((title) => (
            <th key={title.en} scope="col">
              {say(title)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((one) => {
          const kind = componentClassWords[one.code.slice(6, 8)]
          return (
            <tr key={one.code} data-component={one.code}>
              <th scope="row">
                <button type="button" onClick={() => onShow(one.code)}>
                  {one.code}
                </button>
              </th>
              <td>{one.name}</td>
              <td>{kind === undefined ? one.code.slice(6, 8) : say(kind)}</td>
              <td>{nameOf(one.owner)}</td>
              <td>{nameOf(one.maintenance)}</td>
              <td>{say(componentStateWords[one.state])}</td>
              <td>{one.cell}</td>
              <td>{one.census}</td>
              <td>
                <a href={`/cases?q=${one.code}`}>{say(words.cases)}</a>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  </Scrolling>
)

const nameOf = (unit: string | undefined): string => (unit === undefined ? '' : unitName(unit))

function History({ code }: { readonly code: string }) {
  const found = useResource(`component ${code}`, (signal) =>
    call('GET /v1/components/{code}', { path: { code }, signal }),
  )
  return (
    <Loaded resource={found}>
      {({ devices, versions }) => (
        <>
          <Scrolling label={say(catalogueWords.versions)}>
            <table>
              <thead>
                <tr>
                  {[
                    ...[catalogueWords.version, catalogueWords.from, words.name, words.owner],
                    ...[words.maintenance, words.state, words.note],
                    ...[catalogueWords.at, catalogueWords.by, catalogueWords.reason],
                  ].map((title) => (
                    <th key={title.en} scope="col">
                      {say(title)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {versions.map((one) => (
                  <tr key={one.version}>
                    <th scope="row">{one.version}</th>
                    <td>{one.from}</td>
                    <td>{one.name}</td>
                    <td>{nameOf(one.owner)}</td>
                    <td>{nameOf(one.maintenance)}</td>
                    <td>{say(componentStateWords[one.state])}</td>
                    <td>{one.note}</td>
                    <td>{showInstant(one.at)}</td>
                    <td>{one.by}</td>
                    <td>{one.reason}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolling>
          {devices.length === 0 ? null : (
            <p>
              {say(words.devices)}:{' '}
              {devices.map((device) => (
                <a key={device} href={`/devices/${encodeURIComponent(device)}`}>
                  {device}{' '}
                </a>
              ))}
            </p>
          )}
        </>
      )}
    </Loaded>
  )
}
