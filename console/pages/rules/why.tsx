/** Why an alarm, a case, or a device at an instant (溯因): what each rule made of what was heard, step by step. */
import { useState } from 'preact/hooks'

import { transitionWords } from '../../../core/alarm.ts'
import { call } from '../../api/client.ts'
import type { QueryOf } from '../../api/routes.ts'
import type { WhyAnswer } from '../../api/types.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { alarmPath, casePath, devicePath, timingName } from '../../parts/device-names.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import { useAddress } from '../../state/address.ts'
import { city } from '../../state/city.ts'
import { useResource } from '../../state/resource.ts'
import { outcomeWords } from '../../../core/alarm-outcome-words.ts'
import { showInstant } from '../../words/format.ts'
import { whyWords as words } from '../../words/why.ts'
import { say } from '../../words/words.ts'
import { fieldOf, instantIn } from '../../parts/city-time.ts'
import { Numbers } from './numbers.tsx'
import { WhyRule } from './why-rule.tsx'
import { byState } from './why-state.ts'
import '../devices/devices.css'

const subjects = ['alarm', 'case', 'reading', 'device'] as const

export function WhyPage() {
  const { query } = useAddress()
  const asked: QueryOf<'GET /v1/rules/why'> = Object.fromEntries(
    [...subjects, 'at' as const].flatMap((name) => {
      const value = query.get(name)
      return value === null ? [] : [[name, value]]
    }),
  )
  const answers = useResource(`why ${JSON.stringify(asked)}`, (signal) =>
    call('GET /v1/rules/why', { query: asked, signal }),
  )
  const { alarm, case: ofCase, device } = asked
  return (
    <main id="content" class="page">
      <h1>{say(words.title)}</h1>
      <p class="quiet">{say(words.help)}</p>
      <p class="no-print">
        {alarm === undefined ? null : <a href={alarmPath(String(alarm))}>← {String(alarm)}</a>}
        {ofCase === undefined ? null : <a href={casePath(String(ofCase))}>← {String(ofCase)}</a>}
        {device === undefined ? null : <a href={devicePath(String(device))}>← {String(device)}</a>}
      </p>
      {device === undefined ? null : (
        <AtForm key={String(asked.at)} device={String(device)} at={asked.at} />
      )}
      <Loaded resource={answers} isEmpty={(value) => value.answers.length === 0}>
        {(value) =>
          value.answers.map((answer) => (
            <Answer key={answer.alarm?.alarm ?? answer.device} answer={answer} />
          ))
        }
      </Loaded>
    </main>
  )
}

interface AtFormProps {
  readonly device: string
  readonly at: string | number | boolean | undefined
}

function AtForm({ device, at }: AtFormProps) {
  const { show } = useAddress()
  const zone = city.value?.zone ?? 'Asia/Shanghai'
  const [field, setField] = useState(fieldOf(Number(at ?? Date.now()), zone))
  return (
    <form
      class="filters no-print"
      onSubmit={(event) => {
        event.preventDefault()
        show({ device, at: instantIn(field, zone)?.toString() })
      }}
    >
      <label>
        {say(words.at, { zone })}
        <input
          type="datetime-local"
          step={1}
          required
          value={field}
          onInput={(event) => setField(event.currentTarget.value)}
        />
      </label>
      <button type="submit">{say(words.look)}</button>
      <button type="button" onClick={() => show({ device })}>
        {say(words.now)}
      </button>
    </form>
  )
}

function Answer({ answer }: { readonly answer: WhyAnswer }) {
  const { device, at, reading, rules, transitions, recorded, notes } = answer
  const watching = byState(rules.filter((rule) => rule.applies))
  const others = rules.filter((rule) => !rule.applies)
  return (
    <article>
      <h2>{say(words.of, { device, at: showInstant(at) })}</h2>
      <p>
        {reading === undefined ? (
          say(words.nothingHeard)
        ) : (
          <>
            {say(words.newest)}: {say(words.observed)} {showInstant(reading.observedAt)},{' '}
            {say(words.received)} {showInstant(reading.receivedAt)}, {timingName(reading.timing)}:{' '}
            <Numbers of={valuesOf(reading)} />
          </>
        )}
      </p>
      {rules.length === 0 ? <p class="quiet">{say(words.noRules)}</p> : null}
      {watching.map((rule) => (
        <WhyRule key={rule.rule} rule={rule} at={at} />
      ))}
      {others.length === 0 ? null : (
        <p class="quiet">
          {say(words.otherRules)}: {others.map(({ title }) => say(title)).join(' · ')}
        </p>
      )}
      <Again transitions={transitions} />
      <Recorded alarms={recorded} />
      <ul class="quiet" data-notes>
        {notes.map((note) => (
          <li key={note.en}>{say(note)}</li>
        ))}
      </ul>
    </article>
  )
}

const valuesOf = ({ values }: NonNullable<WhyAnswer['reading']>) =>
  Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))

const Again = ({ transitions }: Pick<WhyAnswer, 'transitions'>) =>
  transitions.length === 0 ? null : (
    <Section title={say(words.again)}>
      <Scrolling label={say(words.again)}>
        <table>
          <tbody>
            {transitions.map(({ alarm, at, kind, severity, values, muted }) => (
              <tr key={`${alarm} ${kind} ${at}`}>
                <th scope="row">{showInstant(at)}</th>
                <td>
                  {say(transitionWords[kind])} <code>{alarm}</code>
                </td>
                <td>
                  <SeverityBadge severity={severity} />
                </td>
                <td>
                  <Numbers
                    of={Object.entries(values ?? {}).map(([name, value]) => ({ name, value }))}
                  />
                </td>
                <td>{muted === undefined ? '' : `${say(words.muted)} ${muted}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </Section>
  )

const Recorded = ({ alarms }: { readonly alarms: WhyAnswer['recorded'] }) =>
  alarms.length === 0 ? null : (
    <Section title={say(words.recorded)}>
      <ul>
        {alarms.map(({ alarm, severity, outcome, case: id, suppression }) => (
          <li key={alarm}>
            <a href={alarmPath(alarm)}>{alarm}</a> <SeverityBadge severity={severity} />{' '}
            {say(outcomeWords[outcome] ?? { zh: outcome, en: outcome })}{' '}
            {id === undefined ? null : <a href={casePath(id)}>{id}</a>}{' '}
            {suppression === undefined ? null : <code>{suppression}</code>}
          </li>
        ))}
      </ul>
    </Section>
  )
