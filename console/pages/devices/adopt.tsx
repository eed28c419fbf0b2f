/** Registers a device: the form, what was written wrong in it, and what the API says to it. */
import { useState } from 'preact/hooks'

import type { Bilingual } from '../../../core/bilingual.ts'
import { call } from '../../api/client.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { deviceWords } from '../../words/devices.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import {
  blank,
  HowItReports,
  siteOf,
  WhatItIs,
  WhatStationItIs,
  WhereItIs,
  WhoseItIs,
} from './adopt-fields.tsx'
import { Mistakes } from './adopt-mistakes.tsx'
import { adoptionBody, isMistaken, type AdoptionFields, type Mistake } from './adoption-body.ts'
import { Refusal } from '../../parts/refusal.tsx'

export interface AdoptDialogProps {
  readonly id: string
  /** Of what it has sent. */
  readonly sample: string
  readonly onClose: () => void
  /** With what of it will have no effect. */
  readonly onAdopted: (warnings: readonly Bilingual[]) => void
}

export function AdoptDialog({ id, sample, onClose, onAdopted }: AdoptDialogProps) {
  const [fields, setFields] = useState(() => blank(id, sample))
  const { mistakes, refusal, sending, send } = useAdoption(id, onAdopted)
  const change = (changed: Partial<AdoptionFields>) => setFields({ ...fields, ...changed })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void send(fields)
  }
  return (
    <Dialog title={say(deviceWords.adoptTitle, { id })} onClose={onClose}>
      <form class="fields adopt" onSubmit={submit}>
        <p>
          {say(deviceWords.sample)} <code class="sample">{sample}</code>
        </p>
        <WhatItIs fields={fields} change={change} />
        <WhereItIs fields={fields} change={change} />
        <WhoseItIs fields={fields} change={change} />
        <WhatStationItIs fields={fields} change={change} />
        <HowItReports fields={fields} change={change} />
        <Mistakes mistakes={mistakes} />
        {refusal === undefined ? null : <Refusal cause={refusal} />}
        <div class="row">
          <button type="submit" class="primary" disabled={sending}>
            {say(sending ? deviceWords.saving : deviceWords.save)}
          </button>
          <button type="button" onClick={onClose}>
            {say(shellWords.cancel)}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function useAdoption(id: string, onAdopted: AdoptDialogProps['onAdopted']) {
  const [mistakes, setMistakes] = useState<readonly Mistake[]>([])
  const [refusal, setRefusal] = useState<unknown>()
  const [sending, setSending] = useState(false)
  const send = async (fields: AdoptionFields) => {
    setRefusal(undefined)
    const zone = fields.kind === 'noise' ? fields.zone : ''
    const body = adoptionBody({ ...fields, site: siteOf(fields), zone })
    setMistakes(isMistaken(body) ? body : [])
    if (isMistaken(body)) return
    setSending(true)
    try {
      const { warnings } = await call('POST /v1/devices/{id}/adopt', { path: { id }, body })
      onAdopted(warnings)
    } catch (cause) {
      setRefusal(cause)
      setSending(false)
    }
  }
  return { mistakes, refusal, sending, send }
}
