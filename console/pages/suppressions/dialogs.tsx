import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import { AlarmTable } from '../../parts/alarm-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { useResource } from '../../state/resource.ts'
import { shellWords } from '../../words/shell.ts'
import { suppressionPageWords as words } from '../../words/suppressions.ts'
import { say } from '../../words/words.ts'

interface DialogOfOne {
  readonly id: string
  readonly onClose: () => void
}

/** Ends one before its time, with the reason. */
export function EndDialog({
  id,
  onClose,
  onEnded,
}: DialogOfOne & { readonly onEnded: () => void }) {
  const [reason, setReason] = useState('')
  const [cause, setCause] = useState<unknown>()
  const [sending, setSending] = useState(false)
  const end = async (event: SubmitEvent) => {
    event.preventDefault()
    setSending(true)
    try {
      await call('POST /v1/suppressions/{id}/end', { path: { id }, body: { reason } })
      onClose()
      onEnded()
    } catch (thrown) {
      setCause(thrown)
      setSending(false)
    }
  }
  return (
    <Dialog title={say(words.endOf, { id })} onClose={onClose}>
      <form class="fields" onSubmit={(event) => void end(event)}>
        <p class="quiet">{say(words.endHelp)}</p>
        <label>
          {say(words.reason)}
          <input
            required
            maxLength={500}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        {cause === undefined ? null : <Refusal cause={cause} />}
        <div class="row">
          <button type="submit" class="primary" disabled={sending}>
            {say(sending ? shellWords.sending : words.end)}
          </button>
          <button type="button" onClick={onClose}>
            {say(shellWords.cancel)}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** The newest alarms that one held back. */
export function HeldDialog({ id, onClose }: DialogOfOne) {
  const alarms = useResource(`held by ${id}`, (signal) =>
    call('GET /v1/alarms', { query: { suppression: id, limit: 100 }, signal }),
  )
  return (
    <Dialog title={say(words.held)} onClose={onClose}>
      <Loaded resource={alarms} isEmpty={({ items }) => items.length === 0}>
        {({ items }) => <AlarmTable label={say(words.held)} alarms={items} withDevice />}
      </Loaded>
    </Dialog>
  )
}
