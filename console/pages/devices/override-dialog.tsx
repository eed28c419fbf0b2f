/** A draft of the rules in which a limit, a time of a level or a schedule differs for a device, its owner, street or district, or no longer does. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { DeviceNumber } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { DraftResult } from '../../parts/draft-result.tsx'
import { WhyForm } from '../../parts/why-form.tsx'
import { numberWords as words } from '../../words/device-numbers.ts'
import { versionWords } from '../../words/rule-versions.ts'
import { say } from '../../words/words.ts'
import {
  editedAs,
  editOf,
  nameOfNumber,
  nameOfOrigin,
  showNumberValue,
  writtenOf,
  type Place,
} from './device-number.ts'

export interface Edited {
  readonly rule: string
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

export function OverrideDialog({ rule, number, places, away, onClose, onPut }: DialogProps) {
  const { unit, from } = number
  const edited = editedAs(rule, number)
  const name = edited?.path ?? number.what
  const [chosen, choose] = useState(0)
  const [value, setValue] = useState(writtenOf(number))
  const [source, setSource] = useState('')
  const [version, setVersion] = useState<number>()
  const save = async (why: string) => {
    const place = places[chosen]
    const change = editOf(rule, number, away ? null : value)
    if (place === undefined || change === undefined) return
    const edit = { ...place, ...change, ...(source.trim() !== '' && { source }) }
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
                {say(words.value)} {edited?.as === 'limits' ? `(${unit})` : null}
                <input
                  {...(edited?.as === 'limits'
                    ? { type: 'number', step: 'any' }
                    : { maxLength: edited?.as === 'schedules' ? 500 : 64 })}
                  required
                  value={value}
                  onInput={(event) => setValue(event.currentTarget.value)}
                />
              </label>
              {edited?.as === 'times' ? <p class="quiet">{say(words.timeHelp)}</p> : null}
              {edited?.as === 'schedules' ? <p class="quiet">{say(words.hoursHelp)}</p> : null}
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
