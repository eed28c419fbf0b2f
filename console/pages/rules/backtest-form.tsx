import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { BodyOf } from '../../api/routes.ts'
import { withoutUndefined } from '../../api/without-undefined.ts'
import { Refusal } from '../../parts/refusal.tsx'
import { useResource } from '../../state/resource.ts'
import { city } from '../../state/city.ts'
import { backtestWords as words } from '../../words/backtest.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { fieldOf, instantIn } from '../../parts/city-time.ts'

const hour = 3_600_000
const spans = { lastHour: hour, lastDay: 24 * hour, lastWeek: 168 * hour, lastMonth: 720 * hour }
type Span = keyof typeof spans | 'chosen'
const spanNames = [...(Object.keys(spans) as readonly (keyof typeof spans)[]), 'chosen'] as const

export interface BacktestFormProps {
  /** That is judged beside those in force; empty for none. */
  readonly version: string
  readonly onBegun: (id: string) => void
  readonly onRefused: () => void
}

export function BacktestForm({ version, onBegun, onRefused }: BacktestFormProps) {
  const [chosen, choose] = useState(version)
  const [span, setSpan] = useState<Span>('lastDay')
  const zone = city.value?.zone ?? 'Asia/Shanghai'
  const [from, setFrom] = useState(() => fieldOf(Date.now() - spans.lastDay, zone))
  const [to, setTo] = useState(() => fieldOf(Date.now(), zone))
  const [device, setDevice] = useState('')
  const [sending, setSending] = useState(false)
  const [cause, setCause] = useState<unknown>()
  const versions = useResource('versions to judge beside', (signal) =>
    call('GET /v1/rules/versions', { signal }),
  )
  const made = versions.value?.versions.map((one) => String(one.version)) ?? []
  const offered = [...new Set([...(version === '' ? [] : [version]), ...made, '0'])]
  const start = async () => {
    setSending(true)
    setCause(undefined)
    try {
      const body = withoutUndefined<BodyOf<'POST /v1/rules/backtests'>>({
        from: span === 'chosen' ? (instantIn(from, zone) ?? 0) : Date.now() - spans[span],
        to: span === 'chosen' ? instantIn(to, zone) : undefined,
        device: device.trim() === '' ? undefined : device.trim(),
        againstVersion: chosen === '' ? undefined : Number(chosen),
      })
      onBegun((await call('POST /v1/rules/backtests', { body })).id)
    } catch (thrown) {
      setCause(thrown)
      onRefused()
    }
    setSending(false)
  }
  return (
    <form
      class="filters no-print"
      aria-label={say(words.title)}
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      <label>
        {say(words.beside)}
        <select value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="">{say(words.nothingBeside)}</option>
          {offered.map((one) => (
            <option key={one} value={one}>
              {one === '0' ? say(words.folder) : say(words.version, { version: one })}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say(words.span)}
        <select
          value={span}
          onChange={({ currentTarget }) =>
            setSpan(spanNames.find((name) => name === currentTarget.value) ?? 'lastDay')
          }
        >
          {spanNames.map((name) => (
            <option key={name} value={name}>
              {say(words[name])}
            </option>
          ))}
        </select>
      </label>
      {span === 'chosen' ? (
        <>
          <Instant label={say(words.from, { zone })} value={from} onInput={setFrom} />
          <Instant label={say(words.to)} value={to} onInput={setTo} />
        </>
      ) : null}
      <label>
        {say(words.device)}
        <input value={device} onInput={(event) => setDevice(event.currentTarget.value)} />
      </label>
      <button type="submit" class="primary" disabled={sending}>
        {say(sending ? shellWords.sending : words.start)}
      </button>
      {cause === undefined ? null : <Refusal cause={cause} />}
    </form>
  )
}

interface InstantProps {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
}

const Instant = ({ label, value, onInput }: InstantProps) => (
  <label>
    {label}
    <input
      type="datetime-local"
      step={1}
      required
      value={value}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  </label>
)
