/** A problem that a person saw or was told of (采集). */
import { useRef, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { mayAs } from '../../state/rights.ts'
import { newKey } from '../../state/new-key.ts'
import { caseWords, problemWords } from '../../words/cases.ts'
import { say } from '../../words/words.ts'
import { FormEnd } from './form-end.tsx'
import { PhotoPicker, usePhotos } from './photos.tsx'
import { ProblemKind } from './problem-kind.tsx'
import { ProblemPlace } from './problem-place.tsx'
import { ProblemCaller } from './problem-caller.tsx'
import { emptyProblem, hasReporter, problemBody, type ProblemFields } from './problem.ts'
import { troubleText } from './trouble.ts'

export interface ProblemDialogProps {
  readonly onClose: () => void
  readonly onReported: (id: string) => void
}

export function ProblemDialog({ onClose, onReported }: ProblemDialogProps) {
  const [fields, setFields] = useState(emptyProblem)
  const [sending, setSending] = useState(false)
  const [trouble, setTrouble] = useState<string>()
  const chosen = usePhotos()
  const after = usePhotos()
  // Sent again after an answer was lost, the same form opens no second case.
  const key = useRef('')
  key.current ||= newKey()
  const set = (changed: Partial<ProblemFields>) =>
    setFields((before) => ({ ...before, ...changed }))
  const report = async (event: SubmitEvent) => {
    event.preventDefault()
    setSending(true)
    setTrouble(undefined)
    try {
      const { id } = await call('POST /v1/cases', {
        body: problemBody(fields, chosen.photos, after.photos),
        headers: { 'idempotency-key': key.current },
      })
      onClose()
      onReported(id)
    } catch (cause) {
      setTrouble(troubleText(cause))
      setSending(false)
    }
  }
  const untitled = fields.titleZh.trim() === '' && fields.titleEn.trim() === ''
  return (
    <Dialog title={say(problemWords.report)} onClose={onClose}>
      <form class="fields" onSubmit={(event) => void report(event)}>
        <label>
          {say(problemWords.titleZh)}
          <input
            value={fields.titleZh}
            maxLength={120}
            required={untitled}
            onInput={(event) => set({ titleZh: event.currentTarget.value })}
          />
        </label>
        <label>
          {say(problemWords.titleEn)}
          <input
            value={fields.titleEn}
            maxLength={120}
            aria-describedby="one-title"
            onInput={(event) => set({ titleEn: event.currentTarget.value })}
          />
        </label>
        <p id="one-title" class="quiet">
          {say(problemWords.oneTitle)}
        </p>
        <ProblemKind fields={fields} set={set} />
        <label>
          {say(caseWords.text)}
          <textarea
            value={fields.text}
            maxLength={2_000}
            rows={3}
            onInput={(event) => set({ text: event.currentTarget.value })}
          />
        </label>
        {hasReporter(fields.source) ? <ProblemCaller fields={fields} set={set} /> : null}
        <ProblemPlace fields={fields} set={set} />
        <PhotoPicker chosen={chosen} />
        {mayAs(['inspector']) ? (
          <>
            <label>
              {say(problemWords.handled)}
              <textarea
                value={fields.handled}
                maxLength={2_000}
                rows={2}
                onInput={(event) => set({ handled: event.currentTarget.value })}
              />
            </label>
            {fields.handled.trim() === '' ? null : (
              <PhotoPicker chosen={after} legend={problemWords.photosAfter} />
            )}
          </>
        ) : null}
        <FormEnd
          trouble={trouble}
          sending={sending}
          uploading={chosen.uploading || after.uploading}
          submit={problemWords.submit}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
