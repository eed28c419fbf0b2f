/** One rule: its levels, its limits as they are for a device, its document, and where its alarm stands. */
import type { WrittenRule } from '../../api/types.ts'
import { call } from '../../api/client.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { Condition } from '../../parts/condition.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { filingWords, ruleWords } from '../../words/rules.ts'
import { say } from '../../words/words.ts'
import { useAddress } from '../../state/address.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import { showHold, showLimit } from './handling-limit.ts'
import { EditRule } from './edit-rule.tsx'
import { LimitsForDevice } from './limits.tsx'
import { Scope } from './scope.tsx'
import { StandingDevices } from './standing-devices.tsx'
import { Origin, Sources } from './sources.tsx'
import '../devices/devices.css'

export function RulePage() {
  const { id } = useAddress()
  const rule = useResource(
    `rule ${id}`,
    (signal) => call('GET /v1/rules/{id}', { path: { id }, signal }),
    { every: 30_000 },
  )
  return (
    <main id="content" class="page">
      <a class="no-print" href="/rules">
        {say(ruleWords.back)}
      </a>
      <h1>
        {rule.value === undefined ? id : say(rule.value.title)} <code class="quiet">{id}</code>
      </h1>
      <Loaded resource={rule}>
        {(found) => (
          <>
            <p class="row">
              <span>
                {say(ruleWords.applies)}: <Scope on={found.on} />
              </span>
              <a href={`/devices?tab=registry&kind=${encodeURIComponent(found.on.kind)}`}>
                {say(ruleWords.devicesOfKind)}
              </a>
              <span class="quiet" title={say(ruleWords.versionHelp)}>
                {say(ruleWords.version)} <code>{found.version.slice(0, 12)}</code>
              </span>
            </p>
            <Origin rule={found} />
            <Section title={say(ruleWords.levels)} at={rule.at}>
              <LevelTable levels={found.levels} limits={found.limits} />
            </Section>
            <StandingDevices rule={found.id} title={ruleWords.alarms} />
            <LimitsForDevice key={found.id} rule={found} />
            <Sources limits={found.limits} />
            <Section title={say(ruleWords.document)}>
              <EditRule key={found.version} rule={found} onPut={rule.reload} />
              <pre class="document" role="group" tabindex={0} aria-label={say(ruleWords.document)}>
                <code>{found.document}</code>
              </pre>
            </Section>
          </>
        )}
      </Loaded>
    </main>
  )
}

/** Those that are the same for all devices, by the names that stand in conditions. */
const valuesOf = (limits: WrittenRule['limits']): Readonly<Record<string, number>> =>
  Object.fromEntries(
    limits.flatMap(({ path, value }) => (value === undefined ? [] : [[`limits.${path}`, value]])),
  )

const LevelTable = ({ levels, limits }: Pick<WrittenRule, 'levels' | 'limits'>) => (
  <Scrolling label={say(ruleWords.levels)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(ruleWords.severity)}</th>
          <th scope="col">{say(ruleWords.when)}</th>
          <th scope="col">{say(ruleWords.hold)}</th>
          <th scope="col">{say(ruleWords.clear)}</th>
          <th scope="col">{say(ruleWords.clearHold)}</th>
          <th scope="col">{say(ruleWords.filing)}</th>
          <th scope="col">{say(ruleWords.handling)}</th>
        </tr>
      </thead>
      <tbody>
        {levels.map((level) => (
          <tr key={level.severity}>
            <th scope="row">
              <SeverityBadge severity={level.severity} />
            </th>
            <td>
              <Condition text={level.when} values={valuesOf(limits)} />
            </td>
            <td>{showHold(level.holdSeconds)}</td>
            <td>
              {level.clear === anyReading ? (
                say(ruleWords.anyReading)
              ) : (
                <Condition text={level.clear} values={valuesOf(limits)} />
              )}
            </td>
            <td>{showHold(level.clearHoldSeconds)}</td>
            <td>{say(filingWords[level.filing])}</td>
            <td>{showLimit(level.limit)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)

/** What the API says of an absence rule, in place of a condition (rules/api.ts). */
const anyReading = 'any reading'
