/** What the crew can do to the order now: what the API offers, without what is on its way already. */
import { useState } from 'preact/hooks'

import { act } from '../../offline/outbox.ts'
import { offered, type Action, type CrewCommand, type Person } from '../../offline/queue.ts'
import type { KeptPhoto } from '../../offline/sender.ts'
import { withoutUndefined } from '../../api/without-undefined.ts'
import type { CaseWithTimeline, CommandOf } from '../../api/types.ts'
import { actionWords, crewWords, formWords } from '../../words/crew.ts'
import { isSupportOpen } from '../../../core/support-terms.ts'
import { supportWords } from '../../words/support.ts'
import { say } from '../../words/words.ts'
import { Arrive } from './arrive.tsx'
import { AskSuspension } from './ask-suspension.tsx'
import { PhotoPicker, photoReferences, type Picked } from './photo-picker.tsx'
import { Reinforce } from './reinforce.tsx'
import { TextForm } from './text-form.tsx'

export interface DoingProps {
  readonly order: CaseWithTimeline
  readonly person: Person
  readonly waiting: readonly Action[]
}

const forms = [
  'report',
  'return',
  'askExtension',
  'askSuspension',
  'reinforce',
  'explain',
  'answerSupervision',
  'reportSupport',
  'declineSupport',
  'comment',
] as const
type FormName = (typeof forms)[number]

type Give = (request: CrewCommand, photos?: readonly KeptPhoto[]) => Promise<void>

export function Doing({ order, person, waiting }: DoingProps) {
  const { id } = order.case
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
  const giveNow = (request: CrewCommand) =>
    void give(request).catch((error: unknown) =>
      setTrouble(
        say(formWords.notKept, { message: error instanceof Error ? error.message : String(error) }),
      ),
    )

  const hasArrived =
    (order.case.stage === 'handling' && order.case.arrivedAt !== undefined) ||
    waiting.some(({ request }) => request.command === 'arrive')
  const next = hasArrived && !names.includes('acceptOrder') ? 'report' : undefined
  if (names.length === 0)
    return (
      <p class="quiet">{say(waiting.length === 0 ? crewWords.nothingToDo : crewWords.onItsWay)}</p>
    )
  return (
    <div class="doing">
      {names.includes('acceptOrder') ? (
        <button
          type="button"
          class="primary wide"
          onClick={() => giveNow({ command: 'acceptOrder' })}
        >
          {say(actionWords.acceptOrder)}
        </button>
      ) : null}
      {names.includes('acceptSupport') ? (
        <button
          type="button"
          class="primary wide"
          onClick={() => giveNow({ command: 'acceptSupport' })}
        >
          {say(actionWords.acceptSupport)}
        </button>
      ) : null}
      {names.includes('arrive') ? (
        <Arrive
          next={!names.includes('acceptOrder')}
          before={order.case.stage === 'handling' ? order.case.arrivedAt : undefined}
          onArrive={(position) =>
            giveNow(withoutUndefined<CommandOf<'arrive'>>({ command: 'arrive', position }))
          }
        />
      ) : null}
      {names.includes('resume') ? (
        <button type="button" class="primary wide" onClick={() => giveNow({ command: 'resume' })}>
          {say(actionWords.resume)}
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
              class={name === next && open !== name ? 'primary wide' : 'wide'}
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
  if (name === 'report') return <Report {...{ draft, order, onGive }} />
  if (name === 'reportSupport') return <ReportSupport {...{ draft, onGive }} />
  if (name === 'declineSupport')
    return (
      <TextForm
        draft={draft}
        label={supportWords.declineReason}
        submit={supportWords.submitDecline}
        longest={500}
        onSubmit={(reason) => onGive({ command: 'declineSupport', reason })}
      />
    )
  if (name === 'askSuspension') return <AskSuspension {...{ draft, onGive }} />
  if (name === 'reinforce') return <Reinforce {...{ draft, onGive }} />
  if (name === 'return')
    return (
      <TextForm
        draft={draft}
        label={formWords.returnReason}
        submit={formWords.submitReturn}
        longest={500}
        onSubmit={(reason) => onGive({ command: 'return', reason })}
      />
    )
  if (name === 'askExtension')
    return (
      <TextForm
        draft={draft}
        label={formWords.extensionReason}
        submit={formWords.submitExtension}
        longest={500}
        onSubmit={(reason) => onGive({ command: 'askExtension', reason })}
      />
    )
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
  if (name === 'answerSupervision')
    return (
      <TextForm
        draft={draft}
        label={formWords.supervisionAnswer}
        submit={formWords.submitAnswer}
        longest={2_000}
        onSubmit={(text) => onGive({ command: 'answerSupervision', text })}
      />
    )
  return (
    <TextForm
      draft={draft}
      label={formWords.commentText}
      submit={formWords.submitComment}
      longest={2_000}
      onSubmit={(text) => onGive({ command: 'comment', text })}
    />
  )
}

type ReportProps = Pick<FormProps, 'onGive'> & { readonly draft: string }

/** Where a supporting unit is not done, the lead says why it does not wait. */
function Report({ draft, order, onGive }: ReportProps & Pick<FormProps, 'order'>) {
  const [picked, setPicked] = useState<readonly Picked[]>([])
  const [despite, setDespite] = useState('')
  const { supports = [] } = order.case
  const waits = supports.some(({ state }) => isSupportOpen(state))
  const submit = (text: string) =>
    onGive(
      withoutUndefined<CommandOf<'report'>>({
        command: 'report',
        text,
        photos: photoReferences(picked),
        despite: waits ? despite.trim() : undefined,
      }),
      picked.map(({ photo }) => photo),
    )
  const lacksPhoto = order.photoRequired && picked.length === 0
  const lacksReason = waits && despite.trim() === ''
  return (
    <TextForm
      draft={draft}
      label={formWords.reportText}
      submit={formWords.submitReport}
      longest={2_000}
      missing={
        lacksPhoto ? formWords.photoNeeded : lacksReason ? supportWords.whyNeeded : undefined
      }
      onSubmit={submit}
    >
      {waits ? (
        <label>
          {say(supportWords.why)}
          <textarea
            rows={2}
            maxLength={500}
            value={despite}
            onInput={(event) => setDespite(event.currentTarget.value)}
          />
        </label>
      ) : null}
      <PhotoPicker picked={picked} onPicked={setPicked} />
    </TextForm>
  )
}

function ReportSupport({ draft, onGive }: ReportProps) {
  const [picked, setPicked] = useState<readonly Picked[]>([])
  return (
    <TextForm
      draft={draft}
      label={supportWords.doneText}
      submit={supportWords.submitDone}
      longest={2_000}
      onSubmit={(text) =>
        onGive(
          { command: 'reportSupport', text, photos: photoReferences(picked) },
          picked.map(({ photo }) => photo),
        )
      }
    >
      <PhotoPicker picked={picked} onPicked={setPicked} />
    </TextForm>
  )
}
