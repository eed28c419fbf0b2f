/** The devices on which one is told by Web Push: this one allowed, each of them ended. */
import { useEffect, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import {
  allowHere,
  deviceHere,
  endPushHere,
  nameHere,
  pushOffered,
  type NotAllowed,
} from '../../offline/push.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { useResource } from '../../state/resource.ts'
import { showInstant } from '../../words/format.ts'
import { pushWords as words } from '../../words/push.ts'
import { language, say } from '../../words/words.ts'

interface PushDevicesProps {
  /** How many there are now, after one was allowed or ended. */
  readonly onChange: (count: number) => void
}

export function PushDevices({ onChange }: PushDevicesProps) {
  const shown = useResource('my push devices', (signal) => call('GET /v1/account/push', { signal }))
  const change = (count: number) => {
    shown.reload()
    onChange(count)
  }
  return <Loaded resource={shown}>{(value) => <Devices {...value} onChange={change} />}</Loaded>
}

type DevicesProps = AnswerOf<'GET /v1/account/push'> & PushDevicesProps

function Devices({ publicKey, devices, onChange }: DevicesProps) {
  const [here, setHere] = useState<string>()
  const [refused, setRefused] = useState<NotAllowed>()
  const [cause, setCause] = useState<unknown>()
  useEffect(() => {
    void deviceHere().then(setHere)
  }, [devices])
  const allow = async (key: string) => {
    setRefused(undefined)
    setCause(undefined)
    const allowed = await allowHere(key)
    if (typeof allowed === 'string') {
      setRefused(allowed)
      return
    }
    const { endpoint, keys: { p256dh = '', auth = '' } = {} } = allowed.toJSON()
    const body = {
      ...{ endpoint: endpoint ?? allowed.endpoint, keys: { p256dh, auth } },
      ...{ name: nameHere(), language: language.value },
    }
    await call('POST /v1/account/push', { body }).then(
      (now) => onChange(now.devices.length),
      setCause,
    )
  }
  const end = async (id: string) => {
    setCause(undefined)
    const ending =
      id === here ? endPushHere() : call('POST /v1/account/push/{id}/end', { path: { id } })
    await ending.then(() => onChange(devices.length - 1), setCause)
  }
  const isHere = devices.some(({ id }) => id === here)
  return (
    <>
      {devices.length === 0 ? <p class="quiet">{say(words.noDevice)}</p> : null}
      <ul>
        {devices.map(({ id, name, since }) => (
          <li key={id} class="row">
            <span>
              {name}
              {id === here ? ` (${say(words.here)})` : ''} · {showInstant(since, 'day')}
            </span>
            <button
              type="button"
              aria-label={say(words.endOf, { name })}
              onClick={() => void end(id)}
            >
              {say(words.end)}
            </button>
          </li>
        ))}
      </ul>
      {isHere || publicKey === undefined ? null : pushOffered() ? (
        <button type="button" onClick={() => void allow(publicKey)}>
          {say(words.allow)}
        </button>
      ) : (
        <p class="quiet">{say(words.none)}</p>
      )}
      {refused === undefined ? null : (
        <p class="trouble" role="alert">
          {say(words[refused])}
        </p>
      )}
      {cause === undefined ? null : <Refusal cause={cause} />}
    </>
  )
}
