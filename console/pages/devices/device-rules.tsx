/** The rules that apply to a device, with their limits in numbers and how they stand. */
import type { DeviceRule } from '../../api/types.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { Condition } from '../../parts/condition.tsx'
import { Doubt } from '../../parts/doubt.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import type { Resource } from '../../state/resource.ts'
import { deviceWords } from '../../words/devices.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { showComparison } from '../../parts/device-names.ts'
import { RuleLink } from '../../parts/rule-link.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'

export interface RulesOfDeviceProps {
  readonly rules: Resource<readonly DeviceRule[]>
}

export const RulesOfDevice = ({ rules }: RulesOfDeviceProps) => (
  <Section title={say(deviceWords.rules)} at={rules.at}>
    <Loaded
      resource={rules}
      isEmpty={(rows) => rows.length === 0}
      empty={<p class="quiet">{say(deviceWords.noRules)}</p>}
    >
      {(rows) => (
        <Scrolling label={say(deviceWords.rules)}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say(deviceWords.rule)}</th>
                <th scope="col">{say(deviceWords.state)}</th>
                <th scope="col">{say(deviceWords.levels)}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((rule) => (
                <tr key={rule.id}>
                  <th scope="row">
                    <RuleLink id={rule.id} title={rule.title} />
                  </th>
                  <td>
                    <RuleState state={rule.state} />
                  </td>
                  <td>
                    <Levels levels={rule.levels} />
                    <NeverFires reasons={rule.neverFires ?? []} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
    </Loaded>
  </Section>
)

const RuleState = ({ state: { severity, since } }: Pick<DeviceRule, 'state'>) =>
  severity === undefined ? (
    <span class="quiet">{say(deviceWords.quiet)}</span>
  ) : (
    <>
      <SeverityBadge severity={severity} />
      {since === undefined ? null : (
        <span class="quiet"> {say(deviceWords.since, { time: showInstant(since, 'minute') })}</span>
      )}
    </>
  )

/** Levels that this device can never raise, and why. */
const NeverFires = ({ reasons }: { readonly reasons: DeviceRule['neverFires'] }) =>
  reasons.length === 0 ? null : (
    <div class="trouble" data-note="never-fires">
      {say(deviceWords.neverFires)}
      <ul class="plain-list">
        {reasons.map((reason) => (
          <li key={reason.en}>{say(reason)}</li>
        ))}
      </ul>
    </div>
  )

/** Each level with its numbers, or with its condition where there is no number. */
const Levels = ({ levels }: Pick<DeviceRule, 'levels'>) => (
  <ul class="plain-list">
    {levels.map(({ severity, when, limits, unverified }) => (
      <li key={severity}>
        <SeverityBadge severity={severity} />{' '}
        {limits.length === 0 ? (
          <Condition text={when} />
        ) : (
          <span title={when}>{limits.map(showComparison).join(' · ')}</span>
        )}
        <Doubt unverified={unverified} />
      </li>
    ))}
  </ul>
)
