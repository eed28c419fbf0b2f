/** What people do with a log: write, settle, hand over, take over. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

import type { Bilingual } from '../../../core/bilingual.ts'
import { call } from '../../api/client.ts'
import type { DutyLogAsked, DutyLogView, LogEntryView } from '../../api/types.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { useResource } from '../../state/resource.ts'
import { handOverWords as words } from '../../words/hand-over.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { Sheet } from './sheet.tsx'

interface ActProps {
  readonly act: (body: DutyLogAsked) => Promise<void>
}

interface SendingProps {
  readonly submit: Bilingual
  readonly send: () => Promise<void>
  readonly children: ComponentChildren
}

function Sending({ submit, send, children }: SendingProps) {
  const [sending, setSending] = useState(false)
  const [cause, setCause] = useState<unknown>()
  const sent = async (event: SubmitEvent) => {
    event.preventDefault()
    setSending(true)
    setCause(undefined)
    try {
      await send()
    } catch (thrown) {
      setCause(thrown)
    }
    setSending(false)
  }
  return (
    <form class="fields" onSubmit={(event) => void sent(event)}>
      {children}
      {cause === undefined ? null : <Refusal cause={cause} />}
      <div class="row">
        <button type="submit" class="primary" disabled={sending}>
          {say(sending ? shellWords.sending : submit)}
        </button>
      </div>
    </form>
  )
}

interface TextProps {
  readonly label: Bilingual
  readonly value: string
  readonly most: number
  readonly required?: boolean
  readonly onInput: (value: string) => void
}

const Text = ({ label, value, most, required = false, onInput }: TextProps) => (
  <label>
    {say(label)}
    <textarea
      rows={3}
      maxLength={most}
      required={required}
      value={value}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  </label>
)

const kinds = [
  ['case', words.aboutCase],
  ['alarm', words.aboutAlarm],
  ['device', words.aboutDevice],
] as const

export function WriteForm({ act }: ActProps) {
  const [text, setText] = useState('')
  const [followUp, setFollowUp] = useState(false)
  const [about, setAbout] = useState({ case: '', alarm: '', device: '' })
  const send = () =>
    act({
      ...{ command: 'write', text, followUp },
      about: kinds.flatMap(([kind]) => {
        const id = about[kind].trim()
        return id === '' ? [] : [{ kind, id }]
      }),
    })
  return (
    <Sending submit={words.write} send={send}>
      <Text label={words.text} value={text} most={1_000} required onInput={setText} />
      {kinds.map(([kind, label]) => (
        <label key={kind}>
          {say(label)}{' '}
          <input
            maxLength={100}
            value={about[kind]}
            onInput={(event) => setAbout({ ...about, [kind]: event.currentTarget.value })}
          />
        </label>
      ))}
      <label>
        <input
          type="checkbox"
          checked={followUp}
          onChange={(event) => setFollowUp(event.currentTarget.checked)}
        />{' '}
        {say(words.followUp)}
      </label>
    </Sending>
  )
}

export function SettleForm({ entry, act }: ActProps & { readonly entry: LogEntryView }) {
  const [said, setSaid] = useState('')
  return (
    <Sending
      submit={words.settle}
      send={() => act({ command: 'settle', entry: entry.number, words: said })}
    >
      <p>{entry.text}</p>
      <Text label={words.settleWords} value={said} most={500} required onInput={setSaid} />
    </Sending>
  )
}

interface HandOverFormProps extends ActProps {
  readonly desk: string
  readonly shift: number
}

export function HandOverForm({ desk, shift, act }: HandOverFormProps) {
  const [said, setSaid] = useState('')
  const sheet = useResource(`sheet ${desk}`, (signal) =>
    call('GET /v1/duty-logs/{desk}/sheet', { path: { desk }, signal }),
  )
  const send = () => act({ command: 'handOver', shift, ...(said.trim() !== '' && { words: said }) })
  return (
    <>
      <Sending submit={words.handOverNow} send={send}>
        <Text label={words.words} value={said} most={2_000} onInput={setSaid} />
      </Sending>
      <h2>{say(words.preview)}</h2>
      <Loaded resource={sheet}>{(value) => <Sheet sheet={value} shift={shift} />}</Loaded>
    </>
  )
}

interface TakeOverFormProps extends ActProps {
  readonly shift: number
  readonly way: NonNullable<DutyLogView['takesOverAs']>
}

const submits = { successor: words.takeOver, staying: words.stay, standIn: words.standIn } as const

export function TakeOverForm({ shift, way, act }: TakeOverFormProps) {
  const [remarks, setRemarks] = useState('')
  const [disputed, setDisputed] = useState(false)
  const send = () =>
    act({
      ...{ command: 'takeOver', shift, disputed },
      ...(remarks.trim() !== '' && { remarks }),
    })
  return (
    <Sending submit={submits[way]} send={send}>
      <Text
        label={words.remarks}
        value={remarks}
        most={1_000}
        required={disputed}
        onInput={setRemarks}
      />
      <label>
        <input
          type="checkbox"
          checked={disputed}
          onChange={(event) => setDisputed(event.currentTarget.checked)}
        />{' '}
        {say(words.disputed)}
      </label>
    </Sending>
  )
}
