/** One channel: whether it is on, where it leads, which grades come by it in which hours. */
import type { ComponentChildren } from 'preact'

import {
  gravest,
  personalChannelWords,
  silencedGrades,
  type PersonalChannel,
} from '../../../core/personal-terms.ts'
import { severityWords } from '../../../core/severity.ts'
import { personalWords as words } from '../../words/personal.ts'
import { say } from '../../words/words.ts'

type Grade = (typeof silencedGrades)[number]

/** Whether one says where it leads. */
export const hasAddress = (channel: PersonalChannel): boolean =>
  channel === 'webhook' || channel === 'robot'

export interface WayDraft {
  readonly channel: PersonalChannel
  readonly on: boolean
  readonly address: string
  readonly grades: readonly Grade[]
  readonly quietGrades: readonly Grade[]
}

interface WayProps {
  readonly way: WayDraft
  readonly origins: readonly string[]
  readonly set: (way: WayDraft) => void
  /** Of all but the first. */
  readonly earlier?: () => void
  readonly children?: ComponentChildren
}

export function Way({ way, origins, set, earlier, children }: WayProps) {
  const { channel, on } = way
  const name = say(personalChannelWords[channel])
  return (
    <fieldset>
      <legend>{name}</legend>
      <span class="row">
        {channel === 'console' ? null : (
          <label class="row">
            <input
              type="checkbox"
              checked={on}
              onChange={(event) => set({ ...way, on: event.currentTarget.checked })}
            />
            {say(words.use)}
          </label>
        )}
        {earlier === undefined ? null : (
          <button type="button" onClick={earlier}>
            {say(words.earlier, { channel: name })}
          </button>
        )}
      </span>
      {children}
      {channel === 'console' || !on ? null : (
        <>
          {hasAddress(channel) ? (
            <label>
              {say(channel === 'webhook' ? words.webhookAddress : words.robotAddress)}
              <input
                required
                value={way.address}
                autocapitalize="none"
                onInput={(event) => set({ ...way, address: event.currentTarget.value.trim() })}
              />
            </label>
          ) : null}
          {channel === 'webhook' ? (
            <p class="quiet">{say(words.webhookHelp, { origins: origins.join(' ') })}</p>
          ) : null}
          <Grades
            label={say(words.grades)}
            grades={way.grades}
            set={(grades) => set({ ...way, grades })}
          />
          <Grades
            label={say(words.quietGrades)}
            grades={way.quietGrades}
            set={(quietGrades) => set({ ...way, quietGrades })}
          />
        </>
      )}
    </fieldset>
  )
}

interface GradesProps {
  readonly label: string
  readonly grades: readonly Grade[]
  readonly set: (grades: readonly Grade[]) => void
}

const Grades = ({ label, grades, set }: GradesProps) => (
  <div role="group" aria-label={label}>
    <span>{label}</span>
    <span class="row">
      {silencedGrades.map((grade) => (
        <label key={grade} class="row">
          <input
            type="checkbox"
            checked={grades.includes(grade)}
            onChange={(event) =>
              set(
                event.currentTarget.checked
                  ? [...grades, grade]
                  : grades.filter((one) => one !== grade),
              )
            }
          />
          {say(severityWords[grade])}
        </label>
      ))}
      <label class="row">
        <input type="checkbox" checked disabled />
        {say(severityWords[gravest])}
      </label>
    </span>
  </div>
)
