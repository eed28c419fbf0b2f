/** What runs beside the rules in force, and where it differs from them. */
import { useState } from 'preact/hooks'

import { rulesDraftRoles } from '../../../core/actor.ts'
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { DeviceLink } from '../../parts/device-link.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import { useResource } from '../../state/resource.ts'
import { mayAs } from '../../state/rights.ts'
import { showInstant } from '../../words/format.ts'
import { versionWords as words } from '../../words/rule-versions.ts'
import { say } from '../../words/words.ts'
import { WhyForm } from '../../parts/why-form.tsx'

type Seen = NonNullable<AnswerOf<'GET /v1/rules/shadow'>['shadow']>

/** Nothing when none runs. */
export function ShadowRun() {
  const [ending, setEnding] = useState(false)
  const seen = useResource('shadow', (signal) => call('GET /v1/rules/shadow', { signal }), {
    every: 10_000,
  })
  const end = async (why: string) => {
    const path = { version: 0 }
    await call('POST /v1/rules/versions/{version}/shadow', { path, body: { why } })
    setEnding(false)
    seen.reload()
  }
  return (
    <Loaded resource={seen}>
      {({ shadow }) =>
        shadow === undefined ? null : (
          <Section title={say(words.shadowTitle)} at={seen.at}>
            <p class="row">
              <span>
                {say(words.shadowOf, {
                  version: shadow.version,
                  by: shadow.by,
                  why: shadow.why,
                  time: showInstant(shadow.at, 'minute'),
                })}
              </span>
              {mayAs(rulesDraftRoles) ? (
                <button type="button" onClick={() => setEnding(true)}>
                  {say(words.shadowEnd)}
                </button>
              ) : null}
            </p>
            {shadow.failure === undefined ? null : <p class="trouble">{shadow.failure}</p>}
            <Counts shadow={shadow} />
            <Differences shadow={shadow} />
            {ending ? (
              <Dialog title={say(words.shadowEnd)} onClose={() => setEnding(false)}>
                <WhyForm submit={words.shadowEnd} onSubmit={end} />
              </Dialog>
            ) : null}
          </Section>
        )
      }
    </Loaded>
  )
}

function Counts({ shadow }: { readonly shadow: Seen }) {
  const rows = Object.entries(shadow.rules)
  if (rows.length === 0) return <p class="quiet">{say(words.shadowNothing)}</p>
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{say(words.rule)}</th>
          <th scope="col">{say(words.raisedNow)}</th>
          <th scope="col">{say(words.raisedThen)}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([rule, count]) => (
          <tr key={rule}>
            <th scope="row">
              <code>{rule}</code>
            </th>
            <td>{count.inForce}</td>
            <td>{count.shadow}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Differences({ shadow }: { readonly shadow: Seen }) {
  const differ = shadow.alarms.filter((alarm) => alarm.inForce !== alarm.shadow)
  if (differ.length === 0) return null
  return (
    <Scrolling label={say(words.differences)}>
      <table>
        <caption>{say(words.differences)}</caption>
        <thead>
          <tr>
            <th scope="col">{say(words.at)}</th>
            <th scope="col">{say(words.rule)}</th>
            <th scope="col">{say(words.device)}</th>
            <th scope="col">{say(words.raisedNow)}</th>
            <th scope="col">{say(words.raisedThen)}</th>
          </tr>
        </thead>
        <tbody>
          {differ.map(({ alarm, at, rule, device, inForce, shadow: beside }) => (
            <tr key={alarm}>
              <td>{showInstant(at, 'minute')}</td>
              <td>
                <code>{rule}</code>
              </td>
              <th scope="row">
                <DeviceLink id={device} />
              </th>
              <td>{inForce === undefined ? '-' : <SeverityBadge severity={inForce} />}</td>
              <td>{beside === undefined ? '-' : <SeverityBadge severity={beside} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}
