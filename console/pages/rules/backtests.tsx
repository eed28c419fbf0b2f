/** Backtests (回测): what a version would have raised on recorded readings. The address names the one that is looked at. */
import { useState } from 'preact/hooks'

import { backtestRoles } from '../../../core/actor.ts'
import { ApiError, call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import { useAddress } from '../../state/address.ts'
import { useResource } from '../../state/resource.ts'
import { mayAs } from '../../state/rights.ts'
import { backtestWords as words } from '../../words/backtest.ts'
import { showInstant } from '../../words/format.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { BacktestForm } from './backtest-form.tsx'
import { BacktestNotes, BacktestResult } from './backtest-result.tsx'

const tab = 'backtests'
const running = { every: 1_000 }

export function Backtests() {
  const { query, show } = useAddress()
  const id = query.get('id')
  const version = query.get('version')
  const list = useResource('backtests', (signal) => call('GET /v1/rules/backtests', { signal }), {
    every: 5_000,
  })
  const look = (chosen: string) => show({ tab, version: version ?? undefined, id: chosen })
  return (
    <>
      <p class="quiet">{say(words.help)}</p>
      {mayAs(backtestRoles) ? (
        <BacktestForm
          key={version ?? ''}
          version={version ?? ''}
          onBegun={(begun) => {
            list.reload()
            look(begun)
          }}
          // Somebody else's runs: it stands in the list.
          onRefused={list.reload}
        />
      ) : null}
      {id === null ? null : <OneBacktest key={id} id={id} onEnded={list.reload} />}
      <Section title={say(words.list)} at={list.at}>
        <Loaded
          resource={list}
          isEmpty={({ backtests }) => backtests.length === 0}
          empty={<p class="quiet">{say(words.none)}</p>}
        >
          {({ backtests }) => <List backtests={backtests} onLook={look} />}
        </Loaded>
      </Section>
    </>
  )
}

interface ListProps {
  readonly backtests: AnswerOf<'GET /v1/rules/backtests'>['backtests']
  readonly onLook: (id: string) => void
}

const List = ({ backtests, onLook }: ListProps) => (
  <Scrolling label={say(words.list)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(words.began)}</th>
          <th scope="col">{say(words.by)}</th>
          <th scope="col">{say(words.beside)}</th>
          <th scope="col">{say(words.span)}</th>
          <th scope="col">{say(words.state)}</th>
          <th scope="col">{say(words.show)}</th>
        </tr>
      </thead>
      <tbody>
        {backtests.map((one) => (
          <tr key={one.id}>
            <th scope="row">{showInstant(one.startedAt, 'minute')}</th>
            <td>{one.by}</td>
            <td>{versionName(one.againstVersion)}</td>
            <td>{spanOf(one)}</td>
            <td>{say(words[one.state])}</td>
            <td>
              <button
                type="button"
                aria-label={say(words.showOf, { id: one.id })}
                onClick={() => onLook(one.id)}
              >
                {say(words.show)}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)

const versionName = (version: number | undefined): string => {
  if (version === undefined) return '-'
  return version === 0 ? say(words.folder) : say(words.version, { version })
}

const spanOf = ({ from, to, device }: ListProps['backtests'][number]): string =>
  `${showInstant(from, 'minute')} – ${showInstant(to, 'minute')} ${device ?? ''}`

interface OneProps {
  readonly id: string
  readonly onEnded: () => void
}

function OneBacktest({ id, onEnded }: OneProps) {
  const [over, setOver] = useState(false)
  const [cause, setCause] = useState<unknown>()
  const path = { id }
  const found = useResource(
    `backtest ${id}`,
    async (signal) => {
      try {
        const one = await call('GET /v1/rules/backtests/{id}', { path, signal })
        if (one.state !== 'running') end()
        return { one }
      } catch (thrown) {
        if (!(thrown instanceof ApiError) || thrown.status !== 404) throw thrown
        end()
        return { one: undefined }
      }
    },
    over ? {} : running,
  )
  const end = () => {
    setOver(true)
    onEnded()
  }
  const stop = async () => {
    try {
      await call('POST /v1/rules/backtests/{id}/stop', { path })
      setCause(undefined)
    } catch (thrown) {
      setCause(thrown)
    }
    found.reload()
  }
  // Also when it was there a moment ago: the server was started again.
  if (found.value !== undefined && found.value.one === undefined)
    return (
      <p class="trouble" role="status">
        {say(words.gone)}
      </p>
    )
  return (
    <Loaded resource={found}>
      {({ one }) =>
        one === undefined ? null : (
          <section class="sheet" data-backtest={one.state} aria-label={`${say(words.title)} ${id}`}>
            <h2>
              {say(words.title)} {versionName(one.againstVersion)} <span>{spanOf(one)}</span>
            </h2>
            <p class="row">
              <strong role="status">{say(words[one.state])}</strong>
              <span class="quiet">
                {one.by} · {showInstant(one.startedAt)}
              </span>
              {one.state === 'running' && mayAs(backtestRoles) ? (
                <button type="button" onClick={() => void stop()}>
                  {say(words.stop)}
                </button>
              ) : null}
            </p>
            {one.state === 'running' ? (
              <p>
                <progress max={1} value={shareOf(one)} aria-label={say(words.progressLabel)} />{' '}
                {say(words.progress, {
                  at: showInstant(one.progress.at, 'minute'),
                  readings: one.progress.readings,
                  share: `${Math.floor(100 * shareOf(one))} %`,
                })}
              </p>
            ) : null}
            {cause === undefined ? null : <Refusal cause={cause} />}
            {one.message === undefined ? null : (
              <p class="trouble">
                {say(shellWords.notDone)}: {say(one.message)}
              </p>
            )}
            <BacktestNotes backtest={one} />
            {one.result === undefined ? null : <BacktestResult result={one.result} />}
          </section>
        )
      }
    </Loaded>
  )
}

/** Before the span, while the windows fill, it is below zero. */
const shareOf = ({ progress }: { readonly progress: { readonly share: number } }): number =>
  Math.min(1, Math.max(0, progress.share))
