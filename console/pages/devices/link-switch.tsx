/** Whether rules may have a device do something by themselves (联动), or any device of the city, and the switch for it. */
import { useState } from 'preact/hooks'

import { commandRoles } from '../../../core/device-command-table.ts'
import { call } from '../../api/client.ts'
import type { LinkHoldView } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { useResource } from '../../state/resource.ts'
import { mayAs } from '../../state/rights.ts'
import { commandWords } from '../../words/device-commands.ts'
import { showInstant } from '../../words/format.ts'
import { linkWords as words } from '../../words/links.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { Text } from './adopt-inputs.tsx'

interface SwitchProps {
  /** Left out: all of the city. */
  readonly device?: string
}

export function LinkSwitch({ device }: SwitchProps) {
  const holds = useResource('link holds', (signal) => call('GET /v1/link-holds', { signal }), {
    every: 15_000,
  })
  const [changing, setChanging] = useState(false)
  return (
    <Loaded resource={holds}>
      {({ held }) => {
        const own = held.find((one) => one.device === device)
        const shown = own ?? held.find((one) => one.device === undefined)
        const [hold, release] =
          device === undefined ? [words.holdCity, words.releaseCity] : [words.hold, words.release]
        const label = say(own === undefined ? hold : release)
        return (
          <div class="row" data-links={shown === undefined ? 'on' : 'held'}>
            <span>{shown === undefined ? say(words.goesOn) : heldText(shown)}</span>
            {mayAs(commandRoles) ? (
              <button type="button" class="no-print" onClick={() => setChanging(true)}>
                {label}
              </button>
            ) : null}
            {changing ? (
              <Change
                title={label}
                held={own === undefined}
                {...(device !== undefined && { device })}
                onChanged={holds.reload}
                onClose={() => setChanging(false)}
              />
            ) : null}
          </div>
        )
      }}
    </Loaded>
  )
}

const heldText = ({ device, reason, by, at }: LinkHoldView): string =>
  say(device === undefined ? words.heldInCity : words.heldHere, {
    ...{ reason, by },
    at: showInstant(at, 'minute'),
  })

interface ChangeProps extends SwitchProps {
  readonly title: string
  readonly held: boolean
  readonly onChanged: () => void
  readonly onClose: () => void
}

function Change({ title, held, device, onChanged, onClose }: ChangeProps) {
  const [reason, setReason] = useState('')
  const [cause, setCause] = useState<unknown>()
  const change = async (event: SubmitEvent) => {
    event.preventDefault()
    setCause(undefined)
    try {
      const body = { held, reason: reason.trim(), ...(device !== undefined && { device }) }
      await call('POST /v1/link-holds', { body })
      onChanged()
      onClose()
    } catch (thrown) {
      setCause(thrown)
    }
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="fields" onSubmit={(event) => void change(event)}>
        <Text
          label={say(commandWords.why)}
          value={reason}
          longest={300}
          required
          onInput={setReason}
        />
        <p class="quiet">{say(words.told)}</p>
        {cause === undefined ? null : <Refusal cause={cause} />}
        <div class="row">
          <button type="submit" class="primary">
            {title}
          </button>
          <button type="button" onClick={onClose}>
            {say(shellWords.cancel)}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
