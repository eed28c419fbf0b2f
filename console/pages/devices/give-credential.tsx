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

export interface CredentialProps {
  readonly device: Pick<Device, 'id' | 'credential' | 'mn' | 'stationAddress'>
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

const introduction = ({ mn, stationAddress }: CredentialProps['device']) =>
  mn !== undefined
    ? credentialWords.ofStation
    : stationAddress === undefined
      ? credentialWords.first
      : credentialWords.ofHydrological

function CredentialDialog({ device, onClose }: CredentialDialogProps) {
  const { id, credential, mn } = device
  const isStation = (mn ?? device.stationAddress) !== undefined
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
          <p>{say(introduction(device))}</p>
          {!isStation ? null : (
            <Text
              label={say(mn === undefined ? credentialWords.fourDigits : credentialWords.password)}
              value={password}
              longest={mn === undefined ? 4 : 9}
              onInput={setPassword}
            />
          )}
          {credential ? <p class="trouble">{say(credentialWords.another)}</p> : null}
          {cause === undefined ? null : <Refusal cause={cause} />}
          <div class="row">
            <button type="button" class="primary" disabled={sending} onClick={() => void give()}>
              {say(credential ? credentialWords.giveAnother : credentialWords.give)}
            </button>
            <button type="button" onClick={onClose}>
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
