/** What the register says of a device, changed on its page: written as an import of the columns that differ would. */
import { useState } from 'preact/hooks'

import type { Device } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { mayAs } from '../../state/rights.ts'
import { editWords as words } from '../../words/device-edit.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import {
  HowItIsCalled,
  HowItReports,
  siteOf,
  WhatStationItIs,
  WhereItIs,
  WhoseItIs,
} from './adopt-fields.tsx'
import { Mistakes } from './adopt-mistakes.tsx'
import type { AdoptionFields, Mistake } from './adoption-body.ts'
import { editOf, fieldsOf, isEdit } from './edit-body.ts'
import { writeDevice } from './write-device.ts'
import { Written } from './written.tsx'

interface EditProps {
  readonly device: Device
  readonly onChanged: () => void
}

export function EditDevice({ device, onChanged }: EditProps) {
  const [open, setOpen] = useState(false)
  if (!mayAs(['administrator'])) return null
  return (
    <>
      <button type="button" class="no-print" onClick={() => setOpen(true)}>
        {say(words.edit)}
      </button>
      {open ? (
        <EditDialog device={device} onChanged={onChanged} onClose={() => setOpen(false)} />
      ) : null}
    </>
  )
}

function EditDialog({ device, onChanged, onClose }: EditProps & { readonly onClose: () => void }) {
  // As it was when the form was opened: what somebody else changes meanwhile stays.
  const [before] = useState(() => fieldsOf(device))
  const [fields, setFields] = useState(before)
  const { mistakes, unchanged, cause, sending, written, send } = useEdit(device.id, onChanged)
  const change = (changed: Partial<AdoptionFields>) => setFields({ ...fields, ...changed })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void send(before, { ...fields, site: siteOf(fields) })
  }
  return (
    <Dialog title={say(words.title, { id: device.id })} onClose={onClose}>
      {written === undefined ? (
        <form class="fields adopt" onSubmit={submit}>
          <HowItIsCalled fields={fields} change={change} />
          <WhereItIs fields={fields} change={change} />
          <WhoseItIs fields={fields} change={change} />
          <WhatStationItIs fields={fields} change={change} />
          <HowItReports fields={fields} change={change} />
          <Mistakes mistakes={mistakes} />
          {unchanged ? <p role="status">{say(words.unchanged)}</p> : null}
          {cause === undefined ? null : <Refusal cause={cause} />}
          <div class="row">
            <button type="submit" class="primary" disabled={sending}>
              {say(sending ? shellWords.sending : words.save)}
            </button>
            <button type="button" onClick={onClose}>
              {say(shellWords.cancel)}
            </button>
          </div>
        </form>
      ) : (
        <Written {...written} />
      )}
    </Dialog>
  )
}

function useEdit(id: string, onChanged: () => void) {
  const [mistakes, setMistakes] = useState<readonly Mistake[]>([])
  const [unchanged, setUnchanged] = useState(false)
  const [cause, setCause] = useState<unknown>()
  const [sending, setSending] = useState(false)
  const [written, setWritten] = useState<Written>()
  const send = async (before: AdoptionFields, after: AdoptionFields) => {
    const edit = editOf(before, after)
    setMistakes(isEdit(edit) ? [] : (edit ?? []))
    setUnchanged(edit === undefined)
    setCause(undefined)
    if (!isEdit(edit)) return
    setSending(true)
    try {
      setWritten(await writeDevice(id, edit))
      onChanged()
    } catch (thrown) {
      setCause(thrown)
    }
    setSending(false)
  }
  return { mistakes, unchanged, cause, sending, written, send }
}
