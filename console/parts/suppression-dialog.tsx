/** Holds alarms back for a while: what, how long, why; how much that would be before it is done. */
import { useRef, useState } from 'preact/hooks'

import { suppressionKinds, suppressionWords } from '../../core/case-terms.ts'
import { severities } from '../../core/severity.ts'
import { call } from '../api/client.ts'
import type { AnswerOf } from '../api/routes.ts'
import { newKey } from '../state/new-key.ts'
import { suppressionPageWords as words } from '../words/suppressions.ts'
import { shellWords } from '../words/shell.ts'
import { say } from '../words/words.ts'
import { Dialog } from './dialog.tsx'
import { Refusal } from './refusal.tsx'
import { SeverityOptions } from './severity-options.tsx'
import {
  emptySuppression,
  suppressionBody,
  type SuppressionFields,
  type SuppressionSubject,
} from './suppression-fields.ts'

export interface SuppressionDialogProps {
  readonly subject: SuppressionSubject
  readonly onClose: () => void
  readonly onMade?: () => void
}

interface PartProps {
  readonly fields: SuppressionFields
  readonly set: (changed: Partial<SuppressionFields>) => void
}

export function SuppressionDialog({ subject, onClose, onMade }: SuppressionDialogProps) {
  const [fields, setFields] = useState<SuppressionFields>({ ...emptySuppression, ...subject })
  const [reach, setReach] = useState<AnswerOf<'POST /v1/suppressions/preview'>>()
  const [sending, setSending] = useState(false)
  const [cause, setCause] = useState<unknown>()
  // What is sent again under its key must say the same, its end as well.
  const sent = useRef<{ readonly key: string; readonly opened: number } | undefined>(undefined)
  sent.current ??= { key: newKey(), opened: Date.now() }
  const { key, opened } = sent.current
  const set = (changed: Partial<SuppressionFields>) => {
    sent.current = { key: newKey(), opened: Date.now() }
    setReach(undefined)
    setFields((before) => ({ ...before, ...changed }))
  }
  const attempt = async (work: () => Promise<void>) => {
    setSending(true)
    setCause(undefined)
    try {
      await work()
    } catch (thrown) {
      setCause(thrown)
    }
    setSending(false)
  }
  const body = () => suppressionBody(fields, opened)
  const preview = () =>
    attempt(async () => setReach(await call('POST /v1/suppressions/preview', { body: body() })))
  const make = () =>
    attempt(async () => {
      await call('POST /v1/suppressions', { body: body(), headers: { 'idempotency-key': key } })
      onClose()
      onMade?.()
    })
  return (
    <Dialog title={say(words.add)} onClose={onClose}>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault()
          void make()
        }}
      >
        <Subject fields={fields} set={set} />
        <Terms fields={fields} set={set} />
        {cause === undefined ? null : <Refusal cause={cause} />}
        <p role="status">{reach === undefined ? '' : say(words.previewed, { ...reach })}</p>
        <div class="row">
          <button type="button" disabled={sending} onClick={() => void preview()}>
            {say(words.preview)}
          </button>
          <button type="submit" class="primary" disabled={sending}>
            {say(sending ? shellWords.sending : words.add)}
          </button>
          <button type="button" onClick={onClose}>
            {say(shellWords.cancel)}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

const Subject = ({ fields, set }: PartProps) => (
  <>
    <div class="row">
      <label>
        {say(words.kind)}
        <select
          value={fields.kind}
          onChange={({ currentTarget }) =>
            set({
              kind: suppressionKinds.find((kind) => kind === currentTarget.value) ?? 'shelving',
            })
          }
        >
          {suppressionKinds.map((kind) => (
            <option key={kind} value={kind}>
              {say(suppressionWords[kind])}
            </option>
          ))}
        </select>
      </label>
      {fields.kind === 'permit' ? (
        <label>
          {say(words.permit)}
          <input
            required
            maxLength={64}
            value={fields.permit}
            onInput={(event) => set({ permit: event.currentTarget.value })}
          />
        </label>
      ) : null}
    </div>
    <label>
      {say(words.devices)}
      <input
        required={fields.cells.trim() === ''}
        value={fields.devices}
        onInput={(event) => set({ devices: event.currentTarget.value })}
      />
    </label>
    <label>
      {say(words.cells)}
      <input value={fields.cells} onInput={(event) => set({ cells: event.currentTarget.value })} />
    </label>
    <label>
      {say(words.rules)}
      <input value={fields.rules} onInput={(event) => set({ rules: event.currentTarget.value })} />
    </label>
  </>
)

const Terms = ({ fields, set }: PartProps) => (
  <>
    <div class="row">
      <label>
        {say(words.lasts)}
        <input
          type="number"
          required
          min={1}
          max={9_000}
          value={fields.count}
          onInput={(event) => set({ count: event.currentTarget.value })}
        />
      </label>
      <label>
        {say(words.unit)}
        <select
          value={fields.unit}
          onChange={({ currentTarget }) =>
            set({ unit: currentTarget.value === 'days' ? 'days' : 'hours' })
          }
        >
          <option value="hours">{say(words.hours)}</option>
          <option value="days">{say(words.days)}</option>
        </select>
      </label>
      <label>
        {say(words.upTo)}
        <select
          value={fields.upTo ?? ''}
          onChange={({ currentTarget }) =>
            set({ upTo: severities.find((severity) => severity === currentTarget.value) })
          }
        >
          <option value="">{say(words.usual)}</option>
          <SeverityOptions />
        </select>
      </label>
    </div>
    <label>
      {say(words.daily)}
      <input
        pattern="\d\d:\d\d-\d\d:\d\d"
        value={fields.daily}
        onInput={(event) => set({ daily: event.currentTarget.value })}
      />
    </label>
    <label>
      {say(words.reason)}
      <textarea
        rows={2}
        maxLength={500}
        required
        value={fields.reason}
        onInput={(event) => set({ reason: event.currentTarget.value })}
      />
    </label>
  </>
)
