/** A problem that an inspector meets on the way (上报), with pictures and position, with or without network. */
import { useEffect, useState } from 'preact/hooks'

import type { Bilingual } from '../../../core/bilingual.ts'
import type { Position } from '../../offline/position.ts'
import { act, actions, clientId } from '../../offline/outbox.ts'
import { ofPerson, type Person } from '../../offline/queue.ts'
import { categories, categoryName, loadNames } from '../../parts/case-names.ts'
import { city } from '../../state/city.ts'
import { fieldWords, reportWords } from '../../words/field.ts'
import { walkWords } from '../../words/patrols.ts'
import { say } from '../../words/words.ts'
import { emptyProblem, problemBody, type ProblemFields } from '../cases/problem.ts'
import { onlyOf, ProblemRule, standardsOf } from '../cases/problem-kind.tsx'
import { PhotoPicker, type Picked } from '../crew/photo-picker.tsx'
import { StateBar } from '../crew/state-bar.tsx'
import { TextForm } from '../crew/text-form.tsx'
import { useCrew, useOutbox } from '../crew/use-crew.ts'
import { Waiting } from '../crew/waiting.tsx'
import { Here } from './here.tsx'
import { Tabs } from './tabs.tsx'
import { findHere, useHere } from './use-here.ts'
import { usePatrol } from './use-patrol.ts'
import { walk } from './walk.ts'
import '../crew/crew.css'
import './field.css'

export function Reporting() {
  const person = useCrew()
  return person === undefined ? null : <ReportingOf person={person} />
}

function ReportingOf({ person }: { readonly person: Person }) {
  useOutbox(person)
  usePatrol(person)
  const [count, setCount] = useState(0)
  const [kept, setKept] = useState(false)
  useEffect(() => void loadNames(), [])
  const waiting = ofPerson(actions.value, person).filter(
    ({ request }) => request.command === 'collect',
  )
  const another = () => {
    setCount(count + 1)
    setKept(false)
  }
  return (
    <main id="content" class="page crew">
      <h1>{say(reportWords.title)}</h1>
      <Tabs />
      <StateBar person={person} />
      {waiting.length === 0 ? null : (
        <ul class="record">
          {waiting.map((action) => (
            <Waiting key={action.id} action={action} person={person} behind={false} />
          ))}
        </ul>
      )}
      {kept ? (
        <section class="sheet">
          <p role="status">{say(reportWords.kept)}</p>
          <button type="button" class="primary wide" onClick={another}>
            {say(reportWords.another)}
          </button>
          <a class="touch wide" href="/field">
            {say(fieldWords.back)}
          </a>
        </section>
      ) : (
        <ReportForm key={count} person={person} onKept={() => setKept(true)} />
      )}
    </main>
  )
}

interface ReportFormProps {
  readonly person: Person
  readonly onKept: () => void
}

function ReportForm({ person, onKept }: ReportFormProps) {
  // Pressed twice, the same form is one report.
  const [id] = useState(clientId)
  const [fields, setFields] = useState<ProblemFields>({ ...emptyProblem, source: 'patrol' })
  const [picked, setPicked] = useState<readonly Picked[]>([])
  const position = useHere()
  const under = walk.value?.by === person.name ? walk.value : undefined
  const set = (changed: Partial<ProblemFields>) =>
    setFields((before) => ({ ...before, ...changed }))
  const submit = async (text: string) => {
    const body = problemBody(
      { ...fields, ...titleOf(fields.category), ...degrees(await findHere()), text },
      picked.map(({ photo, name }) => ({
        sha256: photo.sha256,
        ...(name === undefined ? {} : { name }),
      })),
    )
    const photos = picked.map(({ photo }) => photo)
    const patrol = under === undefined ? {} : { patrol: under.id }
    await act({ id, by: person, request: { command: 'collect', ...body, ...patrol }, photos })
    onKept()
  }
  return (
    <>
      {under === undefined ? null : (
        <p role="status">{say(walkWords.onPatrol, { name: under.name })}</p>
      )}
      <div class="fields sheet">
        <label>
          {say(reportWords.category)}
          <select
            value={fields.category}
            onChange={({ currentTarget: { value } }) =>
              set({ category: value, standard: onlyOf(value) })
            }
          >
            <option value="">{say(reportWords.choose)}</option>
            {categories().map((code) => (
              <option key={code} value={code}>
                {categoryName(code)}
              </option>
            ))}
          </select>
        </label>
        {fields.category === '' ? null : <ProblemRule fields={fields} set={set} />}
        <label>
          {say(reportWords.place)}
          <input
            value={fields.description}
            maxLength={500}
            onInput={(event) => set({ description: event.currentTarget.value })}
          />
        </label>
      </div>
      <TextForm
        draft="report"
        label={reportWords.text}
        submit={reportWords.submit}
        longest={2_000}
        missing={missing(fields, position)}
        onSubmit={submit}
      >
        <PhotoPicker picked={picked} onPicked={setPicked} />
        <Here place={{}} />
      </TextForm>
    </>
  )
}

function missing(
  { category, standard, lead, description }: ProblemFields,
  position: Position | undefined,
): Bilingual | undefined {
  if (category === '') return reportWords.categoryNeeded
  if (standardsOf(category).length > 0) {
    if (standard === '') return reportWords.standardNeeded
  } else if (lead === '') return reportWords.leadNeeded
  return position === undefined && description.trim() === '' ? reportWords.placeNeeded : undefined
}

/** The category in both languages: nobody types a title in the rain. */
function titleOf(category: string): Pick<ProblemFields, 'titleZh' | 'titleEn'> {
  const { zh, en } = city.value?.categories[category] ?? { zh: category, en: category }
  return { titleZh: zh, titleEn: en }
}

const degrees = (position: Position | undefined) =>
  position === undefined
    ? {}
    : { longitude: String(position.longitude), latitude: String(position.latitude) }
