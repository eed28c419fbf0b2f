import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Case, CaseCommand, Unit } from '../../api/types.ts'
import { commandWords } from '../../words/case-commands.ts'
import { whyWords } from '../../words/case-record.ts'
import { caseWords } from '../../words/cases.ts'
import { duplicateWords } from '../../words/duplicates.ts'
import { SatisfactionChoice } from '../../parts/satisfaction-choice.tsx'
import { followDeskWords } from '../../words/follow.ts'
import { say } from '../../words/words.ts'
import { useResource } from '../../state/resource.ts'
import { FormEnd } from './form-end.tsx'
import { CountField, NoteField } from './order-fields.tsx'
import { LimitInput } from './limit-input.tsx'
import {
  commandBody,
  commandFields,
  mayEnd,
  needsText,
  noValues,
  unitChoices,
  type CommandName,
  type CommandValues,
} from './commands.ts'
import { unitName, units } from '../../parts/case-names.ts'
import { SuspensionFields } from '../../parts/suspension-fields.tsx'
import { PhotoPicker, usePhotos } from './photos.tsx'
import { BoundaryField } from './boundary-field.tsx'
import { supportWords } from '../../words/support.ts'
import { isSupportOpen } from '../../../core/support-terms.ts'
import { GroundField, HolderFields } from './coordination-fields.tsx'
import { AddresseeFields, OutcomeField } from './transfer-fields.tsx'
import { SupporterField, TaskFields } from './support-fields.tsx'
import { SupervisionFields } from './supervision-fields.tsx'

/** As the API takes them. */
const longestText: Partial<Record<CommandName, number>> = { reply: 1_000, rate: 500 }

export interface CommandFormProps {
  readonly command: CommandName
  readonly subject: Case
  /** The case that this one may be a repeat of. */
  readonly kept?: string | undefined
  readonly sending: boolean
  readonly trouble: string | undefined
  readonly onSend: (body: CaseCommand) => void
  readonly onCancel: () => void
}

export function CommandForm(props: CommandFormProps) {
  const { command, subject, sending, trouble, onSend, onCancel } = props
  const [values, setValues] = useState<CommandValues>({ ...noValues, kept: props.kept ?? '' })
  const chosen = usePhotos()
  const set = (changed: Partial<CommandValues>) =>
    setValues((before) => ({ ...before, ...changed }))
  const fields = commandFields[command]
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    onSend(commandBody(command, { ...values, photos: chosen.photos }))
  }
  return (
    <form class="fields" onSubmit={send}>
      {command === 'void' ? <p>{say(caseWords.voidSure)}</p> : null}
      {fields.includes('kept') ? (
        <KeptField kept={values.kept} onChange={(kept) => set({ kept })} />
      ) : null}
      {fields.includes('sure') ? <p>{say(caseWords.closeSure)}</p> : null}
      {fields.includes('unit') ? (
        <UnitField subject={subject} unit={values.unit} onChange={(unit) => set({ unit })} />
      ) : null}
      {fields.includes('note') ? <NoteField values={values} onChange={set} /> : null}
      {fields.includes('designated') ? (
        <UnitField needed subject={subject} unit={values.unit} onChange={(unit) => set({ unit })} />
      ) : null}
      {fields.includes('ground') ? <GroundField values={values} onChange={set} /> : null}
      {fields.includes('holder') ? (
        <HolderFields subject={subject} values={values} onChange={set} />
      ) : null}
      {fields.includes('addressee') ? <AddresseeFields values={values} onChange={set} /> : null}
      {fields.includes('outcome') ? <OutcomeField values={values} onChange={set} /> : null}
      {fields.includes('task') ? <TaskFields values={values} onChange={set} /> : null}
      {fields.includes('supporter') ? (
        <SupporterField subject={subject} unit={values.unit} onChange={set} />
      ) : null}
      {fields.includes('result') ? (
        <ResultField result={values.result} onChange={(result) => set({ result })} />
      ) : null}
      {fields.includes('supervision') ? <SupervisionFields values={values} onChange={set} /> : null}
      {fields.includes('demand') ? (
        <label>
          {say(caseWords.demand)}
          <textarea
            rows={3}
            maxLength={500}
            required
            value={values.demand}
            onInput={(event) => set({ demand: event.currentTarget.value })}
          />
        </label>
      ) : null}
      {fields.includes('limit') ? (
        <LimitInput
          limit={values}
          legend={say(fields.includes('demand') ? caseWords.answerWithin : caseWords.newLimit)}
          onChange={set}
        />
      ) : null}
      {fields.includes('count') ? <CountField values={values} onChange={set} /> : null}
      {fields.includes('because') ? (
        <SuspensionFields because={values.because} until={values.until} onChange={set} />
      ) : null}
      {fields.includes('reason') ? (
        <label>
          {say(caseWords.reason)}
          <textarea
            rows={3}
            maxLength={500}
            required
            value={values.reason}
            onInput={(event) => set({ reason: event.currentTarget.value })}
          />
        </label>
      ) : null}
      {fields.includes('boundary') ? (
        <BoundaryField subject={subject} values={values} onChange={set} />
      ) : null}
      {fields.includes('satisfaction') ? (
        <SatisfactionChoice
          legend={say(followDeskWords.rating)}
          chosen={values.rating}
          onChoose={(rating) => set({ rating })}
        />
      ) : null}
      {fields.includes('text') ? (
        <label>
          {say(values.result === 'failed' ? caseWords.reason : caseWords.text)}
          <textarea
            rows={4}
            maxLength={longestText[command] ?? 2_000}
            required={needsText(command, values)}
            value={values.text}
            onInput={(event) => set({ text: event.currentTarget.value })}
          />
        </label>
      ) : null}
      <DespiteField {...{ subject, command, values }} onChange={set} />
      {fields.includes('photos') ? <PhotoPicker chosen={chosen} /> : null}
      <FormEnd
        trouble={trouble}
        sending={sending}
        uploading={chosen.uploading}
        submit={commandWords[command]}
        onCancel={onCancel}
      />
    </form>
  )
}

