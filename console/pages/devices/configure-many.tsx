/** Says for all devices of a kind what they should be set to: first how many that are, then it is set. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { kindName, kindNames } from '../../parts/device-names.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { useResource } from '../../state/resource.ts'
import { commandWords } from '../../words/device-commands.ts'
import { configurationWords as words } from '../../words/device-configuration.ts'
import { deviceWords } from '../../words/devices.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { Choose, Text } from './adopt-inputs.tsx'
import { SettingField, valueOf, type Setting } from './setting-field.tsx'

export function ConfigureMany({ onSet }: { readonly onSet: () => void }) {
  const [open, setOpen] = useState(false)
  return (
    <p class="row no-print">
      <button type="button" class="primary" onClick={() => setOpen(true)}>
        {say(words.many)}
      </button>
      {open ? (
        <ManyDialog
          onClose={() => {
            setOpen(false)
            onSet()
          }}
        />
      ) : null}
    </p>
  )
}

/** What a kind can be set to is the same for each of its devices. */
async function settingsOf(kind: string, signal: AbortSignal): Promise<readonly Setting[]> {
  const query = { kind, active: 'true', limit: 1 }
  const { devices } = await call('GET /v1/devices', { query, signal })
  const [first] = devices
  if (first === undefined) return []
  const path = { id: first.id }
  return (await call('GET /v1/devices/{id}/configuration', { path, signal })).settings
}

function ManyDialog({ onClose }: { readonly onClose: () => void }) {
  const kinds = kindNames()
  const [kind, setKind] = useState(kinds[0] ?? '')
  const [written, setWritten] = useState<Readonly<Record<string, string>>>({})
  const [reason, setReason] = useState('')
  const [reached, setReached] = useState<AnswerOf<'POST /v1/configurations'>>()
  const [cause, setCause] = useState<unknown>()
  const [state, setState] = useState<'writing' | 'sending' | 'set'>('writing')
  const settings = useResource(`settings of ${kind}`, (signal) => settingsOf(kind, signal))
  /** What was counted was another question. */
  const change = (to: () => void) => {
    setReached(undefined)
    to()
  }
  const ask = async (check: boolean) => {
    setState('sending')
    setCause(undefined)
    const wanted = (settings.value ?? []).filter(({ name }) => (written[name] ?? '').trim() !== '')
    const values = Object.fromEntries(
      wanted.map((setting) => [setting.name, valueOf(setting, written[setting.name] ?? '')]),
    )
    try {
      const body = { kind, values, reason: reason.trim(), check }
      setReached(await call('POST /v1/configurations', { body }))
      setState(check ? 'writing' : 'set')
    } catch (thrown) {
      setCause(thrown)
      setState('writing')
    }
  }
  return (
    <Dialog title={say(words.many)} onClose={onClose}>
      {state === 'set' && reached !== undefined ? (
        <p role="status">{say(words.setMany, { count: reached.devices })}</p>
      ) : (
        <form
          class="fields"
          onSubmit={(event) => {
            event.preventDefault()
            void ask(reached === undefined)
          }}
        >
          <Choose
            label={say(deviceWords.kind)}
            value={kind}
            options={kinds.map((one) => [one, kindName(one)])}
            onChange={(chosen) =>
              change(() => {
                setKind(chosen)
                setWritten({})
              })
            }
          />
          <p class="quiet">{say(words.leftAlone)}</p>
          <Loaded
            resource={settings}
            isEmpty={(all) => all.length === 0}
            empty={<p class="quiet">{say(words.noneOfKind)}</p>}
          >
            {(all) => (
              <>
                {all.map((one) => (
                  <SettingField
                    key={one.name}
                    setting={one}
                    value={written[one.name] ?? ''}
                    onInput={(value) => change(() => setWritten({ ...written, [one.name]: value }))}
                  />
                ))}
              </>
            )}
          </Loaded>
          <Text
            label={say(commandWords.why)}
            value={reason}
            longest={300}
            required
            onInput={(text) => change(() => setReason(text))}
          />
          {reached === undefined ? null : <Reached reached={reached} />}
          {cause === undefined ? null : <Refusal cause={cause} />}
          <div class="row">
            <button
              type="submit"
              class="primary"
              disabled={state === 'sending' || reached?.devices === 0}
            >
              {reached === undefined
                ? say(words.check)
                : say(words.setAll, { count: reached.devices })}
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

const shown = 5

function Reached({
  reached: { devices, left },
}: {
  readonly reached: AnswerOf<'POST /v1/configurations'>
}) {
  return (
    <div role="status">
      <p>{say(words.reaches, { count: devices, left: left.length })}</p>
      <ul>
        {left.slice(0, shown).map((one) => (
          <li key={one.device}>{say(one)}</li>
        ))}
      </ul>
    </div>
  )
}
