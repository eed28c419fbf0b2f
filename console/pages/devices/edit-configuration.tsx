/** Says what a device should be set to, each setting within its bounds, and why. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { ConfigurationView } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { configurationWords as words } from '../../words/device-configuration.ts'
import { commandWords } from '../../words/device-commands.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { Text } from './adopt-inputs.tsx'
import { SettingField, valueOf, type Setting } from './setting-field.tsx'

interface EditProps {
  readonly configuration: ConfigurationView
  readonly onSet: () => void
  readonly onClose: () => void
}

export function EditConfiguration({ configuration, onSet, onClose }: EditProps) {
  const { device, version, settings } = configuration
  const [written, setWritten] = useState<Readonly<Record<string, string>>>({})
  const [reason, setReason] = useState('')
  const [cause, setCause] = useState<unknown>()
  const [state, setState] = useState<'writing' | 'sending' | 'set'>('writing')
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    setState('sending')
    setCause(undefined)
    try {
      await call('POST /v1/devices/{id}/configuration', {
        path: { id: device },
        body: {
          version,
          reason: reason.trim(),
          values: Object.fromEntries(
            settings
              .filter((one) => written[one.name] !== undefined && written[one.name] !== textOf(one))
              .map((one) => [one.name, valueOf(one, written[one.name] ?? '')]),
          ),
        },
      })
      setState('set')
      onSet()
    } catch (thrown) {
      setCause(thrown)
      setState('writing')
    }
  }
  return (
    <Dialog title={say(words.edit)} onClose={onClose}>
      {state === 'set' ? (
        <p role="status">{say(words.saved)}</p>
      ) : (
        <form class="fields" onSubmit={(event) => void send(event)}>
          {settings.map((one) => (
            <SettingField
              key={one.name}
              setting={one}
              value={written[one.name] ?? textOf(one)}
              onInput={(value) => setWritten({ ...written, [one.name]: value })}
            />
          ))}
          <Text
            label={say(commandWords.why)}
            value={reason}
            longest={300}
            required
            onInput={setReason}
          />
          {cause === undefined ? null : <Refusal cause={cause} />}
          <div class="row">
            <button type="submit" class="primary" disabled={state === 'sending'}>
              {say(state === 'sending' ? shellWords.sending : words.save)}
            </button>
            <button type="button" onClick={onClose}>
              {say(shellWords.cancel)}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}

/** '' where nothing is desired. */
const textOf = ({ desired }: Setting): string => (desired === undefined ? '' : String(desired))