interface DespiteFieldProps extends Pick<CommandFormProps, 'subject' | 'command'> {
  readonly values: CommandValues
  readonly onChange: (changed: Partial<CommandValues>) => void
}

/** Why it is gone on with although an alarm stands, or a supporting unit is not done. */
function DespiteField({ subject, command, values, onChange }: DespiteFieldProps) {
  const { standing, supports = [] } = subject
  const isReport = command === 'report'
  const isAsked = isReport
    ? supports.some(({ state }) => isSupportOpen(state))
    : standing.length > 0 && mayEnd(command, values)
  if (!isAsked) return null
  return (
    <label>
      {say(isReport ? supportWords.why : caseWords.despite)}
      <textarea
        rows={2}
        maxLength={500}
        value={values.despite ?? ''}
        onInput={(event) => onChange({ despite: event.currentTarget.value })}
      />
    </label>
  )
}

interface KeptFieldProps {
  readonly kept: string
  readonly onChange: (kept: string) => void
}

const KeptField = ({ kept, onChange }: KeptFieldProps) => (
  <>
    <p>{say(duplicateWords.duplicateSure)}</p>
    <label>
      {say(duplicateWords.kept)}
      <input
        required
        pattern="\s*C[0-9]{8}-[0-9a-f]{12}\s*"
        value={kept}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  </>
)

interface UnitFieldProps {
  /** The tables do not name it. */
  readonly needed?: boolean
  readonly subject: Case
  readonly unit: string
  readonly onChange: (unit: string) => void
}

function UnitField({ needed = false, subject, unit, onChange }: UnitFieldProps) {
  const { fitting, others } = unitChoices(subject, units.value)
  const today = useResource('report of today', (signal) => call('GET /v1/report/daily', { signal }))
  const open = new Map(today.value?.byUnit.map((row) => [row.unit, row.openAtEnd]))
  const load = (id: string): number | undefined =>
    today.value === undefined ? undefined : (open.get(id) ?? 0)
  return (
    <label>
      {say(caseWords.unit)}
      <select
        value={unit}
        required={needed}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="">{needed ? say(caseWords.choose) : <Automatic of={subject.id} />}</option>
        <Choices label={say(caseWords.fitting)} choices={fitting} load={load} />
        <Choices label={say(caseWords.otherUnits)} choices={others} load={load} />
      </select>
    </label>
  )
}

/** Whom it goes to when nobody is named. */
function Automatic({ of }: { readonly of: string }) {
  const found = useResource(`assignment ${of}`, (signal) =>
    call('GET /v1/cases/{id}/assignment', { path: { id: of }, signal }),
  )
  if (found.value === undefined) return <>{say(caseWords.automatic)}</>
  const { unit, why } = found.value
  if (unit === undefined || why === undefined) return <>{say(caseWords.automaticNone)}</>
  return <>{say(caseWords.automaticTo, { unit: unitName(unit), why: say(whyWords[why]) })}</>
}

interface ChoicesProps {
  readonly label: string
  readonly choices: readonly Unit[]
  /** How many open cases a unit has; undefined while it is not known. */
  readonly load: (id: string) => number | undefined
}

const Choices = ({ label, choices, load }: ChoicesProps) =>
  choices.length === 0 ? null : (
    <optgroup label={label}>
      {choices.map(({ id, name }) => (
        <option key={id} value={id}>
          {say(name)}
          {load(id) === undefined ? '' : ` · ${say(caseWords.unitLoad, { count: load(id) ?? 0 })}`}
        </option>
      ))}
    </optgroup>
  )

interface ResultFieldProps {
  readonly result: CommandValues['result']
  readonly onChange: (result: CommandValues['result']) => void
}

const ResultField = ({ result, onChange }: ResultFieldProps) => (
  <fieldset>
    <legend>{say(caseWords.result)}</legend>
    {(['passed', 'failed'] as const).map((choice) => (
      <label key={choice} class="result-choice">
        <input
          type="radio"
          name="result"
          required
          checked={result === choice}
          onChange={() => onChange(choice)}
        />
        {say(caseWords[choice])}
      </label>
    ))}
  </fieldset>
)
