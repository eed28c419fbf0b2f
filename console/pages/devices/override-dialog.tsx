/** A draft of the rules in which a limit differs for a device, its owner, street or district, or no longer does. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { DeviceNumber } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { DraftResult } from '../../parts/draft-result.tsx'
import { WhyForm } from '../../parts/why-form.tsx'
import { numberWords as words } from '../../words/device-numbers.ts'
import { versionWords } from '../../words/rule-versions.ts'
import { say } from '../../words/words.ts'
import { nameOfNumber, nameOfOrigin, showNumberValue, type Place } from './device-number.ts'

export interface Edited {
  readonly number: DeviceNumber
  /** For whom it may differ, the one that is offered first. */
  readonly places: readonly Place[]
  /** What differs is taken back. */
  readonly away: boolean
}

interface DialogProps extends Edited {
  readonly onClose: () => void
  readonly onPut: () => void
}

export function OverrideDialog({ number, places, away, onClose, onPut }: DialogProps) {
  const { what: name, value: before, unit, from } = number
  const [chosen, choose] = useState(0)
  const [value, setValue] = useState(typeof before === 'number' ? String(before) : '')
  const [source, setSource] = useState('')
  const [version, setVersion] = useState<number>()
  const save = async (why: string) => {
    const place = places[chosen]
    if (place === undefined) return
    const limits = { [name]: away ? null : Number(value) }
    const edit = { ...place, limits, ...(source.trim() !== '' && { source }) }
    const made = await call('POST /v1/rules/drafts', { body: { why, overrides: [edit] } })
    setVersion(made.version)
  }
  return (
    <Dialog title={say(away ? words.takeAwayOf : words.differOf, { name })} onClose={onClose}>
      <p>{nameOfNumber(number)}</p>
      <p class="quiet">
        {say(words.now, { value: showNumberValue(number), from: nameOfOrigin(from) })}{' '}
        {say(words.nearest)}
      </p>
      {version !== undefined ? (
        <DraftResult version={version} onPut={onPut} />
      ) : (
        <WhyForm submit={versionWords.draft} onSubmit={save}>
          {away ? null : (
            <>
              <label>
                {say(words.forWhom)}
                <select
                  value={chosen}
                  onChange={(event) => choose(Number(event.currentTarget.value))}
                >
                  {places.map(({ scope, code }, index) => (
                    <option key={scope} value={index}>
                      {nameOfOrigin(`${scope} ${code}`)}
                    </option>
                  ))}
                </select>
              </label>
              <label>
                {say(words.value)} ({unit})
                <input
                  type="number"
                  step="any"
                  required
                  value={value}
                  onInput={(event) => setValue(event.currentTarget.value)}
                />
              </label>
              <label>
                {say(words.sourceHelp)}
                <input
                  maxLength={500}
                  value={source}
                  onInput={(event) => setSource(event.currentTarget.value)}
                />
              </label>
            </>
          )}
        </WhyForm>
      )}
    </Dialog>
  )
}
