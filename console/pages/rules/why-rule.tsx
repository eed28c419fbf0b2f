/** What one rule made of a device: each level with its condition, the numbers it read and how long it held. */
import type { WhyAnswer } from '../../api/types.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { Condition } from '../../parts/condition.tsx'
import { RuleLink } from '../../parts/rule-link.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { showDuration, showInstant } from '../../words/format.ts'
import { whyWords as words } from '../../words/why.ts'
import { say } from '../../words/words.ts'
import { Numbers } from './numbers.tsx'
import { whyState } from './why-state.ts'

type Explained = WhyAnswer['rules'][number]
type Level = Explained['levels'][number]

interface WhyRuleProps {
  readonly rule: Explained
  /** By when all this was so. */
  readonly at: number
}

export function WhyRule({ rule, at }: WhyRuleProps) {
  const state = whyState(rule)
  return (
    <section class="sheet" data-rule={rule.rule} data-state={state}>
      <h3>
        <RuleLink id={rule.rule} title={rule.title} />
      </h3>
      <p>
        <strong class={state === 'stands' ? 'trouble' : ''}>{say(words[state])}</strong>
        <span class="quiet"> · {say(rule.verdict)}</span>
      </p>
      {rule.restsUntil === undefined ? null : (
        <p>{say(words.rests, { at: showInstant(rule.restsUntil) })}</p>
      )}
      {rule.entries.length === 0 ? null : (
        <p>
          {say(words.entries)}: <Numbers of={rule.entries} />
        </p>
      )}
      {rule.levels.length === 0 ? null : <Levels rule={rule} at={at} />}
    </section>
  )
}

const Levels = ({ rule, at }: WhyRuleProps) => (
  <Scrolling label={say(rule.title)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(words.level)}</th>
          <th scope="col">{say(words.condition)}</th>
          <th scope="col">{say(words.result)}</th>
          <th scope="col">{say(words.numbers)}</th>
          <th scope="col">{say(words.hold)}</th>
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
              {level.clear === undefined || !level.stands ? null : (
                <div class="quiet">
                  {say(words.clears)} <code>{level.clear}</code>
                </div>
              )}
            </td>
            <td>{say(resultOf(level))}</td>
            <td>
              <Numbers of={level.values} />
            </td>
            <td>{holdOf(level, at)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)

function resultOf({ holds, stands }: Level) {
  if (stands) return words.stands
  return holds === null ? words.unknown : holds ? words.trueNow : words.notTrue
}

function holdOf({ holdSeconds, since }: Level, at: number): string {
  const needed = showDuration(holdSeconds * 1_000)
  if (since !== undefined)
    return say(words.holdOf, { lasted: showDuration(Math.max(0, at - since)), needed })
  return holdSeconds === 0 ? '-' : say(words.holdNeeded, { needed })
}
