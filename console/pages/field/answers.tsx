/** What the inspector answers on site: what the API offers, without what is on its way already. */
import { useState } from 'preact/hooks'

import type { CaseWithTimeline, CommandOf } from '../../api/types.ts'
import { withoutUndefined } from '../../api/without-undefined.ts'
import { act } from '../../offline/outbox.ts'
import { offered, type Action, type FieldCommand, type Person } from '../../offline/queue.ts'
import type { KeptPhoto } from '../../offline/sender.ts'
import { caseWords } from '../../words/cases.ts'
import { actionWords, crewWords, formWords } from '../../words/crew.ts'
import { answerWords, fieldWords } from '../../words/field.ts'
import { say } from '../../words/words.ts'
import { PhotoPicker, type Picked } from '../crew/photo-picker.tsx'
import { TextForm } from '../crew/text-form.tsx'
import { Here } from './here.tsx'
import { findHere } from './use-here.ts'

export interface AnswersProps {
  readonly order: CaseWithTimeline
  readonly person: Person
  readonly waiting: readonly Action[]
}

const forms = ['confirmProblem', 'denyProblem', 'verify', 'explain', 'comment'] as const
type FormName = (typeof forms)[number]

type Give = (request: FieldCommand, photos?: readonly KeptPhoto[]) => Promise<void>

export function Answers({ order, person, waiting }: AnswersProps) {
  const { id, claimed } = order.case
  const [open, setOpen] = useState<FormName>()
  const [trouble, setTrouble] = useState<string>()
  const names = offered(order.commands, waiting)
  const give: Give = async (request, photos = []) => {
    await act({ case: id, by: person, request, photos })
    setTrouble(undefined)
  }
  /** What takes a while, as finding a position does, closes no form that was opened meanwhile. */
  const giveBy =
    (name: FormName): Give =>
    async (request, photos) => {
      await give(request, photos)
      setOpen((now) => (now === name ? undefined : now))
    }
  const claim = () =>
    void give({ command: 'claim' }).catch((error: unknown) =>
      setTrouble(
        say(formWords.notKept, { message: error instanceof Error ? error.message : String(error) }),
      ),
    )
  if (names.length === 0)
    return (
      <p class="quiet">{say(waiting.length === 0 ? crewWords.nothingToDo : crewWords.onItsWay)}</p>
    )
  return (
    <div class="doing">
      {names.includes('claim') && claimed?.name !== person.name ? (
        <button type="button" class="primary wide" onClick={claim}>
          {say(actionWords.claim)}
        </button>
      ) : null}
      {trouble === undefined ? null : (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      {forms
        .filter((name) => names.includes(name))
        .map((name) => (
          <div key={name}>
            <button
              type="button"
              class="wide"
              aria-expanded={open === name}
              onClick={() => setOpen(open === name ? undefined : name)}
            >
              {say(actionWords[name])}
            </button>
            {open === name ? <Form name={name} order={order} onGive={giveBy(name)} /> : null}
          </div>
        ))}
    </div>
  )
}

interface FormProps {
  readonly name: FormName
  readonly order: CaseWithTimeline
  readonly onGive: Give
}

function Form({ name, order, onGive }: FormProps) {
  const draft = `${order.case.id}.${name}`
  if (name === 'explain')
    return (
      <TextForm
        draft={draft}
        label={formWords.latenessReason}
        submit={formWords.submitLateness}
        longest={500}
        onSubmit={(reason) => onGive({ command: 'explain', reason })}
      />
    )
  if (name === 'comment')
    return (
      <TextForm
        draft={draft}
        label={formWords.commentText}
        submit={formWords.submitComment}
        longest={2_000}
        onSubmit={(text) => onGive({ command: 'comment', text })}
      />
    )
  return name === 'verify' ? (
    <Verdict {...{ draft, order, onGive }} />
  ) : (
    <Check {...{ draft, order, onGive }} found={name === 'confirmProblem'} />
  )
}

type AnswerProps = Omit<FormProps, 'name'> & { readonly draft: string }

const named = (picked: readonly Picked[]) =>
  picked.map(({ photo, name }) => ({
    sha256: photo.sha256,
    ...(name === undefined ? {} : { name }),
  }))
const kept = (picked: readonly Picked[]) => picked.map(({ photo }) => photo)
const orNone = (text: string) => (text === '' ? undefined : text)

/** Whether a reported problem is one (核实). */
function Check({ draft, order, onGive, found }: AnswerProps & { readonly found: boolean }) {
  const [picked, setPicked] = useState<readonly Picked[]>([])
  const submit = async (text: string) => {
    const shared = { photos: named(picked), position: await findHere() }
    const request = found
      ? withoutUndefined<CommandOf<'confirmProblem'>>({
          command: 'confirmProblem',
          text: orNone(text),
          ...shared,
        })
      : withoutUndefined<CommandOf<'denyProblem'>>({
          command: 'denyProblem',
          reason: text,
          ...shared,
        })
    await onGive(request, kept(picked))
  }
  return (
    <TextForm
      draft={draft}
      label={found ? answerWords.confirmText : answerWords.denyReason}
      submit={answerWords.submit}
      longest={found ? 2_000 : 500}
      optional={found}
      onSubmit={submit}
    >
      <PhotoPicker picked={picked} onPicked={setPicked} />
      <Here place={order.case.place} />
    </TextForm>
  )
}

/** Whether what the crew did is enough (核查). */
function Verdict({ draft, order, onGive }: AnswerProps) {
  const [picked, setPicked] = useState<readonly Picked[]>([])
  const [result, setResult] = useState<'passed' | 'failed'>()
  const [despite, setDespite] = useState('')
  const standing = order.case.standing.length > 0 && result === 'passed'
  const submit = async (text: string) =>
    onGive(
      withoutUndefined<CommandOf<'verify'>>({
        command: 'verify',
        passed: result === 'passed',
        text: orNone(text),
        photos: named(picked),
        position: await findHere(),
        despite: standing ? despite.trim() : undefined,
      }),
      kept(picked),
    )
  return (
    <>
      <fieldset class="sheet field-result">
        <legend>{say(caseWords.result)}</legend>
        {(['passed', 'failed'] as const).map((value) => (
          <label key={value}>
            <input
              type="radio"
              name="result"
              checked={result === value}
              onChange={() => setResult(value)}
            />
            {say(caseWords[value])}
          </label>
        ))}
      </fieldset>
      {standing ? (
        <section class="sheet fields">
          <p class="trouble">{say(fieldWords.standing)}</p>
          <label>
            {say(caseWords.despite)}
            <input
              value={despite}
              maxLength={500}
              onInput={(event) => setDespite(event.currentTarget.value)}
            />
          </label>
        </section>
      ) : null}
      <TextForm
        draft={draft}
        label={result === 'failed' ? answerWords.failedText : answerWords.passedText}
        submit={answerWords.submit}
        longest={2_000}
        optional={result !== 'failed'}
        missing={
          result === undefined
            ? answerWords.chooseResult
            : standing && despite.trim() === ''
              ? answerWords.sayDespite
              : undefined
        }
        onSubmit={submit}
      >
        <PhotoPicker picked={picked} onPicked={setPicked} />
        <Here place={order.case.place} />
      </TextForm>
    </>
  )
}
