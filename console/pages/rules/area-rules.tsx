/** The rules over areas in force: what an area is, whose alarms count, how many it takes, and what stands. */
import { filled } from '../../../core/bilingual.ts'
import { call } from '../../api/client.ts'
import type { AreaRule } from '../../api/types.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { sourceText } from '../../parts/source-text.ts'
import { Condition } from '../../parts/condition.tsx'
import { rulePath } from '../../parts/device-names.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useResource } from '../../state/resource.ts'
import { areaRuleWords as words, overWords } from '../../words/area-rules.ts'
import { filingWords, ruleWords } from '../../words/rules.ts'
import { say } from '../../words/words.ts'
import { showHold, showLimit } from './handling-limit.ts'
import { StandingDevices } from './standing-devices.tsx'

export function AreaRules() {
  const rules = useResource(
    'rules over areas',
    async (signal) => (await call('GET /v1/rules', { signal })).areas,
    { every: 30_000 },
  )
  return (
    <>
      <p class="quiet">{say(words.help)}</p>
      <Loaded
        resource={rules}
        isEmpty={(areas) => areas.length === 0}
        empty={<p class="quiet">{say(words.none)}</p>}
      >
        {(areas) => areas.map((rule) => <OneRule key={rule.id} rule={rule} />)}
      </Loaded>
    </>
  )
}

const overText = ({ kind, metres = 0, points = [] }: AreaRule['over']): string =>
  say(overWords[kind], { metres, points: points.join(say(ruleWords.comma)) })

const OneRule = ({ rule }: { readonly rule: AreaRule }) => (
  <article class="sheet" id={rule.id} data-area-rule={rule.id}>
    <h2>
      {say(rule.title)} <code class="quiet">{rule.id}</code>
    </h2>
    <dl class="facts">
      <div>
        <dt>{say(words.area)}</dt>
        <dd>{overText(rule.over)}</dd>
      </div>
      <div>
        <dt>{say(words.members)}</dt>
        <dd class="row">
          {rule.alarms.map((id) => (
            <a key={id} href={rulePath(id)}>
              {id}
            </a>
          ))}
        </dd>
      </div>
      <div>
        <dt>{say(ruleWords.source)}</dt>
        <dd>{sourceText(rule) ?? say(ruleWords.noSource)}</dd>
      </div>
    </dl>
    {rule.over.kind === 'radius' ? <p class="quiet">{say(words.noShare)}</p> : null}
    <Scrolling label={`${say(rule.title)}: ${say(ruleWords.levels)}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say(ruleWords.severity)}</th>
            <th scope="col">{say(ruleWords.when)}</th>
            <th scope="col">{say(ruleWords.hold)}</th>
            <th scope="col">{say(ruleWords.clearHold)}</th>
            <th scope="col">{say(ruleWords.filing)}</th>
            <th scope="col">{say(ruleWords.handling)}</th>
          </tr>
        </thead>
        <tbody>
          {rule.levels.map((level) => (
            <tr key={level.severity}>
              <th scope="row">
                <SeverityBadge severity={level.severity} />
              </th>
              <td>
                <Condition text={level.when} />
              </td>
              <td>{showHold(level.holdSeconds)}</td>
              <td>{showHold(level.clearHoldSeconds)}</td>
              <td>{say(filingWords[level.filing])}</td>
              <td>{showLimit(level.limit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
    <StandingDevices rule={rule.id} title={filled(words.standingOf, { rule: rule.title })} />
  </article>
)
