/** The credentials of devices that were just imported: given out together, shown this once, to download and to print. */
import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import { downloadCsv } from '../../parts/download.ts'
import { Refusal } from '../../parts/refusal.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { importWords as words } from '../../words/device-import.ts'
import { enrolmentWords } from '../../words/enrolment.ts'
import { deviceWords } from '../../words/devices.ts'
import { showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { proposed } from './new-batch.tsx'
import { credentialRows, lotsOf, type Added, type Credential } from './import-files.ts'

/** More than one prints; the file has all. */
const mostShown = 500

export function NewCredentials({ added }: { readonly added: readonly Added[] }) {
  const { route } = useLocation()
  const direct = added.filter(({ gateway }) => gateway === undefined)
  const names = new Map(added.map(({ id, name = '' }) => [id, name]))
  const [given, setGiven] = useState<readonly Credential[]>([])
  const [giving, setGiving] = useState(false)
  const [cause, setCause] = useState<unknown>()
  const waiting = direct.slice(given.length).map(({ id }) => id)
  const give = async () => {
    setGiving(true)
    setCause(undefined)
    try {
      for (const ids of lotsOf(waiting)) {
        const { credentials } = await call('POST /v1/devices/credentials', {
          body: { ids: [...ids] },
        })
        setGiven((before) => [...before, ...credentials])
      }
    } catch (thrown) {
      setCause(thrown)
    }
    setGiving(false)
  }
  const letThemEnrol = () => {
    proposed.value = waiting
    route('/devices?tab=enrolment')
  }
  const counts = { done: showNumber(given.length), count: showNumber(direct.length) }
  return (
    <section class="sheet wide" aria-labelledby="credentials" data-given={given.length}>
      <h2 id="credentials">{say(words.credentials)}</h2>
      <p class="quiet">
        {say(words.credentialsHelp, { behind: showNumber(added.length - direct.length) })}
      </p>
      {cause === undefined ? null : <Refusal cause={cause} />}
      {giving ? (
        <p role="status">
          <progress aria-label={say(words.credentials)} max={direct.length} value={given.length} />{' '}
          {say(words.giving, counts)}
        </p>
      ) : waiting.length === 0 ? null : (
        <p class="row no-print">
          <button type="button" class="primary" onClick={() => void give()}>
            {say(words.give, { count: showNumber(waiting.length) })}
          </button>
          <button type="button" onClick={letThemEnrol}>
            {say(enrolmentWords.instead)}
          </button>
        </p>
      )}
      {given.length === 0 || giving ? null : <Given given={given} names={names} />}
    </section>
  )
}

interface GivenProps {
  readonly given: readonly Credential[]
  readonly names: ReadonlyMap<string, string>
}

function Given({ given, names }: GivenProps) {
  const head = [deviceWords.id, deviceWords.name, words.credential].map((title) => say(title))
  return (
    <>
      <p class="trouble no-print" role="status">
        {say(words.keepThem)}
      </p>
      <p class="row no-print">
        <button
          type="button"
          onClick={() => downloadCsv('credentials', credentialRows(head, given, names))}
        >
          {say(words.downloadCredentials)}
        </button>
        <button type="button" onClick={() => print()}>
          {say(words.print)}
        </button>
      </p>
      <Scrolling label={say(words.credentials)}>
        <table>
          <thead>
            <tr>
              {head.map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {given.slice(0, mostShown).map(({ id, token }) => (
              <tr key={id}>
                <th scope="row">{id}</th>
                <td>{names.get(id)}</td>
                <td>
                  <code>{token}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      {given.length > mostShown ? (
        <p class="quiet">{say(words.firstRows, { count: showNumber(mostShown) })}</p>
      ) : null}
    </>
  )
}
