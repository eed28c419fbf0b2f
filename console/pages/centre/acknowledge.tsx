/** Says that somebody has seen an alarm (确认), and who said so last. */
import { useState } from 'preact/hooks'

import { deskRoles } from '../../../core/actor.ts'
import { call } from '../../api/client.ts'
import type { Alarm } from '../../api/types.ts'
import { Refusal } from '../../parts/refusal.tsx'
import { mayAs } from '../../state/rights.ts'
import { showInstant } from '../../words/format.ts'
import { acknowledgeWords as words } from '../../words/suppressions.ts'
import { say } from '../../words/words.ts'

export interface AcknowledgeProps {
  readonly alarm: Alarm
  readonly onDone: () => void
}

export function Acknowledge({ alarm, onDone }: AcknowledgeProps) {
  const [note, setNote] = useState('')
  const [cause, setCause] = useState<unknown>()
  const { acknowledged } = alarm
  const acknowledge = async (event: SubmitEvent) => {
    event.preventDefault()
    setCause(undefined)
    try {
      const body = note.trim() === '' ? {} : { note: note.trim() }
      await call('POST /v1/alarms/{id}/acknowledge', { path: { id: alarm.alarm }, body })
      setNote('')
      onDone()
    } catch (thrown) {
      setCause(thrown)
    }
  }
  if (acknowledged !== undefined)
    return (
      <>
        {say(words.by, { by: acknowledged.by, time: showInstant(acknowledged.at) })}
        {acknowledged.note === undefined ? '' : ` · ${acknowledged.note}`}
      </>
    )
  if (!alarm.standing || !mayAs(deskRoles)) return <>{say(words.none)}</>
  return (
    <form class="row no-print" onSubmit={(event) => void acknowledge(event)}>
      <input
        aria-label={say(words.note)}
        placeholder={say(words.note)}
        maxLength={500}
        value={note}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      <button type="submit">{say(words.acknowledge)}</button>
      {cause === undefined ? null : <Refusal cause={cause} />}
    </form>
  )
}
