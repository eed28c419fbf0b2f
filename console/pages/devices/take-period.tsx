/** A device reports by another period than the register has: an administrator puts its own into the register, as an edit would. */
import { useState } from 'preact/hooks'

import { Refusal } from '../../parts/refusal.tsx'
import { mayAs } from '../../state/rights.ts'
import { configurationWords as words } from '../../words/device-configuration.ts'
import { say } from '../../words/words.ts'
import { writeDevice } from './write-device.ts'

interface TakePeriodProps {
  readonly device: string
  /** Seconds, as the device says. */
  readonly reported: number
  /** Seconds, of the register. */
  readonly period: number
  readonly onTaken: () => void
}

export function TakePeriod({ device, reported, period, onTaken }: TakePeriodProps) {
  const [cause, setCause] = useState<unknown>()
  const [sending, setSending] = useState(false)
  const take = async () => {
    setSending(true)
    setCause(undefined)
    try {
      await writeDevice(device, { crs: 'wgs84', geometry: null, properties: { period: reported } })
      onTaken()
    } catch (thrown) {
      setCause(thrown)
    }
    setSending(false)
  }
  return (
    <>
      <p>{say(words.period, { reported, period })}</p>
      {mayAs(['administrator']) ? (
        <p class="row no-print">
          <button type="button" disabled={sending} onClick={() => void take()}>
            {say(words.take, { reported })}
          </button>
        </p>
      ) : null}
      {cause === undefined ? null : <Refusal cause={cause} />}
    </>
  )
}
