/** The limits, times and hours by which the rules judge a device, and whence each is; another one is a draft of the rules. */
import { useState } from 'preact/hooks'

import { rulesDraftRoles } from '../../../core/actor.ts'
import type { AnswerOf } from '../../api/routes.ts'
import type { Device, DeviceNumber } from '../../api/types.ts'
import { CertaintyMark } from '../../parts/certainty-mark.tsx'
import { sourceText } from '../../parts/source-text.ts'
import { rulePath } from '../../parts/device-names.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import type { Resource } from '../../state/resource.ts'
import { mayAs } from '../../state/rights.ts'
import { numberWords as words } from '../../words/device-numbers.ts'
import { deviceWords } from '../../words/devices.ts'
import { say } from '../../words/words.ts'
import {
  editedAs,
  isEditable,
  nameOfNumber,
  nameOfOrigin,
  overrideOf,
  placesOf,
  showNumberValue,
} from './device-number.ts'
import { OverrideDialog, type Edited } from './override-dialog.tsx'

type Answer = AnswerOf<'GET /v1/devices/{id}/rules'>

interface NumbersProps {
  readonly device: Device
  readonly rules: Resource<Answer>
}

export function DeviceNumbers({ device, rules }: NumbersProps) {
  const [edited, edit] = useState<Edited>()
  return (
    <Section title={say(words.title)} at={rules.at} wide>
      <Loaded resource={rules}>
        {(found) => (
          <>
            {found.rules.some(({ numbers }) => numbers.length > 0) ? (
              <NumberTable device={device} rules={found.rules} onEdit={edit} />
            ) : (
              <p class="quiet">{say(deviceWords.noRules)}</p>
            )}
            <Others others={found.others} />
          </>
        )}
      </Loaded>
      {edited === undefined ? null : (
        <OverrideDialog {...edited} onClose={() => edit(undefined)} onPut={rules.reload} />
      )}
    </Section>
  )
}

interface TableProps {
  readonly device: Device
  readonly rules: Answer['rules']
  readonly onEdit: (edited: Edited) => void
}

const NumberTable = ({ device, rules, onEdit }: TableProps) => (
  <Scrolling label={say(words.title)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(words.what)}</th>
          <th scope="col">{say(words.value)}</th>
          <th scope="col">{say(words.from)}</th>
          <th scope="col">{say(words.source)}</th>
          <th scope="col">{say(words.doing)}</th>
        </tr>
      </thead>
      {rules.map(({ id, title, numbers }) => (
        <tbody key={id} data-rule={id}>
          <tr>
            <th scope="rowgroup" colSpan={5}>
              <a href={rulePath(id)}>{say(title)}</a>
            </th>
          </tr>
          {numbers.map((number) => (
            <tr key={number.what} data-number={number.what}>
              <th scope="row">
                {nameOfNumber(number)}{' '}
                {number.title === undefined ? null : <code class="quiet">{number.what}</code>}
              </th>
              <td>{showNumberValue(number)}</td>
              <td>{nameOfOrigin(number.from)}</td>
              <td>
                {sourceText(number)}{' '}
                {number.certainty === undefined ? null : (
                  <CertaintyMark certainty={number.certainty} />
                )}
              </td>
              <td>
                <Edits device={device} rule={id} number={number} onEdit={onEdit} />
              </td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  </Scrolling>
)

function Edits({
  device,
  rule,
  number,
  onEdit,
}: Pick<TableProps, 'device' | 'onEdit'> & {
  readonly rule: string
  readonly number: DeviceNumber
}) {
  if (!mayAs(rulesDraftRoles) || !isEditable(rule, number)) return null
  const from = overrideOf(number)
  const name = editedAs(rule, number)?.path ?? number.what
  return (
    <span class="row no-print">
      <button
        type="button"
        aria-label={say(words.differOf, { name })}
        onClick={() => onEdit({ rule, number, places: placesOf(device), away: false })}
      >
        {say(words.differ)}
      </button>
      {from === undefined ? null : (
        <button
          type="button"
          aria-label={say(words.takeAwayOf, { name })}
          onClick={() => onEdit({ rule, number, places: [from], away: true })}
        >
          {say(words.takeAway)}
        </button>
      )}
    </span>
  )
}

const Others = ({ others }: Pick<Answer, 'others'>) =>
  others.length === 0 ? null : (
    <details>
      <summary>{say(words.others)}</summary>
      <ul class="plain-list">
        {others.map(({ id, title, reason }) => (
          <li key={id}>
            <a href={rulePath(id)}>{say(title)}</a> <span class="quiet">{say(reason)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
