/** Makes a batch of devices; its code is shown once. */
import { signal } from '@preact/signals'
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { QrCode } from '../../parts/qr-code.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { enrolmentWords as words } from '../../words/enrolment.ts'
import { showNumber } from '../../words/format.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { Text } from './adopt-inputs.tsx'
import { idsIn } from './batch-ids.ts'

/** Those that were just imported, for the next form. */
export const proposed = signal<readonly string[]>([])

export function NewBatch({ onMade }: { readonly onMade: () => void }) {
  const [open, setOpen] = useState(proposed.value.length > 0)
  const close = () => {
    proposed.value = []
    setOpen(false)
    onMade()
  }
  return (
    <>
      <button type="button" class="primary" onClick={() => setOpen(true)}>
        {say(words.make)}
      </button>
      {open ? <BatchDialog ids={proposed.value} onClose={close} /> : null}
    </>
  )
}

interface BatchDialogProps {
  readonly ids: readonly string[]
  readonly onClose: () => void
}

function BatchDialog({ ids, onClose }: BatchDialogProps) {
  const [name, setName] = useState('')
  const [days, setDays] = useState('30')
  const [text, setText] = useState(ids.join('\n'))
  const [code, setCode] = useState<string>()
  const [cause, setCause] = useState<unknown>()
  const [sending, setSending] = useState(false)
  const devices = idsIn(text)
  const make = async (event: SubmitEvent) => {
    event.preventDefault()
    setSending(true)
    setCause(undefined)
    try {
      const body = { name, devices: [...devices], days: Number(days) }
      setCode((await call('POST /v1/enrolments', { body })).code)
    } catch (thrown) {
      setCause(thrown)
    }
    setSending(false)
  }
  return (
    <Dialog title={say(words.make)} onClose={onClose}>
      {code === undefined ? (
        <form class="fields" onSubmit={(event) => void make(event)}>
          <Text label={say(words.name)} value={name} required longest={100} onInput={setName} />
          <Text
            label={say(words.days)}
            value={days}
            required
            numeric
            longest={3}
            onInput={setDays}
          />
          <label>
            {say(words.devices)}
            <textarea
              rows={8}
              required
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </label>
          <p class="quiet">{say(words.count, { count: showNumber(devices.length) })}</p>
          {cause === undefined ? null : <Refusal cause={cause} />}
          <div class="row">
            <button type="submit" class="primary" disabled={sending}>
              {say(sending ? shellWords.sending : words.make)}
            </button>
            <button type="button" onClick={onClose}>
              {say(shellWords.cancel)}
            </button>
          </div>
        </form>
      ) : (
        <div role="status">
          <p>{say(words.made, { name })}</p>
          <p>
            <output aria-label={say(words.code)}>
              <code>{code}</code>
            </output>
          </p>
          <QrCode text={code} label={say(words.codeAsPicture)} />
        </div>
      )}
    </Dialog>
  )
}
