/** The business hours of a device, written into the register as an import of that one column would. */
import { useState } from 'preact/hooks'

import { chineseOf } from '../../../core/chinese-of.ts'
import { schemaWords } from '../../../core/schema-words.ts'
import { parseWeekHours } from '../../../core/week-hours.ts'
import type { Device } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { mayAs } from '../../state/rights.ts'
import { editWords } from '../../words/device-edit.ts'
import { hoursWords as words } from '../../words/device-hours.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { writeDevice } from './write-device.ts'
import { Written } from './written.tsx'

const inChinese = chineseOf(Object.values(schemaWords))

interface HoursProps {
  readonly device: Device
  readonly onChanged: () => void
}

export function Hours({ device, onChanged }: HoursProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      {device.hours ?? <span class="quiet">{say(words.notGiven)}</span>}{' '}
      {mayAs(['administrator']) ? (
        <button type="button" class="no-print" onClick={() => setOpen(true)}>
          {say(words.edit)}
        </button>
      ) : null}
      {open ? (
        <HoursDialog device={device} onChanged={onChanged} onClose={() => setOpen(false)} />
      ) : null}
    </>
  )
}

function HoursDialog({
  device,
  onChanged,
  onClose,
}: HoursProps & { readonly onClose: () => void }) {
  const [hours, setHours] = useState(device.hours ?? '')
  const [sending, setSending] = useState(false)
  const [cause, setCause] = useState<unknown>()
  const [written, setWritten] = useState<Written>()
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    const found = hours.trim() === '' ? undefined : parseWeekHours(hours)
    if (typeof found === 'string') {
      setCause(new Error(say({ zh: inChinese(found) ?? found, en: found })))
      return
    }
    setSending(true)
    setCause(undefined)
    try {
      const properties = { hours: hours.trim() }
      setWritten(await writeDevice(device.id, { crs: 'wgs84', geometry: null, properties }))
      onChanged()
    } catch (thrown) {
      setCause(thrown)
    }
    setSending(false)
  }
  return (
    <Dialog title={say(words.edit)} onClose={onClose}>
      {written === undefined ? (
        <form class="fields" onSubmit={(event) => void send(event)}>
          <label>
            {say(words.hours)}
            <input
              maxLength={200}
              value={hours}
              onInput={(event) => setHours(event.currentTarget.value)}
            />
          </label>
          <p class="quiet">{say(words.help)}</p>
          {cause === undefined ? null : <Refusal cause={cause} />}
          <div class="row">
            <button type="submit" class="primary" disabled={sending}>
              {say(sending ? shellWords.sending : editWords.save)}
            </button>
          </div>
        </form>
      ) : (
        <Written {...written} />
      )}
    </Dialog>
  )
}
