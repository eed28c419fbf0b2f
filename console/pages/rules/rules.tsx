/** The rules in force, with the alarms of each that stand. */
import { useState } from 'preact/hooks'

import { deskRoles } from '../../../core/actor.ts'
import type { Rule } from '../../api/types.ts'
import { call } from '../../api/client.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { sourceText } from '../../parts/source-text.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { mayAs } from '../../state/rights.ts'
import { versionWords } from '../../words/rule-versions.ts'
import { ruleWords } from '../../words/rules.ts'
import { say } from '../../words/words.ts'
import { kindName, kindNames, rulePath } from '../../parts/device-names.ts'
import { useAddress } from '../../state/address.ts'
import { useCaseEvents } from '../../state/case-events.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { LinkSwitch } from '../devices/link-switch.tsx'
import { AreaRules } from './area-rules.tsx'
import { Backtests } from './backtests.tsx'
import { chosenRules, type RuleChoice } from './choice.ts'
import { LimitsOfCity } from './city-limits.tsx'
import { Scope } from './scope.tsx'
import { NotVerified } from './sources.tsx'
import { Versions } from './versions.tsx'
import '../devices/devices.css'

const tabs = {
  rules: RulesInForce,
  areas: AreaRules,
  limits: LimitsOfCity,
  versions: Versions,
  backtests: Backtests,
} as const
type Tab = keyof typeof tabs
const tabNames = Object.keys(tabs) as readonly Tab[]

export function Rules() {
  const { query } = useAddress()
  const tab = tabNames.find((name) => name === query.get('tab')) ?? 'rules'
  const Content = tabs[tab]
  return (
    <main id="content" class="page">
      <h1>{say(ruleWords.title)}</h1>
      <nav class="tabs no-print" aria-label={say(versionWords.tabs)}>
        {tabNames.map((name) => (
          <a
            key={name}
            href={name === 'rules' ? '/rules' : `/rules?tab=${name}`}
            {...(name === tab ? { 'aria-current': 'page' as const } : {})}
          >
            {say(versionWords[name])}
          </a>
        ))}
      </nav>
      <Content />
    </main>
  )
}

function RulesInForce() {
  const [choice, setChoice] = useState<RuleChoice>({ text: '', kind: '', standing: false })
  const change = (changed: Partial<RuleChoice>) => setChoice({ ...choice, ...changed })
  const rules = useResource(
    'rules',
    async (signal) => {
      const answer = await call('GET /v1/rules', { signal })
      return answer.rules
    },
    { every: 30_000 },
  )
  useCaseEvents(rules.reload)
  return (
    <>
      <p class="quiet">{say(ruleWords.help)}</p>
      {mayAs(deskRoles) ? <LinkSwitch /> : null}
      <form
        class="filters no-print"
        role="search"
        aria-label={say(ruleWords.filters)}
        onSubmit={(event) => event.preventDefault()}
      >
        <label class="wide">
          {say(ruleWords.search)}
          <input
            type="search"
            value={choice.text}
            onInput={(event) => change({ text: event.currentTarget.value })}
          />
        </label>
        <label>
          {say(ruleWords.kind)}
          <select
            value={choice.kind}
            onChange={(event) => change({ kind: event.currentTarget.value })}
          >
            <option value="">{say(ruleWords.all)}</option>
            {kindNames().map((kind) => (
              <option key={kind} value={kind}>
                {kindName(kind)}
              </option>
            ))}
          </select>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={choice.standing}
            onChange={(event) => change({ standing: event.currentTarget.checked })}
          />
          {say(ruleWords.onlyStanding)}
        </label>
      </form>
      <Loaded resource={rules}>
        {(all) => {
          const chosen = chosenRules(all, choice)
          return (
            <>
              <p class="row">
                <span role="status">
                  {say(ruleWords.count, {
                    count: chosen.length,
                    standing: chosen.reduce((sum, { standing }) => sum + standing, 0),
                  })}
                </span>
                <DataTime at={rules.at} />
              </p>
              {chosen.length === 0 ? (
                <p class="quiet">{say(ruleWords.noRules)}</p>
              ) : (
                <RuleTable rules={chosen} />
              )}
            </>
          )
        }}
      </Loaded>
    </>
  )
}

const RuleTable = ({ rules }: { readonly rules: readonly Rule[] }) => (
  <Scrolling label={say(ruleWords.title)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(ruleWords.rule)}</th>
          <th scope="col">{say(ruleWords.id)}</th>
          <th scope="col">{say(ruleWords.applies)}</th>
          <th scope="col">{say(ruleWords.levels)}</th>
          <th scope="col">{say(ruleWords.source)}</th>
          <th scope="col">{say(ruleWords.standing)}</th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.id}>
            <th scope="row">
              <a href={rulePath(rule.id)}>{say(rule.title)}</a>
            </th>
            <td>
              <code>{rule.id}</code>
            </td>
            <td>
              <Scope on={rule.on} />
            </td>
            <td>
              <span class="row">
                {rule.levels.map(({ severity }) => (
                  <SeverityBadge key={severity} severity={severity} />
                ))}
              </span>
            </td>
            <td>
              <span class="quiet">{sourceText(rule) ?? say(ruleWords.noSource)}</span>{' '}
              {rule.unverified ? <NotVerified /> : null}
            </td>
            <td>
              {rule.standing === 0 ? (
                <span class="quiet">0</span>
              ) : (
                <strong class="trouble">
                  {say(ruleWords.standingCount, { count: rule.standing })}
                </strong>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)
