/** The audit of what was not filed (应立未立): the sample of a period, and what an auditor says of each. */
import { useLocation } from 'preact-iso'
import { useEffect, useState } from 'preact/hooks'

import { unfiledWords, verdictWords } from '../../../core/filing-audit-words.ts'
import { call } from '../../api/client.ts'
import type { Audit } from '../../api/types.ts'
import { areaName, categoryName, loadNames } from '../../parts/case-names.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { city } from '../../state/city.ts'
import { now } from '../../state/clock.ts'
import { mayAs } from '../../state/rights.ts'
import { useResource } from '../../state/resource.ts'
import { auditWords as words } from '../../words/filing-audit.ts'
import { showInstant, showNumber, showShare } from '../../words/format.ts'
import { language, say } from '../../words/words.ts'
import { cityDate, isDate } from '../cases/daily.ts'
import { addressOf } from './compared.ts'
import { PeriodChoice } from './choice.tsx'
import { spansBefore } from './spans.ts'
import '../cases/cases.css'
import './evaluation.css'

type One = Audit['sample'][number]
type Verdict = keyof typeof verdictWords

const auditors = ['supervisor', 'manager'] as const

export function AuditPage() {
  const { query, route } = useLocation()
  const [last] = spansBefore(cityDate(now.value, city.value?.zone ?? 'Asia/Shanghai'))
  const given = isDate(query['from']) && isDate(query['to'])
  const from = given ? (query['from'] ?? '') : (last?.from ?? '')
  const to = given ? (query['to'] ?? '') : (last?.to ?? '')
  const id = `${from}_${to}`
  const audit = useResource(`audit ${id}`, async (signal): Promise<{ drawn?: Audit }> => {
    const { items } = await call('GET /v1/filing-audits', { signal })
    if (!items.some((one) => one.id === id)) return {}
    return { drawn: await call('GET /v1/filing-audits/{id}', { path: { id }, signal }) }
  })
  useEffect(() => {
    void loadNames()
  }, [])
  return (
    <main id="content" class="page on-paper">
      <div class="row">
        <h1>{say(words.title)}</h1>
        <span class="fill" />
        <DataTime at={audit.at} />
      </div>
      <p class="quiet">{say(words.what)}</p>
      <div class="row no-print">
        <PeriodChoice
          dates={{ from, to }}
          onChange={(dates) => route(addressOf('/evaluation/audit', { from, to, ...dates }))}
        />
        <span class="fill" />
        <a href={addressOf('/evaluation', { from, to })}>{say(words.evaluation)}</a>
      </div>
      <Loaded resource={audit}>
        {({ drawn }) =>
          drawn === undefined ? (
            <Draw id={id} onDone={audit.reload} />
          ) : (
            <Drawn audit={drawn} onDone={audit.reload} />
          )
        }
      </Loaded>
    </main>
  )
}

interface DoneProps {
  readonly onDone: () => void
}

function Draw({ id, onDone }: DoneProps & { readonly id: string }) {
  const [size, setSize] = useState(50)
  const [cause, setCause] = useState<unknown>()
  const [sending, setSending] = useState(false)
  const draw = async (event: SubmitEvent) => {
    event.preventDefault()
    setSending(true)
    setCause(undefined)
    try {
      const body = { command: 'draw', size } as const
      await call('POST /v1/filing-audits/{id}/commands', { path: { id }, body })
      onDone()
    } catch (thrown) {
      setCause(thrown)
    }
    setSending(false)
  }
  return (
    <section class="sheet">
      <p>{say(words.never)}</p>
      {mayAs(auditors) ? (
        <form class="row" onSubmit={(event) => void draw(event)}>
          <label>
            {say(words.size)}{' '}
            <input
              type="number"
              min={1}
              max={1_000}
              required
              value={size}
              onInput={({ currentTarget: { valueAsNumber } }) => setSize(valueAsNumber)}
            />
          </label>
          <button type="submit" class="primary" disabled={sending}>
            {say(words.draw)}
          </button>
        </form>
      ) : null}
      {cause === undefined ? null : <Refusal cause={cause} />}
    </section>
  )
}

