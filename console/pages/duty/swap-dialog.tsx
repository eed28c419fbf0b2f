/** Another person on duty for a time (换班); who did it and why stands in the rota. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Rota } from '../../api/types.ts'
import { fieldOf, instantIn } from '../../parts/city-time.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { WhyForm } from '../../parts/why-form.tsx'
import { city } from '../../state/city.ts'
import { rotaWords as words } from '../../words/duty.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'

interface SwapDialogProps {
  readonly rota: Rota
  readonly onSwapped: () => void
  readonly onClose: () => void
}

export function SwapDialog({ rota, onSwapped, onClose }: SwapDialogProps) {
  const { unit, turns, people } = rota
  const zone = city.value?.zone ?? 'Asia/Shanghai'
  const [place, setPlace] = useState(0)
  const turn = turns[place]
  const [from, setFrom] = useState(fieldOf(turn?.from ?? 0, zone))
  const [to, setTo] = useState(fieldOf(turn?.to ?? 0, zone))
  const others = people.filter(({ name }) => name !== turn?.person)
  const [other, setOther] = useState<string>()
  const chosen = other ?? others[0]?.name ?? ''
  const choose = (next: number) => {
    setPlace(next)
    setFrom(fieldOf(turns[next]?.from ?? 0, zone))
    setTo(fieldOf(turns[next]?.to ?? 0, zone))
    setOther(undefined)
  }
  const swap = async (reason: string) => {
    await call('POST /v1/duty/{unit}/swap', {
      path: { unit },
      body: {
        ...{ from: instantIn(from, zone) ?? 0, to: instantIn(to, zone) ?? 0 },
        ...{ out: turn?.person ?? '', in: chosen, reason },
      },
    })
    onClose()
    onSwapped()
  }
  return (
    <Dialog title={say(words.swap)} onClose={onClose}>
      <WhyForm submit={words.swap} onSubmit={swap}>
        <label>
          {say(words.out)}
          <select value={place} onChange={(event) => choose(Number(event.currentTarget.value))}>
            {turns.map((one, number) => (
              <option key={`${one.from} ${one.person}`} value={number}>
                {people.find(({ name }) => name === one.person)?.person ?? one.person}{' '}
                {showInstant(one.from, 'minute')}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say(words.in)}
          <select value={chosen} onChange={(event) => setOther(event.currentTarget.value)}>
            {others.map(({ name, person = name }) => (
              <option key={name} value={name}>
                {person}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say(words.from)}
          <input
            type="datetime-local"
            required
            step={1}
            value={from}
            onInput={(event) => setFrom(event.currentTarget.value)}
          />
        </label>
        <label>
          {say(words.to)}
          <input
            type="datetime-local"
            required
            step={1}
            value={to}
            onInput={(event) => setTo(event.currentTarget.value)}
          />
        </label>
      </WhyForm>
    </Dialog>
  )
}
