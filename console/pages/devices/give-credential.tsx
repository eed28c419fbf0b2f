/** Gives a device the password it connects with: shown once, to administrators. */
import { useState } from 'preact/hooks'

import type { Device } from '../../api/types.ts'
import { call } from '../../api/client.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { mayAs } from '../../state/rights.ts'
import { credentialWords } from '../../words/device-credential.ts'
import { deviceWords } from '../../words/devices.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { Text } from './adopt-inputs.tsx'
import { closeDialog } from './close-dialog.ts'

export interface CredentialProps {
  readonly device: Pick<Device, 'id' | 'credential' | 'mn'>
  readonly onChanged: () => void
}

export function Credential({ device, onChanged }: CredentialProps) {
  const [open, setOpen] = useState(false)
  return (
    <span class="row">
      {say(device.credential ? deviceWords.hasCredential : deviceWords.noCredential)}
      {mayAs(['administrator']) ? (
        <button type="button" class="no-print" onClick={() => setOpen(true)}>
          {say(device.credential ? credentialWords.giveAnother : credentialWords.give)}
        </button>
      ) : null}
      {open ? (
        <CredentialDialog
          device={device}
          onClose={() => {
            setOpen(false)
            onChanged()
          }}
        />
      ) : null}
    </span>
  )
}

interface CredentialDialogProps extends Pick<CredentialProps, 'device'> {
  readonly onClose: () => void
}

function CredentialDialog({ device: { id, credential, mn }, onClose }: CredentialDialogProps) {
  const [password, setPassword] = useState('')
  const [token, setToken] = useState<string>()
  const [cause, setCause] = useState<unknown>()
  const [sending, setSending] = useState(false)
  const give = async () => {
    setSending(true)
    setCause(undefined)
    try {
      const body = password === '' ? {} : { password }
      const given = await call('POST /v1/devices/{id}/credential', { path: { id }, body })
      setToken(given.token)
    } catch (thrown) {
      setCause(thrown)
    }
    setSending(false)
  }
  return (
    <Dialog title={say(credentialWords.title, { id })} onClose={onClose}>
      {token === undefined ? (
        <>
          <p>{say(mn === undefined ? credentialWords.first : credentialWords.ofStation)}</p>
          {mn === undefined ? null : (
            <Text
              label={say(credentialWords.password)}
              value={password}
              longest={9}
              onInput={setPassword}
            />
          )}
          {credential ? <p class="trouble">{say(credentialWords.another)}</p> : null}
          {cause === undefined ? null : <Refusal cause={cause} />}
          <div class="row">
            <button type="button" class="primary" disabled={sending} onClick={() => void give()}>
              {say(credential ? credentialWords.giveAnother : credentialWords.give)}
            </button>
            <button type="button" onClick={closeDialog}>
              {say(shellWords.cancel)}
            </button>
          </div>
        </>
      ) : (
        <div role="status">
          <p>{say(credentialWords.once)}</p>
          <p>
            <output>
              <code>{token}</code>
            </output>
          </p>
        </div>
      )}
    </Dialog>
  )
}