function Drawn({ audit, onDone }: DoneProps & { readonly audit: Audit }) {
  const [marking, mark] = useState<{ readonly one: One; readonly verdict: Verdict }>()
  const { candidates, sampled, audited, should, missedRate, accurateRate, drawn } = audit
  const figures = [
    [words.candidates, showNumber(candidates)],
    [words.sampled, showNumber(sampled)],
    [words.audited, showNumber(audited)],
    [words.should, showNumber(should)],
    [words.missedRate, showShare(missedRate)],
    [words.accurateRate, showShare(accurateRate)],
  ] as const
  return (
    <>
      <dl class="row figures">
        {figures.map(([name, value]) => (
          <div key={name.en}>
            <dt>{say(name)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="row quiet">
        {say(words.drawn, { at: showInstant(drawn.at, 'minute'), by: drawn.by })}
        <span class="fill" />
        <a
          class="no-print"
          href={`/v1/filing-audits/${audit.id}/table.xlsx?language=${language.value}`}
          download
        >
          {say(words.xlsx)}
        </a>
      </p>
      <Sample sample={audit.sample} onMark={(one, verdict) => mark({ one, verdict })} />
      {marking === undefined ? null : (
        <MarkDialog id={audit.id} {...marking} onClose={() => mark(undefined)} onDone={onDone} />
      )}
    </>
  )
}

interface SampleProps {
  readonly sample: Audit['sample']
  readonly onMark: (one: One, verdict: Verdict) => void
}

const verdicts = Object.keys(verdictWords) as readonly Verdict[]
const addressOfSubject = (subject: string): string => {
  const [kind = '', ...rest] = subject.split(':')
  return `/${kind === 'case' ? 'cases' : 'alarms'}/${encodeURIComponent(rest.join(':'))}`
}

const Sample = ({ sample, onMark }: SampleProps) => (
  <section class="sheet">
    <Scrolling label={say(words.title)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say(words.of)}</th>
            <th scope="col">{say(words.at)}</th>
            <th scope="col">{say(words.why)}</th>
            <th scope="col">{say(words.place)}</th>
            <th scope="col">{say(words.verdict)}</th>
          </tr>
        </thead>
        <tbody>
          {sample.map((one) => (
            <tr key={one.subject}>
              <th scope="row">
                <a href={addressOfSubject(one.subject)}>
                  {one.title === undefined ? one.subject : say(one.title)}
                </a>
                <span class="made-of">
                  {one.category === undefined ? one.rule : categoryName(one.category)}
                </span>
              </th>
              <td>{showInstant(one.at, 'minute')}</td>
              <td>{say(unfiledWords[one.why])}</td>
              <td>{one.cell === undefined ? '-' : areaName(one.cell.slice(0, 9))}</td>
              <td>
                {one.mark === undefined ? null : (
                  <>
                    <strong>{say(verdictWords[one.mark.verdict])}</strong>
                    <span class="made-of">
                      {one.mark.reason} · {one.mark.by}
                    </span>
                  </>
                )}
                {mayAs(auditors) ? (
                  <span class="row no-print">
                    {verdicts.map((verdict) => (
                      <button key={verdict} type="button" onClick={() => onMark(one, verdict)}>
                        {say(verdictWords[verdict])}
                      </button>
                    ))}
                  </span>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  </section>
)

interface MarkProps extends DoneProps {
  readonly id: string
  readonly one: One
  readonly verdict: Verdict
  readonly onClose: () => void
}

function MarkDialog({ id, one, verdict, onClose, onDone }: MarkProps) {
  const [reason, setReason] = useState('')
  const [cause, setCause] = useState<unknown>()
  const [sending, setSending] = useState(false)
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    setSending(true)
    setCause(undefined)
    try {
      await call('POST /v1/filing-audits/{id}/commands', {
        path: { id },
        body: { command: 'mark', subject: one.subject, verdict, reason },
      })
      onClose()
      onDone()
    } catch (thrown) {
      setCause(thrown)
      setSending(false)
    }
  }
  return (
    <Dialog title={say(verdictWords[verdict])} onClose={onClose}>
      <form class="fields" onSubmit={(event) => void send(event)}>
        <p>{one.title === undefined ? one.subject : say(one.title)}</p>
        <label>
          {say(words.reason)}
          <input
            required
            maxLength={500}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        {cause === undefined ? null : <Refusal cause={cause} />}
        <div class="row">
          <button type="submit" class="primary" disabled={sending}>
            {say(verdictWords[verdict])}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
