/** Tells a device one thing: its arguments within their bounds, and why where that is asked for. */
import { useRef, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import { unitSign } from '../../parts/units.ts'
import type { CommandOffer } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { newKey } from '../../state/new-key.ts'
import { commandWords as words } from '../../words/device-commands.ts'
import { showDuration } from '../../words/format.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { Choose, Text } from './adopt-inputs.tsx'

interface GiveCommandProps {
  readonly device: string
  readonly offer: CommandOffer
  readonly onGiven: () => void
  readonly onClose: () => void
}

type Argument = CommandOffer['arguments'][number]
type Values = Readonly<Record<string, string>>

export function GiveCommand({ device, offer, onGiven, onClose }: GiveCommandProps) {
  const [values, setValues] = useState<Values>(() => firstOf(offer))
  const [reason, setReason] = useState('')
  const [cause, setCause] = useState<unknown>()
  const [state, setState] = useState<'writing' | 'sending' | 'given'>('writing')
  // Of a second press of the button the same command comes out.
  const key = useRef(newKey())
  const set = (name: string) => (value: string) => {
    key.current = newKey()
    setValues({ ...values, [name]: value })
  }
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    setState('sending')
    setCause(undefined)
    try {
      await call('POST /v1/devices/{id}/commands', {
        path: { id: device },
        headers: { 'idempotency-key': key.current },
        body: {
          command: offer.command,
          arguments: Object.fromEntries(offer.arguments.map((one) => told(one, values))),
          ...(reason.trim() !== '' && { reason: reason.trim() }),
        },
      })
      setState('given')
      onGiven()
    } catch (thrown) {
      setCause(thrown)
      setState('writing')
    }
  }
  return (
    <Dialog title={say(offer)} onClose={onClose}>
      {state === 'given' ? (
        <p role="status">{say(words.sentNow)}</p>
      ) : (
        <form class="fields" onSubmit={(event) => void send(event)}>
          {offer.arguments.map((one) => (
            <Field
              key={one.name}
              argument={one}
              all={offer.arguments}
              values={values}
              onInput={set(one.name)}
            />
          ))}
          {offer.dangerous ? (
            <Text
              label={say(words.why)}
              value={reason}
              longest={300}
              required
              onInput={(text) => {
                key.current = newKey()
                setReason(text)
              }}
            />
          ) : null}
          <p class="quiet">{say(words.goodFor, { time: showDuration(offer.patience) })}</p>
          {cause === undefined ? null : <Refusal cause={cause} />}
          <div class="row">
            <button type="submit" class="primary" disabled={state === 'sending'}>
              {say(state === 'sending' ? shellWords.sending : words.send)}
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

const firstOf = ({ arguments: taken }: CommandOffer): Values =>
  Object.fromEntries(
    taken.map(({ name, quantities: [quantity] = [], among: [number] = [] }) => [
      name,
      quantity?.name ?? String(number ?? ''),
    ]),
  )

/** What is no number the server refuses in its words. */
function told({ name, type }: Argument, values: Values): readonly [string, string | number] {
  const text = (values[name] ?? '').trim()
  const number = Number(text)
  return [name, type === 'quantity' || text === '' || Number.isNaN(number) ? text : number]
}

interface FieldProps {
  readonly argument: Argument
  readonly all: readonly Argument[]
  readonly values: Values
  readonly onInput: (value: string) => void
}

function Field({ argument, all, values, onInput }: FieldProps) {
  const { name, type, quantities, among, of = '' } = argument
  const value = values[name] ?? ''
  if (quantities !== undefined)
    return (
      <Choose
        label={say(argument)}
        value={value}
        options={quantities.map((one) => [one.name, say(one)] as const)}
        onChange={onInput}
      />
    )
  if (among !== undefined)
    return (
      <Choose
        label={say(argument)}
        value={value}
        options={among.map((one) => [String(one), say(words.minutes, { count: one })] as const)}
        onChange={onInput}
      />
    )
  const measured = all
    .find((one) => one.name === of)
    ?.quantities?.find((one) => one.name === values[of])
  const { min = 0, max = 0 } = measured ?? argument
  const bounds = { name: say(argument), min, max, unit: unitSign(measured?.unit ?? '') }
  const label = say(type === 'seconds' ? words.seconds : words.value, bounds)
  return <Text label={label} value={value} numeric required onInput={onInput} />
}
